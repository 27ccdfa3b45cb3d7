"""Formats without pages: pieces of text become sections of which every offset holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secretaire.documents.charsets import Decoded
from secretaire.documents.formats.flow import SECTION_CHARACTERS, FlowFile, Piece
from secretaire.documents.formats.text import TextFile
from secretaire.documents.reader.check import checked_page
from secretaire.records import Page, PageStatus


def pages(*pieces: Piece) -> list[Page]:
    file = FlowFile("text/html", pieces)
    found = []
    for number in range(1, file.opened.pages + 1):
        untrusted = file.read(number)
        assert untrusted is not None
        found.append(checked_page(untrusted, number))
    return found


def test_structure_and_tables_stand_where_they_say() -> None:
    table = Piece(kind="table", rows=(("Year", "Sum"), ("2020", "1,5 Mio. €")))
    item, other = Piece("first", "item"), Piece("second", "item", 2)
    (page,) = pages(Piece("Budget", "heading", 2), Piece("A paragraph of text."), item, other, table)
    told = [(each.kind, page.text[each.start : each.end], each.level) for each in page.structure]
    assert told == [
        ("heading", "Budget", 2),
        ("item", "first", 1),
        ("item", "second", 2),
        ("table", "Year | Sum\n2020 | 1,5 Mio. €", 1),
    ]
    assert [page.text[start:end] for start, end in page.headings] == ["Budget"]
    assert page.tables[0].rows == table.rows
    assert "first\nsecond" in page.text


def test_hidden_text_and_notices_are_kept_apart() -> None:
    (page,) = pages(Piece("Seen."), Piece("Unseen.", hidden="comment"), Piece(notices=("macro", "macro")))
    assert page.text == "Seen."
    assert [(each.text, each.why) for each in page.hidden] == [("Unseen.", "hidden.comment")]
    assert page.notices == ("found.macro",)


def test_named_sections_begin_where_they_are_named() -> None:
    found = pages(Piece("a", anchor="Slide 1"), Piece("b"), Piece(anchor="Slide 2"), Piece("c", anchor="Slide 3"))
    assert [(page.anchor, page.text, page.status) for page in found] == [
        ("Slide 1", "a\n\nb", PageStatus.READ),
        ("Slide 2", "", PageStatus.BLANK),
        ("Slide 3", "c", PageStatus.READ),
    ]


def test_a_text_without_an_end_is_cut_between_words() -> None:
    text = "unbroken " * 10_000
    assert " ".join(page.text for page in pages(Piece(text))).split() == text.split()
    file = TextFile(Decoded(text, "utf-8", damaged=False))
    assert file.opened.pages > 2
    read = [file.read(number) for number in range(1, file.opened.pages + 1)]
    assert " ".join(page.text for page in read if page).split() == text.split()


def test_nothing_at_all_is_one_blank_section() -> None:
    assert [page.status for page in pages()] == [PageStatus.BLANK]


PIECES = st.builds(
    Piece,
    st.text(max_size=3000) | st.just("word " * 4000),
    st.sampled_from(["paragraph", "heading", "item", "footnote"]),
    st.integers(1, 9),
)


@given(st.lists(PIECES, max_size=12))
def test_no_text_is_lost(pieces: list[Piece]) -> None:
    found = pages(*pieces)
    shown = "".join("".join(page.text for page in found).split())
    assert shown == "".join("".join(piece.written for piece in pieces).split())
    assert all(len(page.text) <= 8 * SECTION_CHARACTERS for page in found)
