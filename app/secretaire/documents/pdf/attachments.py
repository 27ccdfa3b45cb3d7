"""Files that lie in a PDF: embedded in the whole of it (portfolios, too) or pinned to a page. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from secretaire.documents.formats.compound import Part
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.pdf.objects import TROUBLE, Objects

MOST_FILES = 200
_PINNED = 17


def attachments(file: Any, objects: Objects) -> Iterator[tuple[str, bytes | None]]:
    """Names and bytes; None for bytes that can't be read."""
    if objects.holds("EmbeddedFiles"):
        for at in range(min(_count(file), MOST_FILES)):
            yield _embedded(file, at)
    if objects.holds("FileAttachment"):
        for page in file:
            for note in page.annots(types=[_PINNED]):
                yield _pinned(note)


def _count(file: Any) -> int:
    try:
        return int(file.embfile_count())
    except TROUBLE:
        return 0


def _embedded(file: Any, at: int) -> tuple[str, bytes | None]:
    name = f"{at + 1}"
    try:
        facts = file.embfile_info(at)
        name = facts.get("ufilename") or facts.get("filename") or facts.get("name") or name
        return name, bytes(file.embfile_get(at))
    except TROUBLE:
        return name, None


def _pinned(note: Any) -> tuple[str, bytes | None]:
    try:
        return str(note.file_info.get("filename") or "1"), bytes(note.get_file())
    except TROUBLE:
        return "1", None


def opened(source: Source, name: str, data: bytes | None) -> Part:
    """The file as a part of the document: what it opened as, or why it didn't."""
    from secretaire.documents.formats.registry import open_source  # which imports the formats, this one among them

    if not data:
        return Part(name, "empty" if data is not None else "damaged")
    try:
        return Part(name, open_source(source.inner(data, name)))
    except CannotRead as error:
        return Part(name, error.code)
