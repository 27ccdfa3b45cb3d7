"""What a picture of a page is like: grey values as an array, its skew, its specks, whether there is anything on it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pymupdf

Grey = np.ndarray[Any, np.dtype[np.uint8]]

LEAST_SKEW = 0.15
MOST_SKEW = 6.0
_SAMPLED = 60_000
_DARKER = 50
"""By how much ink is darker than paper at least, of 255."""
_BLOCK = 7
_LARGEST_SPECK = 24
_SPECKLED_FROM = 100
_AROUND = 9
_AROUND_ENLARGED = 15
_FAINT = 14
"""By how much the faintest pencil differs from its ground, of 255."""
_SPOT = 12
_SPOT_PIXELS = 8
_MARGIN = 0.015
_MOST_LOOKED_AT = 4_000_000
"""Pixels that are looked at for anything at all, A2 at 100 dots per inch: each takes some sixty bytes."""


def draw(page: Any, matrix: Any, clip: Any = None) -> tuple[Grey, Any]:
    """Grey values of a page under a matrix, and the matrix back from their pixels to the page."""
    picture = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, alpha=False, clip=clip)
    return _array(picture)[:, :, 0], pymupdf.Matrix(1, 0, 0, 1, picture.x, picture.y) * ~matrix


def _array(picture: Any) -> Grey:
    rows = np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.stride)
    return rows[:, : picture.width * picture.n].reshape(picture.height, picture.width, picture.n)


def paper(grey: Grey) -> int:
    """The grey of what is not written on."""
    return int(np.percentile(grey[::4, ::4], 75)) if grey.size else 255


def ink(grey: Grey) -> Any:
    """Which pixels are darker than paper."""
    return grey < paper(grey) - _DARKER


def skew(grey: Grey) -> float:
    """Degrees, clockwise, by which lines of text fall, within ``MOST_SKEW``; 0 where there is none to tell.

    The sharpest profile: seen along its lines, ink changes most from row to row (Postl 1986). 100 dots per inch do.
    """
    y, x = np.nonzero(ink(grey))
    if len(y) < 300:
        return 0.0
    chosen = np.random.default_rng(0).choice(len(y), min(_SAMPLED, len(y)), replace=False)
    y, x = y[chosen].astype(np.float32), x[chosen].astype(np.float32) - grey.shape[1] / 2
    best = 0.0
    for reach, step in ((MOST_SKEW, 0.5), (0.5, 0.1), (0.1, 0.02)):
        angles = [best + step * at for at in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda angle: _sharpness(y, x, angle))
    return 0.0 if abs(best) < LEAST_SKEW or abs(best) >= MOST_SKEW else best


def _sharpness(y: Any, x: Any, angle: float) -> float:
    rows = np.rint(y - x * math.tan(math.radians(angle))).astype(np.int64)
    steps = np.diff(np.bincount(rows - rows.min()).astype(float))
    return float(steps @ steps)


def without_specks(grey: Grey, enlarged: bool = False) -> Grey:
    """The picture without dust, where there is much of it: specks alone in their surroundings, none larger than the
    page's own lonely ones. A page without dust keeps its smallest full stops; so does one that was enlarged, whose
    decimal points are as small as specks, since there a speck is alone only where it stands further from all else."""
    dark = ink(grey).view(np.uint8)
    size = _speck_size(dark)
    if not size:
        return grey
    inner = _sums(dark, 7)
    alone = (inner == _sums(dark, _AROUND_ENLARGED if enlarged else _AROUND)) & (inner > 0) & (inner <= size)
    cleaned = grey.copy()
    cleaned[_sums(alone.view(np.uint8), 9) > 0] = paper(grey)
    return cleaned


def _speck_size(dark: Grey) -> int:
    """Pixels of the larger lonely specks; 0 on a page that is hardly speckled."""
    height, width = (side // _BLOCK * _BLOCK for side in dark.shape)
    blocks = dark[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK).sum((1, 3), np.uint8)
    around = _sums(blocks, 3, np.uint16)
    lonely = around[(blocks > 0) & (blocks == around) & (around <= _LARGEST_SPECK)]
    if len(lonely) < _SPECKLED_FROM:
        return 0
    return min(_LARGEST_SPECK, int(np.percentile(lonely, 98)) + 2)


def _sums(values: Any, side: int, kind: Any = np.uint8) -> Any:
    """For each place the sum of a square around it, its side odd."""
    padded = np.pad(values.astype(kind, copy=False), side // 2)
    height, width = values.shape
    rows = padded[:, :width].copy()
    for at in range(1, side):
        rows += padded[:, at : at + width]
    sums = rows[:height].copy()
    for at in range(1, side):
        sums += rows[at : at + height]
    return sums


def windowed(choose: Any, values: Any, high: int, wide: int) -> Any:
    """The least or greatest, or what else a numpy function of two tells that knows no order and no repetition, of each
    area so high and wide, by its upper left corner."""
    return _along(choose, _along(choose, values, high).T, wide).T


def _along(choose: Any, values: Any, length: int) -> Any:
    """Of each so many rows, by the first: windows of twice the length from two of one."""
    known = 1
    while known < length:
        by = min(known, length - known)
        values = choose(values[:-by], values[by:])
        known += by
    return values


def busiest_band(grey: Grey, height: int) -> tuple[int, int]:
    """The rows, ``height`` of them, with most changes between light and dark along them: where most text stands."""
    if grey.shape[0] <= height:
        return 0, grey.shape[0]
    sparse = grey[:, ::2].astype(np.int16)
    changes = (np.abs(np.diff(sparse, axis=1)) > _DARKER).sum(1)
    sums = np.concatenate(([0], np.cumsum(changes)))
    top = int(np.argmax(sums[height:] - sums[:-height]))
    return top, top + height


def shows_something(page: Any) -> bool:
    """Whether anything is to be seen on a page: faint pencil, colour on a coloured ground, a page number alone.

    A spot of a few millimetres counts in which several pixels differ from their surroundings, in any colour, by more
    than the page's own noise; a grain of dust is smaller, and what touches the very edge is a scanner's.
    """
    dots = page.rect.width * page.rect.height * (100 / 72) ** 2
    scale = 100 / 72 * min(1.0, math.sqrt(_MOST_LOOKED_AT / max(1.0, dots)))
    picture = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csRGB, alpha=False)
    pixels = _array(picture)
    if (pixels == pixels[:1, :1]).all():  # the other side of a printed sheet: most blank pages are
        return False
    colours = pixels.astype(np.int16)
    edge = [round(_MARGIN * side) for side in colours.shape[:2]]
    colours = colours[edge[0] : colours.shape[0] - edge[0], edge[1] : colours.shape[1] - edge[1]]
    height, width = (side // _SPOT * _SPOT for side in colours.shape[:2])
    if not height or not width:
        return bool(colours.size) and bool(np.ptp(colours) > _FAINT)
    spots = colours[:height, :width].reshape(height // _SPOT, _SPOT, width // _SPOT, _SPOT, 3)
    spots = spots.transpose(0, 2, 1, 3, 4).reshape(height // _SPOT, width // _SPOT, _SPOT * _SPOT, 3)
    ground = np.median(spots, axis=2)
    away = np.abs(spots - ground[:, :, None])
    half, most = np.percentile(away, (50, 90))  # five times its deviation; writing may cover more than a tenth
    different = (away > max(_FAINT, min(8 * half, 3 * most))).any(3).sum(2)
    plain = ground.reshape(-1, 3)
    return bool((different >= _SPOT_PIXELS).any() or (np.ptp(plain, axis=0) > 100).any())
