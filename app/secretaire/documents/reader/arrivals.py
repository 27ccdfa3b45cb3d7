"""What an import brings, checked: plain records, and what belongs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from secretaire.records import Conversation, Document, Extraction, Message, Page, Passage, Report, Translation


@dataclass(frozen=True, slots=True)
class ExportBegins:
    """The first line of an export of ours; ``ends``: its last one counts them all."""

    ends: bool


@dataclass(frozen=True, slots=True)
class ArrivedDocument:
    """A document, and the name that its original's file has in the export; "" where that was damaged."""

    document: Document
    file: str


@dataclass(frozen=True, slots=True)
class ArrivedPage:
    """A page of an extraction."""

    extraction: str
    page: Page


@dataclass(frozen=True, slots=True)
class ExportEnds:
    """The last line of an export of ours, which counts all lines."""

    records: int


@dataclass(frozen=True, slots=True)
class HistoryRead:
    """The last arrival: everything was read. ``left_out``: how much of what could not be taken over, by code."""

    format: str
    left_out: Mapping[str, int]


Arrival = (
    ExportBegins
    | ArrivedDocument
    | Extraction
    | ArrivedPage
    | Passage
    | Conversation
    | Message
    | Report
    | Translation
    | ExportEnds
    | HistoryRead
)
