"""Importing a document: sealed once, stored, read page by page, cut into passages."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from secretaire.confinement.sealed_file import SealedFile, seal_path
from secretaire.documents.interface import FileFacts, ReadOptions
from secretaire.documents.passages import make_passages
from secretaire.errors import InputUnreadable, TaskFailed
from secretaire.identity import new_id, now
from secretaire.records import Document, Extraction, Page, PageStatus, Warned
from secretaire.tasks.events import Cancel, Finished, PageDone, Progress, Started, TaskEvent
from secretaire.tasks.services import Services

PASSAGE_CHARACTERS = 1000


def import_document(path: Path | str, services: Services, cancel: Cancel, password: str = "") -> Iterator[TaskEvent]:
    """Read a file into the vault; the result is its Document. The same bytes are read only once.

    Raises:
        InputUnreadable: see ``documents.interface.Reader.open``; nothing is stored then.
        Cancelled: nothing is stored.
    """
    sealed = seal_path(path)
    try:
        yield from import_sealed(sealed, services, cancel, password)
    finally:
        sealed.close()


def import_sealed(sealed: SealedFile, services: Services, cancel: Cancel, password: str = "") -> Iterator[TaskEvent]:
    """Like ``import_document``, from bytes that are sealed already; the caller closes them."""
    vault = services.vault
    known = vault.document_by_content(sealed.sha256)
    if known is not None and vault.extraction_of(sealed.sha256) is not None:
        yield Started(known.id)
        if sealed.name and sealed.name != known.name:
            yield Warned("task.known_document", {"name": sealed.name, "known": known.name})
        yield Finished(known)
        return
    document = _Import(services, cancel, sealed, password)
    try:
        yield from document.run()
    except BaseException:
        with contextlib.suppress(TaskFailed):  # on a full disk the next opening of the vault takes it back
            document.undo()
        raise


class _Import:
    def __init__(self, services: Services, cancel: Cancel, sealed: SealedFile, password: str) -> None:
        self._services, self._cancel, self._sealed = services, cancel, sealed
        self._options = ReadOptions(password=password)
        self._id = new_id()
        self._whole = False

    def run(self) -> Iterator[TaskEvent]:
        vault = self._services.vault
        yield Started(self._id)
        with self._services.reader.open(self._sealed, self._options) as file:
            self._cancel.check()
            vault.store_original(self._sealed)
            document = self._document(file.facts)
            vault.add_document(document)
            extraction = Extraction(new_id(), self._sealed.sha256, file.facts.reader, _described(self._options), now())
            vault.add_extraction(extraction)
            pages: list[Page] = []
            for page in file.pages():
                self._cancel.check()
                vault.add_page(extraction.id, page)
                pages.append(page)
                yield PageDone(page)
                yield Progress("reading", len(pages), file.facts.pages, "page")
        if pages and all(page.status is PageStatus.UNREADABLE for page in pages):
            raise InputUnreadable("documents.no_page_readable", name=document.name)
        document = replace(document, language=main_language(pages))
        vault.update_document(document)  # first: words are indexed as their language wants
        vault.add_passages(make_passages(extraction.id, pages, PASSAGE_CHARACTERS))
        self._cancel.check()
        vault.finish_extraction(extraction.id)
        self._whole = True
        yield Finished(document)

    def _document(self, facts: FileFacts) -> Document:
        name = self._sealed.name or facts.title
        pages = facts.pages if facts.paged else None
        marking = self._services.marking
        return Document(self._id, self._sealed.sha256, name, facts.media_type, pages, "", marking, now())

    def undo(self) -> None:
        """What was begun is taken back: a half-read document must not look whole."""
        if not self._whole:
            self._services.vault.delete_document(self._id)


def main_language(pages: Sequence[Page]) -> str:
    """The language of most of the text."""
    weights: Counter[str] = Counter()
    for page in pages:
        if page.language:
            weights[page.language] += len(page.text)
    return weights.most_common(1)[0][0] if weights else ""


def _described(options: ReadOptions) -> str:
    return f"ocr={'+'.join(options.ocr_languages) if options.ocr else 'off'}"
