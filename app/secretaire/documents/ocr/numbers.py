"""Numbers in tables, which Tesseract's words lead astray ("3,711" is read as "BEAM"): what was read unsurely among
numbers is read once more with nothing but digits and their marks allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tesserocr

from secretaire.documents.ocr.engines import engine, show
from secretaire.documents.ocr.layout import GAP, Box, Found, Line
from secretaire.documents.ocr.recognition import Sheet

_ALLOWED = "0123456789.,-+()%$€£"
_NUMBER = re.compile(r"[-–+(]{0,2}[$€£]?\d[\d.,]*[%)]{0,2}")
_SURE = 80.0
_TAKEN_FROM = 85.0
_CERTAIN = 93.0
"""Confidences: of a number that tells what stands around it; with which one is taken for what was read before; with
which it isn't read twice."""
_FEWEST = 3
_SHARE = 0.7
"""So many of the sure words around one, and this share of them, are numbers where it must be one."""
_REACH = 6.0
"""How far above and below words belong to its column, in multiples of the line's height."""
_PADDINGS = (0.35, 0.18)
"""White around it, in multiples of the line's height; which one Tesseract reads better can't be foretold."""
_MOST = 120
"""So many doubtful places of a page are looked at: some 15 ms each."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Unsure words side by side in a line, without a wide gap: one number, as a rule."""

    line: Line
    words: Sequence[Found]

    @property
    def box(self) -> Box:
        return Line(self.line.height, list(self.words)).box

    @property
    def confidence(self) -> float:
        return max(word.confidence for word in self.words)


def with_numbers(lines: Sequence[Line], sheet: Sheet, languages: tuple[str, ...]) -> None:
    """Put numbers in their place among the words of lines."""
    sure = [word for line in lines if not line.upright for word in line.words if word.confidence >= _SURE]
    doubts = [doubt for line in lines if not line.upright for doubt in _doubts(line) if _among_numbers(doubt, sure)]
    if not doubts:
        return
    asked = engine(languages, tesserocr.PSM.SINGLE_LINE)
    show(asked, sheet.pixels, sheet.dots_per_inch)
    asked.SetVariable("tessedit_char_whitelist", _ALLOWED)
    try:
        for doubt in doubts[:_MOST]:
            found = _read(asked, doubt, _PADDINGS[0], sheet)
            if found.confidence < _CERTAIN:
                found = max(found, _read(asked, doubt, _PADDINGS[1], sheet), key=lambda each: each.confidence)
            if found.confidence >= max(_TAKEN_FROM, doubt.confidence) and _NUMBER.fullmatch(found.text):
                at = doubt.line.words.index(doubt.words[0])
                doubt.line.words[at : at + len(doubt.words)] = [found]
    finally:
        asked.SetVariable("tessedit_char_whitelist", "")
        asked.Clear()


def _doubts(line: Line) -> Iterator[_Doubt]:
    run: list[Found] = []
    for word in line.words:
        if run and (word.confidence >= _SURE or word.box[0] - run[-1].box[2] > GAP * line.height):
            yield _Doubt(line, tuple(run))
            run = []
        if word.confidence < _SURE:
            run.append(word)
    if run:
        yield _Doubt(line, tuple(run))


def _among_numbers(doubt: _Doubt, sure: Sequence[Found]) -> bool:
    """Whether the sure words on its row and in its column are numbers."""
    left, top, right, bottom = doubt.box
    middle, reach = (top + bottom) / 2, _REACH * doubt.line.height
    around = [
        word.text
        for word in sure
        if word.box[1] < middle < word.box[3]
        or (word.box[0] < right and left < word.box[2] and abs(word.box[1] - top) < reach)
    ]
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in around)
    return numbers >= max(_FEWEST, _SHARE * len(around))


def _read(asked: Any, doubt: _Doubt, padding: float, sheet: Sheet) -> Found:
    left, top, right, bottom = doubt.box
    pad = padding * doubt.line.height
    x, y = max(0, round(left - pad)), max(0, round(top - pad))
    height, width = sheet.pixels.shape
    asked.SetRectangle(x, y, min(width, round(right + pad)) - x, min(height, round(bottom + pad)) - y)
    text = "".join(asked.GetUTF8Text().split())
    return Found(text, doubt.box, float(asked.MeanTextConf()))
