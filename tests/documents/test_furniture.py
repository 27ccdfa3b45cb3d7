"""Running headers and footers are told over all pages, never by one."""

from __future__ import annotations

from secretaire.documents.furniture import told_apart
from secretaire.records import Page, Structure


def _page(number: int, heading: str = "") -> Page:
    body = "".join(f"What the council adopted as its motion {letter * (number + 2)}.\n" for letter in "abcdefghijkl")
    text = f"Annual report 2021\n{heading or 'A heading'}\n\n{body}\nPage {number} of 4"
    start = text.index("\n") + 1
    end = text.index("\n", start)
    return Page(number, text=text, structure=(Structure("heading", start, end, 2),))


def _told(page: Page) -> list[tuple[str, str]]:
    return [(part.kind, page.text[part.start : part.end]) for part in page.structure]


def test_what_comes_again_at_the_edge_is_header_and_footer() -> None:
    pages = told_apart([_page(1, "First"), _page(2, "Second"), _page(3, "Third"), _page(4, "Fourth")])
    assert _told(pages[1]) == [("header", "Annual report 2021"), ("heading", "Second"), ("footer", "Page 2 of 4")]


def test_what_comes_once_is_none() -> None:
    (page,) = told_apart([_page(1, "First")])
    assert ("header", "Annual report 2021") not in _told(page)
    assert ("heading", "First") in _told(page)
