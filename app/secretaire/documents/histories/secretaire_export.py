"""Our own open export: the lines of its ``vault.jsonl`` as typed records (docs/export-format.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from secretaire.documents.histories.reading import Left, Unreadable, decode, lines
from secretaire.documents.reader import wire
from secretaire.records import (
    Conversation,
    Document,
    Extraction,
    Message,
    Page,
    Passage,
    Report,
    Translation,
)

FORMAT, VERSION = "secretaire export", 1
Line = memoryview


class _Kind(msgspec.Struct):
    type: str


class _First(msgspec.Struct):
    format: str
    version: int
    ends: bool = False


class _File(msgspec.Struct):
    file: str


class _Extraction(msgspec.Struct):
    extraction: str


class _End(msgspec.Struct):
    records: int


def records(data: bytes, left: Left, *, going_on: bool) -> Iterator[wire.UntrustedRecord]:
    """One record a line; types that we don't know are passed over and counted.

    Raises:
        Unreadable: a line that is no record, a newer version, no first line (unless this is a further portion).
    """
    begun = going_on
    for line in lines(data):
        kind = decode(line, _Kind).type
        if begun == (kind == "export"):
            raise Unreadable("history_damaged")
        begun = True
        read = _READ.get(kind)
        if read is None:
            left["unknown_record"] += 1
        else:
            yield read(line)


def _first(line: Line) -> wire.UntrustedRecord:
    first = decode(line, _First)
    if first.format != FORMAT:
        raise Unreadable("history_unknown")
    if first.version > VERSION:
        raise Unreadable("history_newer")
    return wire.UntrustedExport(first.ends)


def _document(line: Line) -> wire.UntrustedRecord:
    return wire.UntrustedDocument(decode(line, Document), _short(decode(line, _File).file))


def _page(line: Line) -> wire.UntrustedRecord:
    return wire.UntrustedStoredPage(_short(decode(line, _Extraction).extraction), decode(line, Page))


def _end(line: Line) -> wire.UntrustedRecord:
    return wire.UntrustedExportEnd(decode(line, _End).records)


def _short(text: str) -> str:
    if len(text) > 1000:
        raise Unreadable("history_damaged")
    return text


_READ: dict[str, Callable[[Line], wire.UntrustedRecord]] = {
    "export": _first,
    "document": _document,
    "extraction": lambda line: wire.UntrustedExtraction(decode(line, Extraction)),
    "page": _page,
    "passage": lambda line: wire.UntrustedPassage(decode(line, Passage)),
    "conversation": lambda line: wire.UntrustedConversation(decode(line, Conversation)),
    "message": lambda line: wire.UntrustedTurn(decode(line, Message)),
    "report": lambda line: wire.UntrustedReport(decode(line, Report)),
    "translation": lambda line: wire.UntrustedTranslation(decode(line, Translation)),
    "end": _end,
}
