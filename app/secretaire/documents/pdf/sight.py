"""What is to be seen of a page: its drawing, kept once made, so that looking again is cheap. Runs in the reader."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box

Colour = tuple[int, int, int]

NEAR = 12
"""Colours that differ by no more in any part (0 to 255) are one to the eye."""
_ZOOM = 2.0
_MOST_PIXELS = 400_000
_MOST_PAGE_PIXELS = 4_000_000
_FEW = 4


class Sight:
    """A page as it is displayed, rotation and crop box included."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.box: Box = tuple(page.rect)
        self._asked = 0

    @cached_property
    def drawing(self) -> Any:
        """MuPDF's display list: interpreting the page is most of the work, and is done once."""
        return self._page.get_displaylist()

    def textpage(self, flags: int) -> Any:
        """The text as it stands on the displayed page."""
        return pymupdf.TextPage(self.drawing.get_textpage(flags))

    def colours(self, box: Box) -> Counter[Colour]:
        """How often each colour is seen in the middle of a box: its edges may show what stands beside it."""
        inner = pymupdf.Rect(middle(box)) & pymupdf.Rect(self.box)
        if inner.is_empty:
            return Counter()
        self._asked += 1
        data = self._part(inner) if self._asked <= _FEW else self._cut(inner)
        return Counter(zip(data[0::3], data[1::3], data[2::3], strict=True))

    def _part(self, box: Any) -> bytes:
        """Drawn for itself: quicker than the whole page, but a picture behind it is unpacked each time."""
        zoom = min(_ZOOM, (_MOST_PIXELS / max(1.0, abs(box))) ** 0.5)
        return bytes(self.drawing.get_pixmap(pymupdf.Matrix(zoom, zoom), pymupdf.csRGB, 0, box).samples)

    def _cut(self, box: Any) -> bytes:
        picture = self._picture
        zoom = picture.width / max(1.0, self.box[2] - self.box[0])
        left, top = int((box.x0 - self.box[0]) * zoom), int((box.y0 - self.box[1]) * zoom)
        right, bottom = int((box.x1 - self.box[0]) * zoom) + 1, int((box.y1 - self.box[1]) * zoom) + 1
        rows = range(max(0, top), min(picture.height, bottom))
        ends = 3 * max(0, left), 3 * min(picture.width, right)
        return b"".join(bytes(self._samples[y * picture.stride + ends[0] : y * picture.stride + ends[1]]) for y in rows)

    @cached_property
    def _picture(self) -> Any:
        zoom = min(_ZOOM, (_MOST_PAGE_PIXELS / max(1.0, abs(pymupdf.Rect(self.box)))) ** 0.5)
        return self.drawing.get_pixmap(pymupdf.Matrix(zoom, zoom), pymupdf.csRGB, 0)

    @cached_property
    def _samples(self) -> memoryview:
        return memoryview(self._picture.samples)


def middle(box: Box) -> Box:
    """A box without its edges, in which letters seldom stand, and neighbours often."""
    edge = 0.12 * min(box[3] - box[1], box[2] - box[0])
    return box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge


def near(one: Colour, other: Colour, most: int = NEAR) -> bool:
    """Whether two colours look the same."""
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def uniform(colours: Counter[Colour]) -> bool:
    """Whether it is all one colour."""
    return all(max(part) - min(part) <= NEAR for part in zip(*colours, strict=True)) if colours else True


def rgb(colour: int) -> Colour:
    """A colour as MuPDF writes it in one number."""
    return (colour >> 16) & 255, (colour >> 8) & 255, colour & 255
