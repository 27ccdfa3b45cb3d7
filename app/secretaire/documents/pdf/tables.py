"""Tables of a PDF page: by the rules that are drawn, or by short cells that stand in columns. Runs in the reader.

A table becomes one ``Grid`` among the page's lines, so that the reading order moves it as a whole. PyMuPDF's own search
(``find_tables``) takes a hundred times as long as reading the page's text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from secretaire.documents.pdf.lines import Box, Line, RawWord

MOST_RULES = 2000
THIN = 2.5
LEAST_ROWS = 3
LEAST_COLUMNS = 3
MOST_CELL_LETTERS = 1500
SHORT_CELL = 16.0
"""Mean characters of a cell in a table without rules; columns of text have more."""
_TOUCH = 3.0
_LEAST_RULE = 6.0
_LEAST_WHITE = 4.0
_MOST_CUT = 0.1
"""The share of lines that a rule between columns may cross: edges of shaded cells are no such rules."""

Cell = list[list[RawWord]]
"""The lines of a cell."""


@dataclass(slots=True)
class Grid(Line):
    """A table among the lines. ``cells`` by row and column, empty ones too."""

    cells: list[list[Cell]] = field(default_factory=list)


def with_tables(lines: Sequence[Line], vectors: Sequence[dict[str, Any]]) -> list[Line]:
    """The lines, those of tables gathered to grids in the place of their first line."""
    found = list(lines)
    if len(vectors) <= MOST_RULES:
        for area, xs, ys in ruled_areas(vectors):
            found = _gathered(found, area, xs, ys)
    return _unruled(found)


def ruled_areas(vectors: Sequence[dict[str, Any]]) -> Iterator[tuple[Box, list[float], list[float]]]:
    """Where rules cross each other: the area, and the places of its rules across and down."""
    rules = [edge for vector in vectors if vector["alpha"] and vector["isrect"] for edge in _edges(vector["bbox"])]
    if len(rules) < LEAST_ROWS or len(rules) > 4 * MOST_RULES:
        return
    for group in _touching(rules):
        area = _hull(group)
        xs = _merged([(x0 + x1) / 2 for x0, y0, x1, y1 in group if x1 - x0 <= THIN < y1 - y0] + [area[0], area[2]])
        ys = _merged([(y0 + y1) / 2 for x0, y0, x1, y1 in group if y1 - y0 <= THIN < x1 - x0] + [area[1], area[3]])
        if len(ys) >= LEAST_ROWS:
            yield area, xs, ys


def _edges(box: Box) -> Iterator[Box]:
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    if min(wide, high) <= THIN:
        if max(wide, high) >= _LEAST_RULE:
            yield box
    elif high >= _LEAST_RULE and wide >= _LEAST_RULE:
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _touching(rules: Sequence[Box]) -> list[list[Box]]:
    groups: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda each: each[1]):
        joined, rest = [rule], []
        hull = rule
        for other, members in groups:
            if _touch(hull, other):
                joined += members
                hull = _hull([hull, other])
            else:
                rest.append((other, members))
        groups = [*rest, (hull, joined)]
    return [members for _, members in groups if len(members) >= LEAST_ROWS]


def _touch(one: Box, other: Box) -> bool:
    across = one[0] - _TOUCH <= other[2] and other[0] - _TOUCH <= one[2]
    return across and one[1] - _TOUCH <= other[3] and other[1] - _TOUCH <= one[3]


def _hull(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _merged(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _TOUCH:
            found.append(place)
    return found


def _gathered(lines: list[Line], area: Box, xs: list[float], ys: list[float]) -> list[Line]:
    """The lines with those of an area made one grid, if its cells make a table."""
    inside = [line for line in lines if not isinstance(line, Grid) and _middle_in(line, area)]
    xs = [x for x in xs if sum(line.x0 + 1 < x < line.x1 - 1 for line in inside) <= _MOST_CUT * len(inside)]
    if len(xs) <= 2:  # no upright rules: columns by the white between the lines
        xs = [area[0], *_whites(inside), area[2]]
    rows: list[list[Cell]] = [[[] for _ in xs[1:]] for _ in ys[1:]]
    for line in inside:
        for word in line.words:
            row = min(max(bisect_right(ys, (word[1] + word[3]) / 2) - 1, 0), len(ys) - 2)
            column = min(max(bisect_right(xs, (word[0] + word[2]) / 2) - 1, 0), len(xs) - 2)
            _put(rows[row][column], word)
    return _replaced(lines, inside, _without_empty(rows))


def _middle_in(line: Line, area: Box) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _put(cell: Cell, word: RawWord) -> None:
    if cell and cell[-1][-1][5:7] == word[5:7]:
        cell[-1].append(word)
    else:
        cell.append([word])


def _whites(lines: Sequence[Line]) -> list[float]:
    """The middles of the white stripes from top to bottom that part the lines."""
    found, right = [], float("inf")
    for line in sorted(lines, key=lambda each: each.x0):
        if line.x0 - right > _LEAST_WHITE:
            found.append((line.x0 + right) / 2)
        right = line.x1 if right == float("inf") else max(right, line.x1)
    return found


def _without_empty(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Empty rows go, and columns that are never filled beside their neighbour are one with it."""
    rows = [split for row in rows if any(row) for split in _split(row)]
    columns: list[list[Cell]] = []
    for column in map(list, zip(*rows, strict=True)):
        if columns and not any(left and right for left, right in zip(columns[-1], column, strict=True)):
            columns[-1] = [left or right for left, right in zip(columns[-1], column, strict=True)]
        else:
            columns.append(column)
    return [list(row) for row in zip(*columns, strict=True)]


def _split(row: list[Cell]) -> list[list[Cell]]:
    """A row whose filled cells have equally many lines is several, between which no rule was drawn."""
    for cell in row:
        cell.sort(key=lambda line: ((line[0][1] + line[0][3]) // 6, line[0][0]))
    counts = {len(cell) for cell in row if cell}
    if len(counts) != 1 or counts == {1} or sum(map(bool, row)) < LEAST_COLUMNS:
        return [row]
    return [[[cell[at]] if cell else [] for cell in row] for at in range(counts.pop())]


def _replaced(lines: list[Line], inside: Sequence[Line], rows: list[list[Cell]]) -> list[Line]:
    if not _is_table(rows):
        return lines
    gone = {id(line) for line in inside}
    grid = _grid(inside, rows)
    first = next(at for at, line in enumerate(lines) if id(line) in gone)
    return [*lines[:first], grid, *(line for line in lines[first:] if id(line) not in gone)]


def _is_table(rows: Sequence[Sequence[Cell]]) -> bool:
    if len(rows) < 2 or len(rows[0]) < 2 or sum(sum(map(bool, row)) >= 2 for row in rows) < 2:
        return False
    return all(sum(len(word[4]) for line in cell for word in line) <= MOST_CELL_LETTERS for row in rows for cell in row)


def _grid(lines: Sequence[Line], rows: list[list[Cell]]) -> Grid:
    area = _hull([(line.x0, line.y0, line.x1, line.y1) for line in lines])
    words = [word for line in lines for word in line.words]
    return Grid(words, lines[0].size, False, *area, sum(line.letters for line in lines), rows)


def _unruled(lines: list[Line]) -> list[Line]:
    """Rows of at least three short pieces each, one below the other, whose pieces stand in the same columns."""
    run: list[list[Line]] = []
    found: list[Line] = []
    for row in _file_rows(lines):
        if len(row) >= LEAST_COLUMNS and not any(isinstance(line, Grid) for line in row):
            run.append(row)
        else:
            if run:
                found += _as_grid(run)
                run = []
            found += row
    return [*found, *_as_grid(run)]


def _file_rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that follow each other in the file from left to right on one row."""
    row: list[Line] = []
    for line in lines:
        if row and (line.x0 < row[-1].x1 or not line.beside(row[-1])):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _as_grid(run: list[list[Line]]) -> list[Line]:
    lines = [line for row in run for line in row]
    if len(run) < LEAST_ROWS or sum(line.letters for line in lines) > SHORT_CELL * len(lines):
        return lines
    if any(below[0].y0 <= above[0].y0 for above, below in pairwise(run)):
        return lines
    xs = [float("-inf"), *_whites(lines), float("inf")]
    rows: list[list[Cell]] = [[[] for _ in xs[1:]] for _ in run]
    for row, cells in zip(run, rows, strict=True):
        for line in row:
            cells[bisect_right(xs, line.x0) - 1].append(line.words)
    if len(xs) - 1 < LEAST_COLUMNS or any(len(cell) > 1 for row in rows for cell in row):
        return lines
    return [_grid(lines, rows)]
