"""Paragraph signs in German: its data read "§ 9" as "$ 9", "8 9" or "89"; the English data know the sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import tesserocr

from secretaire.documents.ocr.engines import engine, installed, show
from secretaire.documents.ocr.layout import Found, Line, recognised

_DOUBTFUL = re.compile(r"\(?(?P<sign>\$\$?|88?)\d*[a-z]?(?!\w)")
_SURE = re.compile(r"\(?(?P<sign>§§?)")
_PADDING = 6
_REACH = 45
"""Pixels; the two data put a sign's left edge as far apart, at 300 dots per inch."""


def with_paragraph_signs(lines: Sequence[Line], pixels: Any, dots_per_inch: int) -> Sequence[Line]:
    """Lines read with the German data; where a word may begin with the sign and the English data see it, it does."""
    doubtful = [line for line in lines if any(_DOUBTFUL.match(word.text) for word in line.words)]
    if not doubtful or not installed(["eng"]):
        return lines
    asked = engine(("eng",), tesserocr.PSM.SINGLE_LINE)
    show(asked, pixels, dots_per_inch)
    for line in doubtful:
        left, top, right, bottom = (round(side) for side in line.box)
        x, y = max(0, left - _PADDING), max(0, top - _PADDING)
        asked.SetRectangle(
            x, y, min(right + _PADDING, pixels.shape[1]) - x, min(bottom + _PADDING, pixels.shape[0]) - y
        )
        asked.Recognize()
        _correct(line, [word for other in recognised(asked).lines for word in other.words])
    asked.Clear()
    return lines


def _correct(line: Line, others: Sequence[Found]) -> None:
    for word in others:
        found = _SURE.match(word.text)
        nearest = min(range(len(line.words)), key=lambda at: abs(line.words[at].box[0] - word.box[0]))
        ours = line.words[nearest]
        doubt = _DOUBTFUL.match(ours.text)
        if found and doubt and abs(ours.box[0] - word.box[0]) < _REACH:
            start, sign = doubt.start("sign"), found["sign"]
            end = start + min(len(sign), len(doubt["sign"]))
            line.words[nearest] = replace(ours, text=ours.text[:start] + sign + ours.text[end:])
