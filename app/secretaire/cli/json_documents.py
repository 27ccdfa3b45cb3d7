"""The JSON of ``secretaire documents``; each type's schema is published in docs/schemas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec

from secretaire.cli.document_source import ReadDocument
from secretaire.cli.json_commands import Count, ErrorFacts
from secretaire.records import Box, Document, Page, PageCoverage, PageStatus, Warned
from secretaire.tasks.exporting.json_results import coverage_facts, warning_facts
from secretaire.tasks.exporting.json_types import CoverageFacts, WarningFacts
from secretaire.tasks.finding.citing import coverage_warnings
from secretaire.tasks.reading.collecting import NotRead
from secretaire.wording import say

if TYPE_CHECKING:
    from secretaire.tasks.reading.admitting import HiddenOnPage
    from secretaire.tasks.reading.embedding import Embedded

Number = Annotated[int, msgspec.Meta(ge=1)]


class StoredDocument(msgspec.Struct, frozen=True):
    """A document. ``id`` is empty for a file that is in no vault, ``pages`` null for unpaged formats."""

    id: str
    title: str
    sha256: str
    pages: Count | None
    language: str
    media_type: str
    marking: str
    imported_at: str
    collection: str = ""


class Hidden(msgspec.Struct, frozen=True):
    """Text of the file that nobody sees on the page; ``why`` is a code, ``box`` in points from the top left."""

    text: str
    why: str
    box: Box


class HiddenWords(msgspec.Struct, frozen=True):
    """A hidden text; ``why`` is a code."""

    text: str
    why: str


class Part(msgspec.Struct, frozen=True):
    """What ``text[start:end]`` of a page is, where it is no ordinary paragraph; offsets count code points.

    ``kind`` is "heading", "item", "quote", "code", "table", "caption", "footnote", "header", "footer", "admitted" …
    """

    kind: str
    start: Count
    end: Count
    level: Number


class PageText(msgspec.Struct, frozen=True):
    """A page as a reader of it sees it; ``reason`` is a code where the status needs one, ``label`` what is printed."""

    page: Number
    label: str
    anchor: str
    status: PageStatus
    reason: str
    text: str
    hidden: list[Hidden]
    ocr_confidence: float | None
    structure: list[Part] = []


class DocumentText(msgspec.Struct, frozen=True):
    """``documents text``."""

    document: StoredDocument
    pages: list[PageText]
    warnings: list[WarningFacts]


class HiddenPage(msgspec.Struct, frozen=True):
    """What nobody sees of a page, and whether it is evidence all the same."""

    page: Number
    anchor: str
    admitted: bool
    texts: list[HiddenWords]


class DocumentHidden(msgspec.Struct, frozen=True):
    """``documents admit``: the pages that hold hidden text, as they are now."""

    document: StoredDocument
    pages: list[HiddenPage]


class DocumentCoverage(msgspec.Struct, frozen=True):
    """``documents coverage``."""

    document: StoredDocument
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]


class DocumentList(msgspec.Struct, frozen=True):
    """``documents list``."""

    documents: list[StoredDocument]


class Failed(msgspec.Struct, frozen=True):
    """A file that could not be imported."""

    name: str
    error: ErrorFacts


class Imported(msgspec.Struct, frozen=True):
    """``documents import``. With something in ``failed`` the exit code is 4; ``known`` files of folders were here."""

    documents: list[StoredDocument]
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    failed: list[Failed]
    known: int = 0


class Prepared(msgspec.Struct, frozen=True):
    """``documents embed``: passages that were prepared for search by meaning now, and those that were before."""

    prepared: Count
    known: Count
    warnings: list[WarningFacts]


def prepared(done: Embedded, warned: Sequence[Warned]) -> Prepared:
    """What ``documents embed`` prints."""
    return Prepared(done.made, done.known, [warning_facts(each) for each in warned])


def text(read: ReadDocument) -> DocumentText:
    """What ``documents text`` prints."""
    return DocumentText(document(read.document), [_page(page) for page in read.pages], warnings(read))


def covered(read: ReadDocument) -> DocumentCoverage:
    """What ``documents coverage`` prints."""
    return DocumentCoverage(document(read.document), _rows(read.coverage()), warnings(read))


def hidden(of: Document, pages: Sequence[HiddenOnPage]) -> DocumentHidden:
    """What ``documents admit`` prints."""
    told = [
        HiddenPage(each.page, each.anchor, each.admitted, [HiddenWords(text, why) for why, text in each.texts])
        for each in pages
    ]
    return DocumentHidden(document(of), told)


def listed(documents: Sequence[Document]) -> DocumentList:
    """What ``documents list`` prints."""
    return DocumentList([document(each) for each in documents])


def imported(reads: Sequence[ReadDocument], failed: Sequence[NotRead], known: int) -> Imported:
    """What ``documents import`` prints."""
    return Imported(
        [document(read.document) for read in reads],
        [row for read in reads for row in _rows(read.coverage())],
        [warning for read in reads for warning in warnings(read)],
        [Failed(each.path, ErrorFacts(each.error.code, say(each.error.code, each.error.params))) for each in failed],
        known,
    )


def document(of: Document) -> StoredDocument:
    """A document's facts."""
    return StoredDocument(
        id=of.id,
        title=of.name,
        sha256=of.content,
        pages=of.pages,
        language=of.language,
        media_type=of.media_type,
        marking=of.marking,
        imported_at=of.imported_at,
        collection=of.collection,
    )


def warnings(read: ReadDocument) -> list[WarningFacts]:
    """What to know about a document's pages: what could not be read, and what was hidden in them."""
    return [warning_facts(each) for each in coverage_warnings({read.document.id: read.pages})]


def _rows(rows: Sequence[PageCoverage]) -> list[CoverageFacts]:
    return [coverage_facts(row) for row in rows]


def _page(page: Page) -> PageText:
    return PageText(
        page=page.number,
        label=page.label,
        anchor=page.anchor,
        status=page.status,
        reason=page.reason,
        text=page.text,
        hidden=[Hidden(hidden.text, hidden.why, hidden.box) for hidden in page.hidden],
        ocr_confidence=page.ocr_confidence,
        structure=[Part(part.kind, part.start, part.end, part.level) for part in page.structure],
    )
