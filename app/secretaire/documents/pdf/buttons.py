"""Boxes to tick on a PDF page, told as signs where they stand: ticked or not, chosen or not. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box, RawWord, Span
from secretaire.documents.pdf.objects import TROUBLE, value

_SIGNS: Mapping[int, str] = {
    pymupdf.PDF_WIDGET_TYPE_CHECKBOX: "☐☒",
    pymupdf.PDF_WIDGET_TYPE_RADIOBUTTON: "○◉",
}
_UNSEEN = 2 | 32
"""Flags: hidden, not shown (ISO 32000-2, table 167)."""
_LONGEST_SIGN = 2
_LARGEST = 12.0
MOST = 2000


def with_buttons(
    words: Sequence[RawWord], spans: Mapping[tuple[int, int], list[Span]], page: Any
) -> tuple[list[RawWord], dict[tuple[int, int], list[Span]]]:
    """The page's words and the signs, each a line of its own, instead of the letters that draw a tick."""
    boxes = list(_buttons(page))
    if not boxes:
        return list(words), dict(spans)
    kept = [word for word in words if len(word[4]) > _LONGEST_SIGN or not any(_within(word, box) for box, _ in boxes)]
    first = 1 + max((word[5] for word in words), default=0)
    signs: list[RawWord] = []
    more: dict[tuple[int, int], list[Span]] = {}
    for block, (box, sign) in enumerate(boxes, start=first):
        signs.append((*box, sign, block, 0, 0))
        size = min(_LARGEST, box[3] - box[1])
        more[block, 0] = [{"text": sign, "bbox": box, "size": size, "flags": 0}]
    return kept + signs, {**spans, **more}


def _buttons(page: Any) -> Iterator[tuple[Box, str]]:
    """Where the buttons of a page stand that show, and their signs."""
    try:
        file, widget, count = page.parent, page.first_widget, 0
        while widget is not None and count < MOST:
            signs, count = _SIGNS.get(widget.field_type), count + 1
            rect = widget.rect * page.rotation_matrix
            if signs is not None and not _is_unseen(file, widget.xref) and not rect.is_empty:
                yield (rect.x0, rect.y0, rect.x1, rect.y1), signs[_is_on(file, widget.xref)]
            widget = widget.next
    except TROUBLE:
        return


def _is_unseen(file: Any, number: int) -> bool:
    flags = value(file, number, "F")
    return flags.isdecimal() and bool(int(flags) & _UNSEEN)


def _is_on(file: Any, number: int) -> bool:
    """By its appearance; one that has none by its value, which a group's buttons share (12.7.5.2)."""
    state = value(file, number, "AS")
    if state and state != "null":
        return state != "/Off"
    told = value(file, number, "V") or value(file, number, "Parent/V")
    own = value(file, number, "AP/N")
    return told not in ("", "null", "/Off") and (told in own or not own.strip("<> "))


def _within(word: RawWord, box: Box) -> bool:
    return box[0] < (word[0] + word[2]) / 2 < box[2] and box[1] < (word[1] + word[3]) / 2 < box[3]
