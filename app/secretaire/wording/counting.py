"""How the pages of a document are counted: a text file has sections, which begin at a paragraph (¶), and no pages."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.records import PageCoverage
from secretaire.wording import _, plural


def counted_pages(rows: Sequence[PageCoverage]) -> str:
    """ "12 pages", or "3 sections" where the rows have anchors in place of pages."""
    if any(row.anchor for row in rows):
        return plural("{count} section", "{count} sections", len(rows))
    return plural("{count} page", "{count} pages", len(rows))


def page_name(row: PageCoverage) -> str:
    """ "Page 3", or "¶ 12"."""
    return row.anchor or _("Page {page}").format(page=row.page)
