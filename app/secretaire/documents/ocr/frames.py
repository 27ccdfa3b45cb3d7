"""Rules and frames in a picture, taken out where no columns are looked for: there Tesseract takes them for letters."""

from __future__ import annotations

from typing import Any

import numpy as np

from secretaire.documents.ocr.picture import Grey, ink, paper, windowed

_DOTS_PER_INCH = 300
"""What lengths in pixels here are for."""
_SHORTEST = 110
"""Longer than any stroke of a letter of 40 points."""
_THICKEST = 14
_SOFT = 2
"""How far the grey edge of a rule reaches."""


def without_frames(pixels: Grey, dots_per_inch: int) -> Grey:
    """The picture without what is long and straight one way, level or upright, and thin the other."""
    unit = dots_per_inch / _DOTS_PER_INCH
    long, thick = round(_SHORTEST * unit), round(_THICKEST * unit)
    dark = ink(pixels)
    level, upright = _opened(dark, 1, long), _opened(dark, long, 1)
    rules = (level & ~_opened(level, thick, 1)) | (upright & ~_opened(upright, 1, thick))
    if not rules.any():
        return pixels
    around = windowed(np.logical_or, np.pad(rules, _SOFT), 2 * _SOFT + 1, 2 * _SOFT + 1)
    return np.where(around, np.uint8(paper(pixels)), pixels)


def _opened(dark: Any, high: int, wide: int) -> Any:
    """The dark pixels that belong to a dark area so high and wide."""
    if dark.shape[0] < high or dark.shape[1] < wide:
        return np.zeros_like(dark)
    corners = windowed(np.logical_and, dark, high, wide)
    padded = np.pad(corners, ((high - 1, high - 1), (wide - 1, wide - 1)))
    return windowed(np.logical_or, padded, high, wide)
