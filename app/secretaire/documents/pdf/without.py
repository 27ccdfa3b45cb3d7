"""Whether anybody would miss a text: the page is drawn with it and without it. Runs in the reader.

Under a gradient, a pattern or a picture there are colours of all kinds, and letters may shine through. What leaves no
trace in the drawing was not to be seen, whatever lies over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE
from secretaire.documents.pdf.sight import NEAR, middle, pixels_of

_ZOOM = 1.5
_MOST_PIXELS = 2_000_000
_TRACE = 0.005
"""The share of a box that a text's own letters change when it is taken away, at least; glyphs take a tenth and more."""


def traceless(page: Any, boxes: Sequence[Box]) -> list[bool]:
    """For each box on the displayed page, whether the page looks the same without the text in it."""
    if not boxes:
        return []
    try:
        copy = pymupdf.open()
        copy.insert_pdf(page.parent, from_page=page.number, to_page=page.number, links=False, annots=False)
        return _compared(copy[0], page, boxes)
    except TROUBLE:  # a page that can't be copied: nothing is alleged
        return [False] * len(boxes)


def _compared(copy: Any, page: Any, boxes: Sequence[Box]) -> list[bool]:
    copy.set_rotation(0)
    places = [pymupdf.Rect(middle(box)) * page.derotation_matrix for box in boxes]
    around = pymupdf.Rect()
    for place in places:
        around |= place
    around &= copy.rect
    if around.is_empty:
        return [False] * len(boxes)
    zoom = min(_ZOOM, (_MOST_PIXELS / max(1.0, abs(around))) ** 0.5)
    before, origin = _drawn(copy, around, zoom)
    for place in places:
        copy.add_redact_annot(place)
    copy.apply_redactions(images=pymupdf.PDF_REDACT_IMAGE_NONE, graphics=pymupdf.PDF_REDACT_LINE_ART_NONE, text=0)
    after, _ = _drawn(copy, around, zoom)
    changed = (abs(before.astype(np.int16) - after) > NEAR).any(axis=2)
    return [_share(changed, place, origin, zoom) < _TRACE for place in places]


def _drawn(page: Any, around: Any, zoom: float) -> tuple[Any, tuple[int, int]]:
    picture = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), clip=around, annots=False)
    return pixels_of(picture), (picture.x, picture.y)


def _share(changed: Any, place: Any, origin: tuple[int, int], zoom: float) -> float:
    """The share of a place's pixels that changed; all of one that lies beside the drawing."""
    left, top = (max(0, int(at * zoom) - begin) for at, begin in zip((place.x0, place.y0), origin, strict=True))
    right, bottom = (int(at * zoom) + 1 - begin for at, begin in zip((place.x1, place.y1), origin, strict=True))
    part = changed[top : max(top, bottom), left : max(left, right)]
    return float(part.mean()) if part.size else 1.0
