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


class Sight:
    """A page as it is displayed, rotation and crop box included."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.box: Box = tuple(page.rect)

    @cached_property
    def drawing(self) -> Any:
        """MuPDF's display list: interpreting the page is most of the work, and is done once."""
        return self._page.get_displaylist()

    def textpage(self, flags: int) -> Any:
        """The text as it stands on the displayed page."""
        return pymupdf.TextPage(self.drawing.get_textpage(flags))

    def colours(self, box: Box) -> Counter[Colour]:
        """How often each colour is seen in the middle of a box: its edges may show what stands beside it."""
        edge = 0.12 * (box[3] - box[1])
        inner = pymupdf.Rect(box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge) & pymupdf.Rect(self.box)
        if inner.is_empty:
            return Counter()
        zoom = min(_ZOOM, (_MOST_PIXELS / max(1.0, abs(inner))) ** 0.5)
        picture = self.drawing.get_pixmap(pymupdf.Matrix(zoom, zoom), pymupdf.csRGB, 0, inner)
        data = bytes(picture.samples)
        return Counter(zip(data[0::3], data[1::3], data[2::3], strict=True))


def near(one: Colour, other: Colour, most: int = NEAR) -> bool:
    """Whether two colours look the same."""
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def uniform(colours: Counter[Colour]) -> bool:
    """Whether it is all one colour."""
    return all(max(part) - min(part) <= NEAR for part in zip(*colours, strict=True)) if colours else True


def rgb(colour: int) -> Colour:
    """A colour as MuPDF writes it in one number."""
    return (colour >> 16) & 255, (colour >> 8) & 255, colour & 255
