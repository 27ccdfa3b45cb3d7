"""What the command line says of wrong values and numbers is in the language in use."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from secretaire.cli.words import Day
from secretaire.wording import decimal, use


@pytest.fixture
def french() -> Iterator[None]:
    use("fr")
    yield
    use("en")


@pytest.mark.usefixtures("french")
def test_numbers_have_a_decimal_comma() -> None:
    assert decimal(30.84) == "30,8"


def test_english_keeps_the_point() -> None:
    assert decimal(30.84) == "30.8"


@pytest.mark.parametrize("value", ["2026-13-45", "today", ""])
def test_a_day_that_is_none_is_told_in_our_words(value: str) -> None:
    with pytest.raises(click.BadParameter, match="is no day"):
        Day().convert(value, None, None)
    assert Day().convert("2026-03-31", None, None).month == 3
