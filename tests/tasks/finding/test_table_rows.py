from __future__ import annotations

import pytest

from secretaire.records import Page, Table
from secretaire.tasks.finding.table_rows import Row, rows_of

TASKS = (
    ("No.", "Action", "Who", "By"),
    ("1", "Send the report", "M. Szabó", "21 March 2025"),
    ("2", "Ask for hourly data", "R. Evans", "28 March 2025"),
)


def page(text: str, rows: tuple[tuple[str, ...], ...]) -> Page:
    return Page(1, text=text, tables=(Table(text.index(rows[0][0]), len(text), rows),))


def test_a_row_is_told_with_its_columns_names_and_cited_with_them() -> None:
    text = (
        "Tasks\n\nNo.\tAction\tWho\tBy\n1\tSend the report\tM. Szabó\t21 March 2025\n"
        "2\tAsk for\nhourly data\tR. Evans\t28 March 2025"
    )
    rows = list(rows_of(page(text, TASKS), "en"))
    assert rows[1].text == "Action: Ask for hourly data; Who: R. Evans; By: 28 March 2025"
    assert text[rows[1].start : rows[1].end].startswith("2\tAsk for\nhourly")
    assert rows[1].names is not None
    assert text[slice(*rows[1].names)] == "No.\tAction\tWho\tBy"
    assert all(row.is_task for row in rows)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((("Year", "Budget"), ("2023", "400")), ["Year: 2023; Budget: 400"]),
        ((("Blues", "12"), ("Reds", "7")), ["Blues | 12", "Reds | 7"]),  # nothing names the columns
        ((("Jahr", "Ist 2024"), ("Kultur", "")), ["Jahr: Kultur"]),
    ],
)
def test_columns_are_named_only_where_the_first_row_does_it(rows: tuple[tuple[str, ...], ...], told: list[str]) -> None:
    text = "\n".join(" | ".join(row) for row in rows)
    found = list(rows_of(page(text, rows), "en"))
    assert [row.text for row in found] == told
    assert not any(row.is_task for row in found)


def test_a_table_whose_cells_stand_elsewhere_has_no_rows() -> None:
    assert list[Row](rows_of(Page(1, text="abc", tables=(Table(0, 3, (("x", "y"), ("z", "w"))),)), "en")) == []
