"""Tables that plain text draws with "|"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.documents.formats import piped
from tests.documents.opening import read

TEXT = (
    "The medals of 2014:\n"
    "| Rank | Nation        | Gold |\n"
    "+------+---------------+------+\n"
    "| 1    | United States | 12   |\n"
    "| 2    | Russia        | 10   |\n"
    "\nRussia sent more."
)


def test_a_table_in_plain_text_is_a_table() -> None:
    (page,) = read(TEXT.encode())
    (table,) = page.tables
    assert table.rows == (("Rank", "Nation", "Gold"), ("1", "United States", "12"), ("2", "Russia", "10"))
    assert page.text[table.start : table.end].startswith("| Rank")
    assert page.text[table.start : table.end].endswith("10   |")


@pytest.mark.parametrize(
    "text",
    [
        "a | b | c\nd | e | f\ng | h | i",
        "| one | two |\n| three | four |",
        "|x|\n|y|\n|z|",
        "| a | b |\n| c |\n| d | e |",
    ],
)
def test_other_bars_are_none(text: str) -> None:
    assert piped.tables(text) == []


@given(st.text(alphabet="|+-= ab\n", max_size=200))
def test_every_table_is_regular(text: str) -> None:
    for block in piped.tables(text):
        assert len({len(row) for row in block.rows}) == 1
        assert 0 <= block.first_line < block.end_line <= text.count("\n") + 1
