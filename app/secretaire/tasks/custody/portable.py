"""Everything a vault holds, in the open: JSON Lines and the original files (docs/export-format.md)."""

from __future__ import annotations

import mimetypes
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Document, Extraction, Message
from secretaire.tasks.files import write_whole
from secretaire.vault.files import file_errors
from secretaire.vault.medium import check_place
from secretaire.vault.vault import Vault

FORMAT, VERSION = "secretaire export", 1
RECORDS, ORIGINALS = "vault.jsonl", "originals"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written; ``damaged`` are the ids of documents whose originals could not be."""

    records: int
    originals: int
    damaged: tuple[str, ...] = ()


def export_everything(vault: Vault, folder: Path, progress: Progress = lambda _done, _total: None) -> Exported:
    """Write all of a vault, **unencrypted**, into a new or empty folder; the records' file appears last, whole.

    An original that is damaged in the vault costs nothing but itself. ``progress`` hears how many originals of how many
    are written. What it raises stops the export, and so does any error: nothing is left behind in the open then.

    Raises:
        UsageError: ``cli.file_exists``, the folder holds something. TaskFailed: no space, no folder above it.
    """
    check_place(folder)
    with file_errors():
        folder.mkdir(mode=0o700, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError("cli.file_exists", name=folder.name)
        (folder / ORIGINALS).mkdir(mode=0o700)
    try:
        return _write_all(vault, folder, progress)
    except BaseException:
        shutil.rmtree(folder / ORIGINALS, ignore_errors=True)
        raise


def _write_all(vault: Vault, folder: Path, progress: Progress) -> Exported:
    documents = _whole_documents(vault)
    files = _write_originals(vault, documents, folder / ORIGINALS, progress)
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for record in _records(vault, documents, files):
            count += 1
            yield msgspec.json.encode(record) + b"\n"
        count += 1
        yield msgspec.json.encode({"type": "end", "records": count}) + b"\n"  # it tells a copy that was cut off

    write_whole(folder / RECORDS, lines())
    damaged = tuple(document.id for document in documents if document.content not in files)
    return Exported(count, len(files), damaged)


def original_name(content: str, media_type: str) -> str:
    """An original's file: its SHA-256, with an ending that programs know it by."""
    return content + (mimetypes.guess_extension(media_type) or ".bin")


def _write_originals(vault: Vault, documents: Sequence[Document], folder: Path, progress: Progress) -> dict[str, str]:
    """Write each once; the files' names by the SHA-256 of what they hold. What is damaged has none."""
    contents = defaultdict[str, list[Document]](list)
    for document in documents:
        contents[document.content].append(document)
    files: dict[str, str] = {}
    for number, (content, same) in enumerate(contents.items()):
        progress(number, len(contents))
        name = original_name(content, same[0].media_type)
        if any(_write_original(vault, document, folder / name) for document in same):  # one for each marking
            files[content] = name
    progress(len(contents), len(contents))
    return files


def _write_original(vault: Vault, document: Document, path: Path) -> bool:
    """Whether it is whole. Raises TaskFailed (no space)."""
    try:
        sealed = vault.open_original(document)
    except TaskFailed as failure:
        if failure.code not in ("vault.blob_damaged", "vault.no_such_original"):
            raise
        return False
    try:
        write_whole(path, sealed.chunks())
    finally:
        sealed.close()
    return True


def _whole_documents(vault: Vault) -> list[Document]:
    """All but those that are being read."""
    return [document for document in vault.documents() if vault.extraction_of(document) is not None]


def _records(vault: Vault, documents: Sequence[Document], files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One after the other, what others point to first."""
    yield {"type": "export", "format": FORMAT, "version": VERSION, "vault": vault.id, "ends": True}
    for document in documents:
        file = files.get(document.content)
        yield _line("document", document, file=f"{ORIGINALS}/{file}" if file else "")
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
