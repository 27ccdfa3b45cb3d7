"""Grey strokes across writing, of a stamp or a pen: taken out where they are lighter than the print, since Tesseract
drops whole lines that they cross."""

from __future__ import annotations

import numpy as np

from secretaire.documents.ocr.layout import Box
from secretaire.documents.ocr.picture import Grey, ink, paper, windowed

_DOTS_PER_INCH = 300
"""What lengths in pixels here are for."""
_STROKE = 4
"""Pixels: as wide a grey stroke is at least; the soft edge of a letter is narrower."""
_SOFT = 2
"""How far the grey edge of a stroke reaches."""
_CELL = 8
_FEWEST_CELLS = 40
_MOST_CELLS = 12_000
"""Fewer are a smear, more are photographs."""
_PRINT = 10
"""Per cent of the ink that are surely as dark as the print."""
_LEVEL = 0.27
"""How far from print to paper a grey is at least that is not the print's own; no more than the edge of a letter has."""


def without_stamps(pixels: Grey, dots_per_inch: int) -> tuple[Grey, Box] | None:
    """The picture with what is lighter than print made paper around such strokes, and the rows where they stand; None
    where there are none."""
    unit = dots_per_inch / _DOTS_PER_INCH
    dark, ground = ink(pixels), paper(pixels)
    if not dark.any():
        return None
    black = float(np.percentile(pixels[dark], _PRINT))
    light = pixels > black + _LEVEL * (ground - black)
    stroke, cell = max(2, round(_STROKE * unit)), max(2, round(_CELL * unit))
    inner = windowed(np.logical_and, dark & light, stroke, stroke)
    rows, columns = (side // cell for side in inner.shape)
    cells = inner[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell).any((1, 3))
    if not _FEWEST_CELLS <= cells.sum() <= _MOST_CELLS:
        return None
    reach = stroke + 2 * max(1, round(_SOFT * unit))
    around = windowed(np.logical_or, np.pad(inner, reach - 1), reach, reach)
    edge = (reach - stroke) // 2
    near = around[edge : edge + pixels.shape[0], edge : edge + pixels.shape[1]]
    found = np.where(near & light, np.uint8(ground), pixels)
    taken = np.flatnonzero(cells.any(1))
    return found, (0, float(taken[0] * cell), pixels.shape[1], float((taken[-1] + 1) * cell))
