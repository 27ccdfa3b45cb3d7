from __future__ import annotations

from dataclasses import replace

import pytest

from secretaire.documents.passages import make_passages
from secretaire.records import Page, Structure
from secretaire.tasks.finding.fragments import fragments

TABLE = "Team | Place | Cups\nBlues |  | 1\n | 2 | \nFlyers | PHI | 2"


@pytest.fixture
def page() -> Page:
    text = f"Winners\n\n{TABLE}\n\nAs counted today"
    sentences = ((0, 7), (9, 9 + len(TABLE)), (len(text) - 16, len(text)))
    return Page(1, text=text, language="en", sentences=sentences, structure=(Structure("table", 9, 9 + len(TABLE)),))


def told(page: Page, count: int) -> list[str]:
    return [each.text for each in fragments("d", [page], make_passages("e", [page], 240), "en", count)]


def test_what_stands_outside_tables_goes_first_and_rows_are_told_one_by_one(page: Page) -> None:
    assert told(page, 2) == ["Winners", "As counted today"]
    assert told(page, 9) == ["Winners", "Team | Place | Cups", "Blues | 1", "Flyers | PHI | 2", "As counted today"]


def test_each_row_is_cited_where_it_stands(page: Page) -> None:
    found = fragments("d", [page], make_passages("e", [page], 240), "en", 9)
    assert page.text[found[2].span.start : found[2].span.end] == "Blues |  | 1"


def test_a_page_without_tables_is_told_in_order(page: Page) -> None:
    assert told(replace(page, structure=()), 1) == ["Winners"]
