"""Which rows and columns of a worksheet nobody sees (ECMA-376 part 1, 18.3.1). Runs in the reader."""

from __future__ import annotations

from xml.etree.ElementTree import Element

LOW_POINTS = 1.0
NARROW_CHARACTERS = 0.3


class Lines:
    """Hears of a sheet's elements in their order: what is said of columns and rows comes before the rows."""

    def __init__(self) -> None:
        self._columns: list[tuple[int, int]] = []
        self._rows = False

    def take(self, element: Element) -> None:
        """``s:cols`` or ``s:sheetFormatPr``; other elements say nothing."""
        if element.tag == "s:cols":
            for each in element:
                if is_true(each.get("hidden")) or _below(each.get("width"), NARROW_CHARACTERS):
                    self._columns.append((whole(each.get("min")), whole(each.get("max"))))
        elif element.tag == "s:sheetFormatPr":
            self._rows = is_true(element.get("zeroHeight"))

    def hides_row(self, row: Element) -> bool:
        """Whether all of a row is hidden, by itself or because rows are where nothing else is said."""
        said = row.get("hidden")
        return (self._rows if said is None else is_true(said)) or _below(row.get("ht"), LOW_POINTS)

    def hides_column(self, number: int) -> bool:
        """Whether a column, from 1, is hidden."""
        return any(first <= number <= last for first, last in self._columns)


def is_true(value: str | None) -> bool:
    """A truth as XML Schema writes it."""
    return value in ("1", "true")


def whole(value: str | None) -> int:
    """A whole number that a stranger wrote; else 0."""
    return int(value) if value and value.isdecimal() and len(value) < 9 else 0


def _below(value: str | None, least: float) -> bool:
    try:
        return value is not None and float(value) < least
    except ValueError:
        return False
