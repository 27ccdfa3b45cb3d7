"""What is to be seen of a page: its drawing, kept once made, so that looking again is cheap. Runs in the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pymupdf

from secretaire.documents.pdf.lines import Box

Colour = tuple[int, int, int]

NEAR = 12
"""Colours that differ by no more in any part (0 to 255) are one to the eye."""
_ZOOM = 2.0
_MOST_PIXELS = 400_000
_MOST_PAGE_PIXELS = 4_000_000
_FEW = 4
_EDGES = 0.1
"""The share of a word's pixels beside which there is an edge, at one a point, at least: letters leave 0.2 to 0.5."""
_AS_ONE = np.array([1 << 16, 1 << 8, 1], np.uint32)


class Sight:
    """A page as it is displayed, rotation and crop box included."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.box: Box = tuple(page.rect)
        self._around: Any = None
        self._picture: tuple[Any, float, int, int] | None = None

    @cached_property
    def drawing(self) -> Any:
        """MuPDF's display list: interpreting the page is most of the work, and is done once."""
        return self.page.get_displaylist()

    def textpage(self, flags: int) -> Any:
        """The text as it stands on the displayed page."""
        return pymupdf.TextPage(self.drawing.get_textpage(flags))

    def expect(self, boxes: Sequence[Box]) -> None:
        """What will be looked at: many boxes are drawn together, once, with what lies between them."""
        self._around, self._picture = None, None
        if len(boxes) > _FEW:
            x0, y0, x1, y1 = zip(*boxes, strict=True)
            self._around = pymupdf.Rect(min(x0), min(y0), max(x1), max(y1)) & pymupdf.Rect(self.box)

    def colours(self, box: Box) -> Counter[Colour]:
        """How often each colour is seen in the middle of a box: its edges may show what stands beside it."""
        inner = pymupdf.Rect(middle(box)) & pymupdf.Rect(self.box)
        if inner.is_empty:
            return Counter()
        pixels = self._cut(inner) if self._around else self._part(inner)
        numbers = pixels.reshape(-1, 3).astype(np.uint32) @ _AS_ONE
        found, times = np.unique(numbers, return_counts=True)
        return Counter({rgb(colour): count for colour, count in zip(found.tolist(), times.tolist(), strict=True)})

    def plain(self, boxes: list[Box]) -> list[Box]:
        """Those boxes that hold few edges between light and dark, by a quick look at them all: a closer one tells."""
        if not boxes:
            return []
        x0, y0, x1, y1 = zip(*boxes, strict=True)
        around = pymupdf.Rect(min(x0), min(y0), max(x1), max(y1)) & pymupdf.Rect(self.box)
        if around.is_empty:
            return boxes
        drawn = self.drawing.get_pixmap(pymupdf.Matrix(1, 1), pymupdf.csGRAY, 0, around)
        rows = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)[:, : drawn.width]
        steps = np.abs(np.diff(rows.astype(np.int16), axis=1)) > 2 * NEAR
        found = []
        for box in boxes:
            inner = middle(box)
            left, top = int(inner[0]) - drawn.x, int(inner[1]) - drawn.y
            right, bottom = int(inner[2]) + 1 - drawn.x, int(inner[3]) + 1 - drawn.y
            part = steps[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
            if np.count_nonzero(part) <= _EDGES * part.size:
                found.append(box)
        return found

    def ink(self, box: Box) -> float | None:
        """The share of a box's middle that has another colour than most of it; None beside the page."""
        inner = pymupdf.Rect(middle(box)) & pymupdf.Rect(self.box)
        if inner.is_empty:
            return None
        pixels = (self._cut(inner) if self._around else self._part(inner)).reshape(-1, 3).astype(np.int16)
        if not len(pixels):
            return None
        ground = np.median(pixels, axis=0)
        return float((np.abs(pixels - ground) > NEAR).any(axis=1).mean())

    def _part(self, box: Any) -> Any:
        """Drawn for itself: quicker than the whole page, but a picture behind it is unpacked each time."""
        zoom = min(_ZOOM, (_MOST_PIXELS / max(1.0, abs(box))) ** 0.5)
        return pixels_of(self.drawing.get_pixmap(pymupdf.Matrix(zoom, zoom), pymupdf.csRGB, 0, box))

    def _cut(self, box: Any) -> Any:
        if self._picture is None:
            zoom = min(_ZOOM, (_MOST_PAGE_PIXELS / max(1.0, abs(self._around))) ** 0.5)
            drawn = self.drawing.get_pixmap(pymupdf.Matrix(zoom, zoom), pymupdf.csRGB, 0, self._around)
            self._picture = pixels_of(drawn), zoom, drawn.x, drawn.y
        pixels, zoom, x, y = self._picture
        left, top = max(0, int(box.x0 * zoom) - x), max(0, int(box.y0 * zoom) - y)
        return pixels[top : max(top, int(box.y1 * zoom) + 1 - y), left : max(left, int(box.x1 * zoom) + 1 - x)]


def pixels_of(picture: Any) -> Any:
    """Rows of pixels of three parts."""
    rows = np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.stride)
    return rows[:, : 3 * picture.width].reshape(picture.height, picture.width, 3)


def middle(box: Box) -> Box:
    """A box without its edges, in which letters seldom stand, and neighbours often."""
    edge = 0.12 * min(box[3] - box[1], box[2] - box[0])
    return box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge


def near(one: Colour, other: Colour, most: int = NEAR) -> bool:
    """Whether two colours look the same."""
    return abs(one[0] - other[0]) <= most and abs(one[1] - other[1]) <= most and abs(one[2] - other[2]) <= most


def uniform(colours: Counter[Colour]) -> bool:
    """Whether it is all one colour."""
    return all(max(part) - min(part) <= NEAR for part in zip(*colours, strict=True)) if colours else True


def rgb(colour: int) -> Colour:
    """A colour as MuPDF writes it in one number."""
    return (colour >> 16) & 255, (colour >> 8) & 255, colour & 255
