"""Boxes that meet, and places moved by matrices, as PDF writes them (ISO 32000-2, 8.3.4). Runs in the reader."""

from __future__ import annotations

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.operators import Unknown

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_EVEN = 0.05


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have something in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def times(one: Matrix, other: Matrix) -> Matrix:
    """First the one, then the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    if not (b or c or q or r):
        return a * p, 0.0, 0.0, d * s, e * p + t, f * s + u
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def moved(x: float, y: float, matrix: Matrix) -> Point:
    """Where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def upright(corners: list[Point]) -> Box:
    """What lies within four corners that make an upright rectangle, whichever way round. Raises Unknown."""
    for (x, y), (next_x, next_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if abs(x - next_x) > _EVEN and abs(y - next_y) > _EVEN:
            raise Unknown
    xs, ys = (sorted(side) for side in zip(*corners, strict=True))
    if max(xs[1] - xs[0], xs[3] - xs[2], ys[1] - ys[0], ys[3] - ys[2]) > _EVEN:
        raise Unknown
    return xs[1], ys[1], xs[2], ys[2]
