"""Writing on coloured grounds, dark on light or light on dark: made dark on the page's paper, since Tesseract tells ink
from paper by one threshold for all of a page."""

from __future__ import annotations

from typing import Any

import numpy as np

from secretaire.documents.ocr.picture import Grey, windowed

_DOTS_PER_INCH = 300
"""What lengths in pixels here are for."""
_CELL = 8
"""Pixels; grounds are told by cells of so many each way."""
_PATCH = (2, 8)
"""Cells, rows and columns: the least even area that is a ground; strokes of letters are narrower."""
_EVEN = 26
"""By how much the pixels of a cell, and the cells of a patch, differ at most, of 255."""
_LIGHT = 200
_TINTED = 25
"""By how much a ground is darker than paper at least, of 255, before anything is done about it."""
_LEAST_SHARE = 0.001
_REACH = 24
"""How many cells from the nearest patch writing stands at most."""
_AROUND = 9
_FAINTEST = 45
_BLACK = 225


def on_paper(grey: Grey, dots_per_inch: int) -> Grey:
    """The picture with what differs from a coloured ground as ink, and the ground as paper; itself without any.

    A ground is what is even over some millimetres; from there it is taken to reach to all that isn't. Where two meet,
    what lies between their greys is neither's writing.
    """
    cell = max(2, round(_CELL * dots_per_inch / _DOTS_PER_INCH))
    rows, columns = grey.shape[0] // cell, grey.shape[1] // cell
    if rows < _PATCH[0] or columns < _PATCH[1]:
        return grey
    darkest, middle, lightest = _cells(grey, cell, rows, columns)
    patches = _patches(darkest, middle, lightest)
    light = middle[patches & (middle >= _LIGHT)]
    white = int(np.median(light)) if light.size > _LEAST_SHARE * middle.size else 255
    tinted = patches & (middle < white - _TINTED)
    if tinted.mean() < _LEAST_SHARE:
        return grey
    ground = _spread(np.where(patches, middle, -1))
    low, high = _around(np.minimum, ground, 3), _around(np.maximum, ground, 3)
    changed = (ground >= 0) & (low < white - _TINTED)
    contrast = np.maximum(low - darkest, lightest - high)
    contrast = np.maximum(_around(np.maximum, np.where(changed, contrast, 0), _AROUND), _FAINTEST)
    return _redrawn(grey, cell, white, changed, (low, high, contrast))


def _cells(grey: Grey, cell: int, rows: int, columns: int) -> tuple[Any, Any, Any]:
    """Of each cell's pixels, every other one looked at: the darkest, middle and lightest but one, which is dust."""
    step = max(1, cell // 4)
    sparse = grey[: rows * cell : step, : columns * cell : step]
    side = cell // step
    if cell % step:
        sparse, side = grey[: rows * cell, : columns * cell], cell
    pixels = sparse.reshape(rows, side, columns, side).transpose(0, 2, 1, 3).reshape(rows, columns, side * side)
    places = (1, side * side // 2, side * side - 2)
    ordered = np.partition(pixels, places, axis=2)
    darkest, middle, lightest = (ordered[:, :, at].astype(np.int16) for at in places)
    return darkest, middle, lightest


def _patches(darkest: Any, middle: Any, lightest: Any) -> Any:
    """Which cells belong to an even area of the size of a patch."""
    even = lightest - darkest <= _EVEN
    high, wide = _PATCH
    least = np.where(even, middle, -999)
    most = np.where(even, middle, 999)
    least, most = (windowed(np.minimum, least, high, wide), windowed(np.maximum, most, high, wide))
    corner = most - least <= _EVEN
    found = np.zeros(middle.shape, bool)
    for down in range(high):
        for right in range(wide):
            found[down : down + corner.shape[0], right : right + corner.shape[1]] |= corner
    return found


def _around(choose: Any, values: Any, side: int) -> Any:
    """The least or greatest around each place."""
    return windowed(choose, np.pad(values, side // 2, mode="edge"), side, side)


def _spread(ground: Any) -> Any:
    """Grounds, -1 where unknown, with each unknown one as its nearest, along rows first."""
    for _ in range(_REACH):
        if (ground >= 0).all():
            break
        for axis, by in ((1, 1), (1, -1), (0, 1), (0, -1)):
            beside = np.roll(ground, by, axis)
            edge = (slice(None), 0 if by > 0 else -1) if axis else (0 if by > 0 else -1, slice(None))
            beside[edge] = -1
            ground = np.where(ground < 0, beside, ground)
    return ground


def _redrawn(grey: Grey, cell: int, white: int, changed: Any, maps: tuple[Any, Any, Any]) -> Grey:
    """The picture with the cells that are to change drawn anew, a row of cells at a time."""
    found = grey.copy()
    low, high, contrast = maps
    for row in np.flatnonzero(changed.any(1)).tolist():
        columns = np.flatnonzero(np.repeat(changed[row], cell))
        lines = slice(row * cell, (row + 1) * cell)
        pixels = grey[lines, columns].astype(np.int16)
        least, most, far = (np.repeat(each[row], cell)[columns] for each in (low, high, contrast))
        away = np.maximum(np.maximum(least - pixels, pixels - most), 0).astype(np.int32)
        found[lines, columns] = np.clip(white - away * _BLACK // far, 0, 255)
    return found
