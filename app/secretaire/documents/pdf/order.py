"""Reading order: columns are told by the white between them. Runs in the reader.

The order of the file is kept where it goes down the page. Where it doesn't, a *gutter* is looked for: a place where
many lines begin, with white to their left, and text beside them. Lines that cross the gutter (headings over both
columns) cut the region into bands; within a band all that is left of the gutter comes first, then the rest, each side
again by the same rule. Without a gutter the region is read by rows. Columns of a table are no columns of text:
their lines are short.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from secretaire.documents.pdf.lines import Line

LEAST_LINES = 3
LEAST_LETTERS = 16.0
"""Mean characters of a line in a column of text; cells of tables have fewer."""
DEEPEST = 6
_ALIGNED = 3.0
_LEAST_GAP = 5.0
_MOST_CROSSING = 0.5
_EDGE_SHARE = 0.18
_EDGE_ROWS = 2


def reading_order(lines: Sequence[Line], height: float) -> list[Line]:
    """Lines in the order in which people read them; ``height`` is the page's, in points."""
    if _descends(lines):
        return list(lines)
    upright = [line for line in lines if _is_upright(line)]
    if 0 < len(upright) < len(lines) / 2:  # a note along the margin belongs to no line that it passes
        beside = {id(line) for line in upright}
        return [*reading_order([line for line in lines if id(line) not in beside], height), *upright]
    top, middle, bottom = _without_edges(lines, height)
    return [*by_rows(top), *_ordered(middle, 0), *by_rows(bottom)]


def _is_upright(line: Line) -> bool:
    """Whether its letters stand on each other."""
    return line.letters > 3 and line.y1 - line.y0 > 2 * (line.x1 - line.x0)


def _descends(lines: Sequence[Line]) -> bool:
    last = float("-inf")
    for line in lines:
        if line.y0 <= last:
            return False
        last = line.y0 + 0.5 * (line.y1 - line.y0)
    return True


def _without_edges(lines: Sequence[Line], height: float) -> tuple[list[Line], list[Line], list[Line]]:
    """Running headers and footers apart: at most two rows at the page's edge with white towards the rest."""
    rows = _rows(lines)
    top, bottom = 0, len(rows)
    for count in range(1, min(_EDGE_ROWS, len(rows) - 1) + 1):
        if max(line.y1 for line in rows[count - 1]) < _EDGE_SHARE * height and _white(rows[count - 1], rows[count]):
            top = count
        if min(line.y0 for line in rows[-count]) > (1 - _EDGE_SHARE) * height and _white(
            rows[-count - 1], rows[-count]
        ):
            bottom = len(rows) - count
    bottom = max(top, bottom)
    pick = [[line for row in part for line in row] for part in (rows[:top], rows[top:bottom], rows[bottom:])]
    return pick[0], pick[1], pick[2]


def _white(above: Sequence[Line], below: Sequence[Line]) -> bool:
    gap = min(line.y0 for line in below) - max(line.y1 for line in above)
    return gap > max(line.size for line in above)


def _ordered(lines: Sequence[Line], depth: int) -> list[Line]:
    gutter = _gutter(lines) if depth < DEEPEST and len(lines) >= 2 * LEAST_LINES else None
    if gutter is None:
        return by_rows(lines)
    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda each: each.y0):
        if line.x0 < gutter - _ALIGNED and line.x1 > gutter:
            found += [*_ordered(left, depth + 1), *_ordered(right, depth + 1), line]
            left, right = [], []
        else:
            (left if line.x0 < gutter - _ALIGNED else right).append(line)
    return [*found, *_ordered(left, depth + 1), *_ordered(right, depth + 1)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the column to the right of the best gutter begins, in points from the left; None where there is none."""
    starts: list[list[float]] = []
    for at in sorted(line.x0 for line in lines):
        if starts and at - starts[-1][0] <= _ALIGNED:
            starts[-1].append(at)
        else:
            starts.append([at])
    best, found = 0, None
    for group in starts[1:]:
        if len(group) >= LEAST_LINES and (worth := _worth(lines, group[0])) > best:
            best, found = worth, group[0]
    return found


def _worth(lines: Sequence[Line], gutter: float) -> int:
    """How many lines stand on the shorter side of a gutter; 0 when it is none."""
    left = [line for line in lines if line.x1 <= gutter - _LEAST_GAP]
    right = [line for line in lines if line.x0 >= gutter - _ALIGNED]
    if len(left) < LEAST_LINES or len(right) < LEAST_LINES:
        return 0
    top = max(min(line.y0 for line in left), min(line.y0 for line in right))
    bottom = min(max(line.y1 for line in left), max(line.y1 for line in right))
    sides = [[line for line in side if line.y1 > top and line.y0 < bottom] for side in (left, right)]
    if min(map(len, sides)) < LEAST_LINES or any(not _is_text(side) for side in sides):
        return 0
    beside = sum(len(side) for side in sides)
    crossing = sum(line.y1 > top and line.y0 < bottom for line in lines) - beside
    return min(map(len, sides)) if crossing <= _MOST_CROSSING * beside else 0


def _is_text(side: Sequence[Line]) -> bool:
    return statistics.fmean([line.letters for line in side]) >= LEAST_LETTERS


def by_rows(lines: Sequence[Line]) -> list[Line]:
    """From top to bottom. Side by side, from left to right; cells of several lines stay in the order of the file."""
    found: list[Line] = []
    places = {id(line): at for at, line in enumerate(lines)}
    for row in _rows(lines):
        if len(row) == 1:
            found += row
            continue
        one = all(row[0].beside(line) for line in row[1:]) and not any(_right_to_left(line) for line in row)
        found += sorted(row, key=lambda line: line.x0) if one else sorted(row, key=lambda line: places[id(line)])
    return found


def _right_to_left(line: Line) -> bool:
    return any("\u0590" <= word[4][0] <= "\u08ff" for word in line.words)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that overlap vertically, directly or through others, by more than their edges."""
    rows: list[list[Line]] = []
    bottom = float("-inf")
    for line in sorted(lines, key=lambda each: each.y0):
        edge = 0.3 * (line.y1 - line.y0)
        if line.y0 + edge < bottom - edge:
            rows[-1].append(line)
            bottom = max(bottom, line.y1)
        else:
            rows.append([line])
            bottom = line.y1
    return rows
