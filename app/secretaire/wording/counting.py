"""Counts in words: pages of a document (a text file has sections, which begin at a paragraph, ¶), faults of a vault."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.records import Citation, PageCoverage, PageStatus
from secretaire.wording import _, plural, say


def counted_pages(rows: Sequence[PageCoverage]) -> str:
    """ "12 pages", or "3 sections" where the rows have anchors in place of pages."""
    if any(row.anchor for row in rows):
        return plural("{count} section", "{count} sections", len(rows))
    return plural("{count} page", "{count} pages", len(rows))


def counted_status(status: PageStatus, count: int) -> str:
    """ "12 read", "1 blank": how many pages or sections became what."""
    return {
        PageStatus.READ: lambda: plural("{count} read", "{count} read", count),
        PageStatus.OCR: lambda: plural("{count} read by OCR", "{count} read by OCR", count),
        PageStatus.PARTIAL: lambda: plural("{count} read in part", "{count} read in part", count),
        PageStatus.BLANK: lambda: plural("{count} blank", "{count} blank", count),
        PageStatus.UNREADABLE: lambda: plural("{count} unreadable", "{count} unreadable", count),
    }[status]()


def counted_used(count: int) -> str:
    """ "3 used as evidence"."""
    return plural("{count} used as evidence", "{count} used as evidence", count)


def place_words(citation: Citation) -> str:
    """ "p. 3", or "¶ 12"."""
    return _("p. {page}").format(page=citation.page) if citation.page is not None else citation.anchor


def page_name(row: PageCoverage) -> str:
    """ "Page 3", or "¶ 12"."""
    return row.anchor or _("Page {page}").format(page=row.page)


def fault_words(check: str, faults: int, repaired: int, where: Sequence[str]) -> list[str]:
    """What one check of a vault found, and where: "2 faults, 0 repaired", "damaged pages: 3, 7"."""
    told = []
    if faults:
        told.append(say("verify.faults", {"faults": faults, "repaired": repaired}))
    if where:
        told.append(say(f"verify.where.{check}", {"where": ", ".join(where)}))
    return told
