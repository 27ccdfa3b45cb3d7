"""The host's own look at what a reader found in an import, before anything of it is stored."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from secretaire.documents.reader import wire
from secretaire.documents.reader.arrivals import (
    Arrival,
    ArrivedDocument,
    ArrivedPage,
    ExportBegins,
    ExportEnds,
    HistoryRead,
)
from secretaire.documents.reader.check import Untrustworthy, check_page
from secretaire.records import Document, Message, Passage, Report, Translation

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ORIGINAL = re.compile(r"originals/([0-9a-f]{64})\.[a-z0-9]{1,8}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_LONGEST = wire.MAX_TEXT
_LARGEST = 2**53

Record = TypeVar("Record")


def checked_arrival(untrusted: wire.UntrustedRecord | wire.Imported) -> Arrival:
    """A record whose ids, times, numbers and ranges are what ours are. Raises Untrustworthy."""
    match untrusted:
        case wire.UntrustedExport(ends):
            return ExportBegins(ends)
        case wire.UntrustedExportEnd(records):
            return ExportEnds(records)
        case wire.Imported(name, left_out):
            return HistoryRead(name, {each.code: each.count for each in left_out})
        case wire.UntrustedDocument(document, file):
            return _document(document, file)
        case wire.UntrustedStoredPage(extraction, page):
            _ids(extraction)
            check_page(page)
            _sound([page.number, page.text, page.label, page.anchor, page.reason])
            return ArrivedPage(extraction, page)
        case wire.UntrustedExtraction(extraction):
            _ids(extraction.id)
            _require(_SHA256.fullmatch(extraction.content))
            return _timed(extraction, extraction.created_at)
        case wire.UntrustedPassage(passage):
            return _passage(passage)
        case wire.UntrustedConversation(conversation):
            _ids(conversation.id, *conversation.documents, *filter(None, [conversation.head]))
            return _timed(conversation, conversation.created_at)
        case wire.UntrustedTurn(message):
            return _message(message)
        case wire.UntrustedReport(report):
            return _report(report)
        case wire.UntrustedTranslation(translation):
            return _translation(translation)


def _document(document: Document, file: str) -> ArrivedDocument:
    _ids(document.id)
    _require(_SHA256.fullmatch(document.content))
    place = _ORIGINAL.fullmatch(file)
    _require(not file or (place is not None and place[1] == document.content))
    return ArrivedDocument(_timed(document, document.imported_at), file)


def _passage(passage: Passage) -> Passage:
    span = passage.span
    _ids(passage.id, span.extraction)
    _require(0 <= span.start <= span.end and span.page >= 0)
    return _sound(passage)


def _message(message: Message) -> Message:
    _ids(message.id, message.conversation, *filter(None, [message.parent]))
    return _timed(message, message.created_at)


def _report(report: Report) -> Report:
    _ids(report.id, *(document.id for document in report.documents))
    _require(all(0 <= at < len(report.sentences) for row in report.coverage for at in row.used_by))
    return _timed(report, report.created_at)


def _translation(translation: Translation) -> Translation:
    _ids(translation.id)
    _require(len(translation.joints) == len(translation.segments) + 1)
    return _timed(translation, translation.created_at)


def _ids(*ids: str) -> None:
    _require(all(_ID.fullmatch(each) for each in ids))


def _timed(record: Record, moment: str) -> Record:
    _require(_TIME.fullmatch(moment))
    try:
        datetime.fromisoformat(moment)
    except ValueError as error:
        raise Untrustworthy from error
    return _sound(record)


def _sound(record: Record) -> Record:
    """What is in a record, however deep: finite numbers that a database holds, bounded texts."""
    waiting: list[Any] = [msgspec.to_builtins(record)]
    while waiting:
        match waiting.pop():
            case dict() as found:
                waiting += [*found.keys(), *found.values()]
            case list() | tuple() as found:
                waiting += found
            case int() | float() as number:
                _require(math.isfinite(number) and abs(number) <= _LARGEST)
            case str() as text:
                _require(len(text) <= _LONGEST)
            case _:
                pass
    return record


def _require(sound: object) -> None:
    if not sound:
        raise Untrustworthy
