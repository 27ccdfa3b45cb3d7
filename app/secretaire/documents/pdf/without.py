"""Whether anybody would miss a text: the page is drawn with it and without it. Runs in the reader.

Under a gradient, a pattern or a picture there are colours of all kinds, and letters may shine through. What leaves no
trace in the drawing was not to be seen, whatever lies over it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE
from secretaire.documents.pdf.sight import NEAR, middle, pixels_of

_ZOOM = 1.5
_MOST_PIXELS = 2_000_000
_TEXT = re.compile(rb"(?<![^\s\0])BT(?=[\s\0])")
_PAINTS = re.compile(rb"(?<=[\s\0])(?:sh|Do|[fFbB]\*?)(?=[\s\0])")
_MOST_STEPS = 8
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


def buried(page: Any, places: Sequence[tuple[Box, str]]) -> list[bool]:
    """For each box with its text, whether nobody would miss the text before what is written over it later.

    The page is drawn as far as each text that comes after an area, a gradient or a picture.
    """
    found = [False] * len(places)
    try:
        commands = page.read_contents() if places else b""
        for end in _writing_over(commands)[-_MOST_STEPS:]:
            copy = pymupdf.open()
            copy.insert_pdf(page.parent, from_page=page.number, to_page=page.number, links=False, annots=False)
            contents = copy.get_new_xref()
            copy.update_object(contents, "<<>>")
            copy.update_stream(contents, commands[:end])
            copy.xref_set_key(copy[0].xref, "Contents", f"{contents} 0 R")
            written = "".join(copy[0].get_text().split())
            left = [at for at, (_, text) in enumerate(places) if not found[at] and "".join(text.split()) in written]
            nobody = _compared(copy[0], page, [places[at][0] for at in left]) if left else []
            for at, gone in zip(left, nobody, strict=True):
                found[at] = gone
    except TROUBLE:
        pass
    return found


def _writing_over(commands: bytes) -> list[int]:
    """Where text begins after something was painted since the last one."""
    begins = [0, *(each.start() for each in _TEXT.finditer(commands))]
    return [end for begin, end in pairwise(begins) if _PAINTS.search(commands, begin, end)]


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
