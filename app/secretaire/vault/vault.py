"""The open vault: typed records in, typed records out. No SQL outside this folder.

Thread-safe: one connection, used serially under one lock. Every method that writes has committed, durably, when it
returns; what it acknowledged survives kill -9.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from secretaire.confinement.sealed_file import SealedFile
from secretaire.records import (
    Conversation,
    Document,
    Extraction,
    Message,
    Page,
    Passage,
    Report,
    Role,
    SearchHit,
    Segment,
    TextState,
    Translation,
)

Kind = Literal["message", "passage", "report", "translation"]


class Vault:
    """SKELETON: the vault room fills this in; signatures may grow optional parameters, nothing is taken away."""

    directory: Path

    # -- opening (module functions or classmethods) -------------------------------------------------------------
    @classmethod
    def create(cls, directory: Path, passphrase: str, *, argon2_cost: int | None = None) -> tuple[Vault, str]:
        """Make a vault; return it open, with the recovery code to print. Raises VaultClosed, TaskFailed."""
        raise NotImplementedError

    @classmethod
    def unlock(cls, directory: Path, secret: str) -> Vault:
        """Open with a passphrase or the recovery code. Raises VaultClosed (missing, wrong, in use, damaged), Refused (newer)."""
        raise NotImplementedError

    def close(self) -> None: ...

    # -- originals ----------------------------------------------------------------------------------------------
    def store_original(self, source: SealedFile) -> None:
        """Keep the bytes as a sealed blob (once per content)."""

    def open_original(self, content: str) -> SealedFile:
        """The bytes again, decrypted into a sealed memfd. Raises TaskFailed("vault.blob_damaged")."""
        raise NotImplementedError

    # -- documents ----------------------------------------------------------------------------------------------
    def add_document(self, document: Document) -> None: ...
    def update_document(self, document: Document) -> None: ...
    def documents(self) -> list[Document]: ...
    def document(self, id: str) -> Document | None: ...
    def document_by_content(self, content: str) -> Document | None: ...
    def delete_document(self, id: str) -> None: ...
    def add_extraction(self, extraction: Extraction) -> None: ...
    def finish_extraction(self, id: str) -> None: ...
    def extraction_of(self, content: str) -> Extraction | None:
        """The newest finished extraction of a content."""

    def add_page(self, extraction: str, page: Page) -> None: ...
    def pages(self, extraction: str) -> list[Page]: ...
    def page(self, extraction: str, number: int) -> Page | None: ...
    def add_passages(self, passages: Sequence[Passage]) -> None: ...
    def passages(self, extraction: str) -> list[Passage]: ...

    # -- conversations ------------------------------------------------------------------------------------------
    def add_conversation(self, conversation: Conversation) -> None: ...
    def update_conversation(self, conversation: Conversation) -> None: ...
    def conversations(self) -> list[Conversation]:
        """Newest first."""

    def conversation(self, id: str) -> Conversation | None: ...
    def delete_conversation(self, id: str) -> None: ...
    def add_message(
        self, conversation: str, role: Role, text: str, *, model: str = "", state: TextState = TextState.COMPLETE
    ) -> Message: ...
    def append_text(self, message: str, text: str) -> None:
        """Add streamed text to a STREAMING message (the caller groups tokens; at most every 250 ms)."""

    def finish_message(self, message: str, state: TextState) -> Message: ...
    def messages(self, conversation: str) -> list[Message]: ...

    # -- results ------------------------------------------------------------------------------------------------
    def save_report(self, report: Report) -> None:
        """Insert or replace a report with its sentences and citations; called as it grows."""

    def report(self, id: str) -> Report | None: ...
    def reports(self, document: str | None = None) -> list[Report]:
        """Newest first; of one document, or all."""

    def save_translation(self, translation: Translation) -> None: ...
    def translation(self, id: str) -> Translation | None: ...
    def translations(self) -> list[Translation]: ...
    def remembered(self, source: str, source_language: str, target_language: str) -> Segment | None:
        """An exact match from earlier translations (origin "memory", match 100)."""

    # -- search, settings ---------------------------------------------------------------------------------------
    def search(self, words: str, *, kinds: Sequence[Kind] = (), limit: int = 50) -> list[SearchHit]:
        """Full-text search; "" lists the newest items (history). Folds case, accents, ä/ae, ß/ss."""

    def search_passages(self, extraction: str, words: Sequence[str], limit: int) -> list[tuple[Passage, float]]:
        """The passages of one extraction that hold any of the words, best bm25 first (higher score is better)."""

    def setting(self, name: str, default: str = "") -> str: ...
    def set_setting(self, name: str, value: str) -> None: ...
