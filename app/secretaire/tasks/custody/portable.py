"""Everything a vault holds, in the open: JSON Lines and the original files (docs/export-format.md)."""

from __future__ import annotations

import mimetypes
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Document, Extraction, Message
from secretaire.tasks.files import write_whole
from secretaire.vault.files import file_errors
from secretaire.vault.vault import Vault

FORMAT, VERSION = "secretaire export", 1
RECORDS, ORIGINALS = "vault.jsonl", "originals"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written."""

    records: int
    originals: int


def export_everything(vault: Vault, folder: Path, progress: Progress = lambda _done, _total: None) -> Exported:
    """Write all of a vault, **unencrypted**, into a new or empty folder; the records' file appears last, whole.

    ``progress`` hears how many originals of how many are written.

    What it raises stops the export, and so does any error: nothing is left behind in the open then.

    Raises:
        UsageError: ``cli.file_exists``, the folder holds something. TaskFailed: no space, an original is damaged.
    """
    with file_errors():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError("cli.file_exists", name=folder.name)
        (folder / ORIGINALS).mkdir(mode=0o700)
    try:
        return _write_all(vault, folder, progress)
    except BaseException:
        shutil.rmtree(folder / ORIGINALS, ignore_errors=True)
        raise


def _write_all(vault: Vault, folder: Path, progress: Progress) -> Exported:
    contents = {document.content: document for document in _whole_documents(vault)}
    for number, document in enumerate(contents.values()):
        progress(number, len(contents))
        _write_original(vault, document, folder / ORIGINALS / original_name(document.content, document.media_type))
    progress(len(contents), len(contents))
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for record in _records(vault):
            count += 1
            yield msgspec.json.encode(record) + b"\n"
        count += 1
        yield msgspec.json.encode({"type": "end", "records": count}) + b"\n"  # it tells a copy that was cut off

    write_whole(folder / RECORDS, lines())
    return Exported(count, len(contents))


def original_name(content: str, media_type: str) -> str:
    """An original's file: its SHA-256, with an ending that programs know it by."""
    return content + (mimetypes.guess_extension(media_type) or ".bin")


def _write_original(vault: Vault, document: Document, path: Path) -> None:
    sealed = vault.open_original(document)
    try:
        write_whole(path, sealed.chunks())
    finally:
        sealed.close()


def _whole_documents(vault: Vault) -> list[Document]:
    """All but those that are being read."""
    return [document for document in vault.documents() if vault.extraction_of(document) is not None]


def _records(vault: Vault) -> Iterator[dict[str, Any]]:
    """One after the other, what others point to first."""
    yield {"type": "export", "format": FORMAT, "version": VERSION, "vault": vault.id, "ends": True}
    for document in _whole_documents(vault):
        yield _line("document", document, file=f"{ORIGINALS}/{original_name(document.content, document.media_type)}")
        extractions = vault.extractions_of(document)
        if not extractions:
            raise TaskFailed("vault.no_such_original")
        for extraction in extractions:
            yield from _read_of(vault, extraction)
    for conversation in vault.conversations():
        yield _line("conversation", conversation)
        for message in _parents_first(vault.all_messages(conversation.id)):
            yield _line("message", message)
    for report in vault.reports():
        yield _line("report", report)
    for translation in vault.translations():
        yield _line("translation", translation)


def _parents_first(messages: Sequence[Message]) -> Iterator[Message]:
    """As they are, unless the clock went back between a message and what followed it."""
    told, waiting = {""}, defaultdict[str, list[Message]](list)
    for message in messages:
        if message.parent not in told:
            waiting[message.parent].append(message)
            continue
        ready = [message]
        while ready:
            following = ready.pop()
            told.add(following.id)
            yield following
            ready += reversed(waiting.pop(following.id, []))


def _read_of(vault: Vault, extraction: Extraction) -> Iterator[dict[str, Any]]:
    yield _line("extraction", extraction)
    for page in vault.pages(extraction.id):
        yield _line("page", page, extraction=extraction.id)
    for passage in vault.passages(extraction.id):
        yield _line("passage", passage)


def _line(kind: str, record: object, **more: str) -> dict[str, Any]:
    return {"type": kind, **more, **msgspec.to_builtins(record)}
