"""Tables of OpenDocument: rows of cells, repeated ones within bounds, hidden rows and columns. Runs in the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.office import office_text
from secretaire.documents.opendocument.odf_styles import Look, lies_on, over

if TYPE_CHECKING:
    from secretaire.documents.opendocument.odf_story import Place, Story

_GROUPS = ("table:table-header-rows", "table:table-row-group", "table:table-rows")
_COLUMN_GROUPS = ("table:table-header-columns", "table:table-column-group", "table:table-columns")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_LAST_COLUMN = 16_384
_THIN_POINTS = 1.0
COLUMNS_REPEATED = "table:number-columns-repeated"
_UNSEEN = ("collapse", "filter")


def read(element: Element, place: Place, story: Story) -> Iterator[Piece]:
    """A table in running text as one piece, then the notes and hidden text of its cells; a single cell is a box."""
    look = story.styles.look("table", element.get("table:style-name"))
    place = replace(place, ground=lies_on(look, place.ground), look=Look())
    cells, aside = gathered(element, place, story)
    every = [each for each in element.iter() if each.tag in _CELLS]
    if sum(map(len, cells.values())) == 1 and len(every) == 1:
        yield from story.blocks(every[0], _in_cell(every[0], place, story))
        return
    columns = sorted({at for row in cells.values() for at in row})
    yield from office_text.table([[row.get(at, "") for at in columns] for row in cells.values()])
    yield from aside


def gathered(element: Element, place: Place, story: Story) -> tuple[dict[int, dict[int, str]], list[Piece]]:
    """The cells with text by row and column, and what is not shown or stands beside the table.

    Raises CannotRead("unpacks_too_large") for a table that repeats without end.
    """
    hidden = hidden_columns(element) | _thin_columns(element, story)
    protected = element.get("table:protected") == "true"
    found: dict[int, dict[int, str]] = {}
    aside: list[Piece] = []
    number = 0
    for row in _rows(element):
        times = repeated(row, "table:number-rows-repeated")
        where = place
        look = story.styles.look("table-row", row.get("table:style-name"))
        if place.why is None and (is_unseen(row) or _is_thin(look.high)):
            where = replace(place, why="not_shown")
        where = replace(where, ground=lies_on(look, where.ground))
        cells, beside = _cells(row, where, story, hidden, protected)
        aside += beside
        if cells:
            story.repeat((times - 1) * len(cells))
            for at in range(times):
                found[number + at] = cells
        number += times
    return found, aside


def _cells(
    row: Element, place: Place, story: Story, hidden: set[int], protected: bool
) -> tuple[dict[int, str], list[Piece]]:
    cells: dict[int, str] = {}
    aside: list[Piece] = []
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times = min(_LAST_COLUMN, repeated(cell, COLUMNS_REPEATED))
        if len(cell) or cell.get("office:value-type"):
            where = _in_cell(cell, place, story)
            unseen = column in hidden or cell.tag == "table:covered-table-cell" or (protected and where.look.protected)
            unseen = unseen or (where.look.shows is False and cell.get("office:value-type", "string") == "string")
            where = replace(where, why="not_shown") if unseen and where.why is None else where
            text, beside = office_text.as_cell(_content(cell, where, story))
            aside += beside
            if text.strip():
                story.repeat(times - 1)
                cells |= dict.fromkeys(range(column, column + times), text)
        column += times
    return cells, aside


def _content(cell: Element, place: Place, story: Story) -> Iterator[Piece]:
    """What a cell shows; a value that no paragraph shows is told as its number where there is no paragraph at all."""
    yield from story.blocks(cell, place)
    value = next((cell.get(name) for name in _VALUES if cell.get(name)), None)
    if value and cell.find("text:p") is None:
        yield from office_text.unshown([Piece(value)], place.why)
    elif value and not any("".join(each.itertext()).strip() for each in cell.findall("text:p")):
        yield Piece(value, hidden="not_shown")


_VALUES = ("office:string-value", "office:date-value", "office:time-value", "office:boolean-value", "office:value")


def _in_cell(cell: Element, place: Place, story: Story) -> Place:
    look = story.styles.look("table-cell", cell.get("table:style-name"))
    ground = None if look.mapped else lies_on(look, place.ground)
    return replace(place, ground=ground, look=over(place.look, look))


def _rows(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == "table:table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def hidden_columns(element: Element) -> set[int]:
    """The columns, from 0, that are folded or filtered away."""
    return _columns_that(element, is_unseen)


def _thin_columns(element: Element, story: Story) -> set[int]:
    def is_thin(column: Element) -> bool:
        return _is_thin(story.styles.look("table-column", column.get("table:style-name")).wide)

    return _columns_that(element, is_thin)


def _columns_that(element: Element, holds: Callable[[Element], bool]) -> set[int]:
    found: set[int] = set()
    at = 0
    for column in _columns(element):
        times = min(_LAST_COLUMN, repeated(column, COLUMNS_REPEATED))
        if holds(column):
            found |= set(range(at, min(_LAST_COLUMN, at + times)))
        at += times
    return found


def _is_thin(points: float | None) -> bool:
    return points is not None and points <= _THIN_POINTS


def is_unseen(line: Element) -> bool:
    """Whether a row or column is folded or filtered away."""
    return line.get("table:visibility") in _UNSEEN


def _columns(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == "table:table-column":
            yield child
        elif child.tag in _COLUMN_GROUPS:
            yield from _columns(child)


def repeated(element: Element, name: str) -> int:
    """How often an element stands, as an attribute of it tells."""
    written = element.get(name, "1")
    return max(1, int(written)) if written.isdecimal() and len(written) < 9 else 1
