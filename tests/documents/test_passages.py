"""Passages keep to their budget, their page and their way back to the canonical string."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.documents.cleaning import clean
from secretaire.documents.furniture import told_apart
from secretaire.documents.passages import make_passages, quote
from secretaire.documents.sentences import segment
from secretaire.documents.token_estimate import estimated_tokens
from secretaire.records import Page, Structure
from tests.documents.reader.fake_reader import fake_page

PROSE = st.text(st.sampled_from("aBeö .,!?-\n\u00ad1\u2010x"), max_size=400)


def characters(text: str, _language: str) -> int:
    return len(text)


def pages(*texts: str) -> list[Page]:
    return [fake_page(number, text) for number, text in enumerate(texts, start=1)]


def test_line_ends_and_hyphens_are_cleaned() -> None:
    assert clean("Die Daten-\nschutzbehörde prüft\ndie Ein-\nund Ausfuhr.").text == (
        "Die Datenschutzbehörde prüft die Ein- und Ausfuhr."
    )


def test_a_divided_proper_compound_keeps_its_hyphen() -> None:
    assert clean("die EU-\nKommission").text == "die EU-Kommission"


def test_quote_is_verbatim_with_a_box_for_each_line() -> None:
    page = fake_page(1, "One two three\nfour five. Six seven.")
    text, boxes = quote(page, 4, 24)
    assert text == "two three\nfour five."
    assert len(boxes) == 2
    assert boxes[0][0] == page.words[1].box[0]
    assert boxes[0][2] == page.words[2].box[2]


def test_headings_become_the_section_over_pages() -> None:
    first = fake_page(1, "Scope\n\nThis law applies.")
    page = Page(**{name: getattr(first, name) for name in first.__slots__} | {"headings": ((0, 5),)})
    made = make_passages("x", [page, fake_page(2, "It applies to all.")], 100)
    assert [(passage.text, passage.section) for passage in made] == [
        ("This law applies.", "Scope"),
        ("It applies to all.", "Scope"),
    ]


def _with_headings(page: Page, *headings: tuple[str, int]) -> Page:
    places = [(page.text.index(title), level) for title, level in headings]
    parts = tuple(
        Structure("heading", start, start + len(title), level)
        for (title, _), (start, level) in zip(headings, places, strict=True)
    )
    return replace(page, headings=tuple((part.start, part.end) for part in parts), structure=parts)


def test_a_section_is_told_by_the_path_of_its_headings() -> None:
    first = fake_page(1, "Part one\n\nScope\n\nThis law applies.\n\nTerms\n\nData are facts.")
    second = fake_page(2, "Facts stay so.\n\nPart two\n\nNobody objects.")
    made = make_passages(
        "x",
        [_with_headings(first, ("Part one", 1), ("Scope", 2), ("Terms", 2)), _with_headings(second, ("Part two", 1))],
        100,
    )
    assert [(passage.text, passage.section) for passage in made] == [
        ("This law applies.", "Part one › Scope"),
        ("Data are facts.", "Part one › Terms"),
        ("Facts stay so.", "Part one › Terms"),
        ("Nobody objects.", "Part two"),
    ]


def test_a_heading_of_two_lines_is_one() -> None:
    page = fake_page(1, "On the use\n\nof data\n\nThis law applies.")
    (made,) = make_passages("x", [_with_headings(page, ("On the use", 2), ("of data", 2))], 100)
    assert made.section == "On the use of data"


@pytest.mark.parametrize("language", ["en", "de", "fr", ""])
def test_passages_keep_a_budget_of_tokens(language: str) -> None:
    text = " ".join(f"Nr. {number}: Die Behörde prüft the claim, et cetera, in {number} Tagen." for number in range(80))
    made = make_passages("x", [fake_page(1, text, language)], 60)
    assert all(0 < estimated_tokens(passage.text, language) <= 60 for passage in made)
    assert sum(estimated_tokens(passage.text, language) for passage in made) > 40 * len(made)


def test_running_headers_page_numbers_and_contents_are_left_out() -> None:
    texts = [f"Annual Report 2020\n\nBody number {n} stands here.\n\nPage {n} of 4" for n in range(1, 5)]
    texts[0] = texts[0].replace("Body", "Introduction ......... 7\n\nBody")
    made = make_passages("x", told_apart(pages(*texts)), 200)
    assert [passage.text for passage in made] == [f"Body number {n} stands here." for n in range(1, 5)]


@given(st.lists(PROSE, max_size=4), st.integers(1, 80))
def test_passages_keep_budget_page_and_offsets(texts: list[str], budget: int) -> None:
    made = pages(*texts)
    for passage in make_passages("x", made, budget, characters):
        page = made[passage.span.page - 1]
        assert 0 < len(passage.text) <= budget
        assert clean(page.text, passage.span.start, passage.span.end).text == passage.text
        assert quote(page, passage.span.start, passage.span.end)[0] == page.text[passage.span.start : passage.span.end]


@given(st.lists(PROSE, max_size=3), st.integers(1, 80))
def test_passages_stand_in_order_and_do_not_overlap(texts: list[str], budget: int) -> None:
    spans = [passage.span for passage in make_passages("x", pages(*texts), budget, characters)]
    for one, other in pairwise(spans):
        assert (one.page, one.end) <= (other.page, other.start) or one.page < other.page


@given(PROSE)
def test_every_cleaned_code_point_knows_its_place(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.offsets) == len(cleaned.text) + 1
    assert list(cleaned.offsets) == sorted(cleaned.offsets)
    for index, character in enumerate(cleaned.text):
        if not character.isspace() and character != "-":
            assert text[cleaned.offsets[index]] == character


@given(PROSE)
def test_sentences_cover_all_but_white_space(text: str) -> None:
    found = segment(text)
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(found))
