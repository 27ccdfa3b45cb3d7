"""What looks like writing in a picture and was not read: letters in frames and on their own, whole lines at times,
which Tesseract's search for columns takes for a figure or for dirt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from secretaire.documents.ocr.frames import without_frames
from secretaire.documents.ocr.layout import Box
from secretaire.documents.ocr.picture import Grey, ink, paper

_DOTS_PER_INCH = 300
"""What lengths in pixels here are for."""
_CELL = 8
_MOST_CELLS = 12_000
"""Where so many cells are dark that were not read, they are photographs."""
_BLANK = 5
"""Cells between words at most."""
_LEAST_HIGH = 2
_LEAST_LARGE = 3
_MOST_HIGH = 22
"""Cells. Less is dust, a full stop or a bullet, more is no line of text but a figure."""
_FULLEST = 0.97
"""The share of its box that a line's cells take at most, if it is higher than a few: a filled area has no letters."""
_BULLET = 2.1
"""Cells: how large one is."""
_EDGE = 5
"""Pixels around a word that are its own."""


def unread(pixels: Grey, words: Sequence[Box], dots_per_inch: int) -> tuple[Grey, Box] | None:
    """A picture of nothing but what may be lines of text beside those words, and the area of it where these stand."""
    cell = max(2, round(_CELL * dots_per_inch / _DOTS_PER_INCH))
    rest, ground = pixels.copy(), paper(pixels)
    for left, top, right, bottom in (map(int, word) for word in words):
        rest[max(0, top - _EDGE) : bottom + _EDGE, max(0, left - _EDGE) : right + _EDGE] = ground
    if not _cells(ink(rest), cell).any():
        return None
    rest = without_frames(rest, dots_per_inch)
    dark = ink(rest)
    cells = _cells(dark, cell)
    if cells.sum() > _MOST_CELLS:
        return None
    found = np.full_like(rest, ground)
    boxes = [box for box in _lines(cells, cell) if not _tiny(dark, box, cell)]
    for left, top, right, bottom in boxes:
        place = slice(max(0, top - _EDGE), bottom + _EDGE), slice(max(0, left - _EDGE), right + _EDGE)
        found[place] = rest[place]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    edge = 4 * cell
    right, bottom = min(max(rights) + edge, rest.shape[1]), min(max(bottoms) + edge, rest.shape[0])
    return found, (max(0, min(lefts) - edge), max(0, min(tops) - edge), right, bottom)


def _cells(dark: Any, cell: int) -> Any:
    """Which squares of so many pixels have dark ones."""
    rows, columns = (side // cell for side in dark.shape)
    return dark[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell).any((1, 3))


def _tiny(dark: Any, box: tuple[int, int, int, int], cell: int) -> bool:
    """Whether it is no larger than a bullet."""
    left, top, right, bottom = box
    if max(right - left, bottom - top) > 2 * _LEAST_LARGE * cell:
        return False
    rows, columns = np.nonzero(dark[top:bottom, left:right])
    return not len(rows) or max(int(np.ptp(rows)), int(np.ptp(columns))) < _BULLET * cell


def _lines(dark: Any, cell: int) -> Iterator[tuple[int, int, int, int]]:
    """Boxes in pixels around what may be words side by side."""
    joined = dark.copy()
    for by in range(1, _BLANK):
        joined[:, by:] |= dark[:, :-by]
    for box, cells in _components(joined):
        left, top, right, bottom = box
        wide, high = right - left - _BLANK + 1, bottom - top
        large = max(wide, high) >= _LEAST_LARGE
        if _LEAST_HIGH <= high <= _MOST_HIGH and large and (high < _LEAST_LARGE + 1 or cells < _FULLEST * wide * high):
            yield left * cell, top * cell, (left + wide) * cell, bottom * cell


def _components(dark: Any) -> Iterator[tuple[tuple[int, int, int, int], int]]:
    """Boxes around cells that touch, and how many they are."""
    left = set(zip(*(at.tolist() for at in np.nonzero(dark)), strict=True))
    while left:
        waiting = [left.pop()]
        rows, columns = [waiting[0][0]], [waiting[0][1]]
        while waiting:
            row, column = waiting.pop()
            for near in ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)):
                if near in left:
                    left.remove(near)
                    waiting.append(near)
                    rows.append(near[0])
                    columns.append(near[1])
        yield (min(columns), min(rows), max(columns) + 1, max(rows) + 1), len(rows)
