"""The ledger of pages in exports: a sentence that counts them, and a table that leaves none out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from secretaire.documents.blocks import Block, BlockKind, Look, Mark
from secretaire.records import PageCoverage, PageStatus, Report
from secretaire.tasks.exporting.export_places import sentence_anchor
from secretaire.tasks.exporting.export_words import heading
from secretaire.wording import _, say
from secretaire.wording.counting import counted_pages, counted_status
from secretaire.wording.naming import warning_lines


def closing_blocks(report: Report) -> Iterator[Block]:
    """What stands at the end of every report: the ledger of pages, and the warnings, each once."""
    yield from coverage_blocks(report)
    told = warning_lines(report.warnings, report.documents)
    if told:
        yield heading(_("Warnings"))
    yield from (Block(BlockKind.ITEM, line) for line in told)


def coverage_blocks(report: Report) -> list[Block]:
    """What became of every page of a report's documents, and which sentences rest on it."""
    if not report.coverage:
        return []
    return [
        heading(_("Pages")),
        Block(BlockKind.PARAGRAPH, coverage_line(report.coverage)),
        *_table(report),
    ]


def coverage_line(coverage: Sequence[PageCoverage]) -> str:
    """What became of the pages, counted."""
    counts = Counter(row.status for row in coverage)
    told = ", ".join(counted_status(status, counts[status]) for status in PageStatus if counts[status])
    return _("{pages}: {told}").format(pages=counted_pages(coverage), told=told)


def status_words() -> dict[str, str]:
    """What became of a page, in words."""
    return {
        "read": _("read"),
        "ocr": _("read by OCR"),
        "partial": _("partly read"),
        "blank": _("blank"),
        "unreadable": _("unreadable"),
    }


def _table(report: Report) -> Iterator[Block]:
    several = len(report.documents) > 1
    names = {document.id: document.name for document in report.documents}
    head = [_("Pages"), _("Status"), _("Why"), _("Characters"), _("Cited by")]
    yield Block(BlockKind.ROW, cells=(_("Document"), *head) if several else tuple(head), head=True)
    for rows in _alike(report.coverage):
        first = rows[0]
        cited = [str(index + 1) for index in first.used_by if index < len(report.sentences)]
        cells = [
            _pages(rows),
            status_words()[first.status.value],
            say(first.reason) if first.reason else "",
            str(sum(row.characters for row in rows)),
            ", ".join(cited),
        ]
        cells = [names.get(first.document, ""), *cells] if several else cells
        yield Block(BlockKind.ROW, cells=tuple(cells), marks=_links(report, cited, len(cells) - 1))


def _alike(coverage: Sequence[PageCoverage]) -> Iterator[list[PageCoverage]]:
    """Neighbouring pages of which the same is to be told; a page that is cited stands alone."""

    def told(numbered: tuple[int, PageCoverage]) -> tuple[object, ...]:
        place, row = numbered
        return row.document, row.status, row.reason, place if row.used_by else -1

    for _told, group in groupby(enumerate(coverage), told):
        yield [row for _place, row in group]


def _pages(rows: Sequence[PageCoverage]) -> str:
    """ "3", "3–8", "¶ 3–¶ 8"."""
    first, last = rows[0], rows[-1]
    names = [row.anchor or str(row.page) for row in (first, last)]
    return names[0] if first is last else "–".join(names)


def _links(report: Report, cited: Sequence[str], cell: int) -> tuple[Mark, ...]:
    made, at = [], 0
    for number in cited:
        made.append(Mark(at, at + len(number), Look.LINK, sentence_anchor(report, int(number)), cell))
        at += len(number) + len(", ")
    return tuple(made)
