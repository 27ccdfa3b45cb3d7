"""Numbers as spreadsheets show them (the examples are those of ECMA-376 part 1, 18.8.31, and what Excel shows)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.documents.office.number_format import BUILT_IN, shown


@pytest.mark.parametrize(
    ("value", "code", "written"),
    [
        (1234.5678, "General", "1234.5678"),
        (1 / 3, "", "0.3333333333"),
        (4.4000000000000004, "", "4.4"),
        (123456789012, "", "123456789012"),
        (1234.567, "0", "1235"),
        (0.5, "0", "1"),
        (1234.567, "#,##0.00", "1,234.57"),
        (0, "#,##0.00", "0.00"),
        (0.25, "#.##", ".25"),
        (12, "000-00", "000-12"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (-1599.99, "$#,##0.00;[Red]($#,##0.00)", "($1,599.99)"),
        (-5, "0.0", "-5.0"),
        (0, '0;-0;"none"', "none"),
        (0.125, "0%", "13%"),
        (1500000, "0.0,,", "1.5"),
        (12345, "#,", "12"),
        (198000000, "0.00E+00", "1.98E+08"),
        (0.00012, "0.0E+0", "1.2E-4"),
        (2.5, "# ?/?", "2 1/2"),
        (1234.5, "#,##0.00\\ [$€-407]", "1,234.50 €"),
        (150, '[>100]"high";"low"', "high"),
        (50, '[>100]"high";"low"', "low"),
        (7, ";;;", ""),
        (45000, "dd.mm.yyyy", "15.03.2023"),
        (45000.75, "yyyy-mm-dd hh:mm", "2023-03-15 18:00"),
        (45000.75, "h:mm AM/PM", "6:00 PM"),
        (45000, "[$-407]d. mmmm yyyy", "15. März 2023"),
        (45000, "[$-40C]dddd d mmmm", "mercredi 15 mars"),
        (1.5, "[h]:mm", "36:00"),
        (0.000011574, "mm:ss", "00:01"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy", "#####"),
        (3.14, "@", "3.14"),
    ],
)
def test_numbers_are_written_by_their_code(value: float, code: str, written: str) -> None:
    assert shown(value, code) == written


def test_the_other_calendar_begins_in_1904() -> None:
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([*BUILT_IN.values()]) | st.text('0#?.,;%E+-/yMdhs[]$@"\\_* AP', max_size=30),
)
def test_any_code_writes_something_short(value: float, code: str) -> None:
    assert len(shown(value, code)) < 1200
