"""Running headers and footers are told over all pages, never by one."""

from __future__ import annotations

from dataclasses import replace

from secretaire.documents.furniture import flowing_text, furniture, told_apart
from secretaire.documents.passages import make_passages
from secretaire.records import Page, Structure


def _page(number: int, heading: str = "") -> Page:
    body = "".join(f"What the council adopted as its motion {letter * (number + 2)}.\n" for letter in "abcdefghijkl")
    text = f"Annual report 2021\n{heading or 'A heading'}\n\n{body}\nPage {number} of 4"
    start = text.index("\n") + 1
    end = text.index("\n", start)
    return Page(number, str(number), text=text, width=595.0, structure=(Structure("heading", start, end, 2),))


def _told(page: Page) -> list[tuple[str, str]]:
    return [(part.kind, page.text[part.start : part.end]) for part in page.structure]


def test_what_comes_again_at_the_edge_is_header_and_footer() -> None:
    pages = told_apart([_page(1, "First"), _page(2, "Second"), _page(3, "Third"), _page(4, "Fourth")])
    assert _told(pages[1]) == [("header", "Annual report 2021"), ("heading", "Second"), ("footer", "Page 2 of 4")]


def test_a_title_that_later_pages_repeat_stays_one() -> None:
    pages = [_page(number) for number in range(1, 5)]
    title = Structure("heading", 0, pages[0].text.index("\n"), 1)
    told = told_apart([replace(pages[0], structure=(title, *pages[0].structure)), *pages[1:]])
    assert ("heading", "Annual report 2021") in _told(told[0])
    assert ("header", "Annual report 2021") in _told(told[1])
    assert told_apart(told) == told


def test_what_comes_once_is_none() -> None:
    (page,) = told_apart([_page(1, "First")])
    assert ("header", "Annual report 2021") not in _told(page)
    assert ("heading", "First") in _told(page)


def test_telling_them_apart_again_changes_nothing() -> None:
    pages = told_apart([_page(number) for number in range(1, 6)])
    assert told_apart(pages) == pages


def test_sections_of_formats_without_pages_have_no_edges() -> None:
    lines = [f"{number}\n{number + 1}\n{number + 2}" for number in (10, 20, 30, 40)]
    pages = [Page(number, text=text, anchor=f"¶ {number}") for number, text in enumerate(lines, start=1)]
    assert told_apart(pages) == pages


def test_what_a_reader_told_is_left_out_of_passages_too() -> None:
    text = "Draft 3\n\nThe council adopted the motion."
    page = Page(1, text=text, sentences=((0, 7), (9, len(text))), structure=(Structure("header", 0, 7),))
    assert [passage.text for passage in make_passages("x", told_apart([page]), 100)] == [text[9:]]


def _numbered(*printed: str) -> list[Page]:
    body = "\n".join(f"Line {letter} of what was said here." for letter in "abcdefgh")
    texts = [f"{body}\nAnnual report 2021 {number}".rstrip() for number in printed]
    return [Page(number, str(number), text=text, width=595.0) for number, text in enumerate(texts, start=1)]


def test_numbers_that_are_printed_become_labels() -> None:
    pages = told_apart(_numbered("i", "ii", "iii", "1", "2", "3", "A-1", "A-2", "A-3"))
    assert [page.label for page in pages] == ["i", "ii", "iii", "1", "2", "3", "A-1", "A-2", "A-3"]


def test_a_number_that_does_not_count_on_is_no_label() -> None:
    assert [page.label for page in told_apart(_numbered("7", "9", "4", "7"))] == ["1", "2", "3", "4"]


def test_the_next_page_announced_at_the_foot_is_no_label() -> None:
    body = "\n".join(f"Line {letter} of the grounds of this decision." for letter in "abcdefgh")
    texts = [f"{'' if n == 1 else f'- {n} -'}\n{body}\n{'' if n == 6 else f'- {n + 1} -'}" for n in range(1, 7)]
    pages = [Page(n, str(n), text=text, width=595.0) for n, text in enumerate(texts, start=1)]
    assert [page.label for page in told_apart(pages)] == ["1", "2", "3", "4", "5", "6"]


def test_labels_of_the_file_stay() -> None:
    first, *others = _numbered("1", "2", "3", "4")
    assert told_apart([replace(first, label="cover"), *others])[0].label == "cover"


def test_text_flows_over_pages_without_their_furniture() -> None:
    body = "".join(f"What the council adopted as its motion {letter}.\n" for letter in "abcdefghijkl")
    halves = ("The agency shall publish", "its report every year.", "Nothing else holds.")
    texts = [f"Report 7\n{'' if n else body}{half}\n{'' if n == 0 else body}{n + 1}" for n, half in enumerate(halves)]
    pages = told_apart([Page(n, str(n), text=text, width=595.0) for n, text in enumerate(texts, start=1)])
    flow = flowing_text(pages)
    assert all(furniture(page) for page in pages)
    assert "Report 7" not in flow
    assert "shall publish\nits report every year." in flow
