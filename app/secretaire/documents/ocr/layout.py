"""Words as Tesseract found them, put into lines, and the rules that it saw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import tesserocr

LEAST_MARK_CONFIDENCE = 50.0
"""Marks without a letter or digit that are read with less are dirt."""
_RULE = "|"
"""What a table's rule is read as."""
GAP = 0.9
"""A blank that is wider parts a line in two, in multiples of its height; a justified line's are narrower."""
LABEL_GAP = 4.0
_LABEL = re.compile(r"[•–-]|\(?\w{1,3}[.)]")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A word in the picture: its box in pixels, confidence from 0 to 100."""

    text: str
    box: Box
    confidence: float


@dataclass(slots=True)
class Line:
    """Words side by side. ``height`` is that of its letters with their ascenders and descenders, in pixels."""

    height: float
    words: list[Found] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """Around all of its words."""
        lefts, tops, rights, bottoms = zip(*(word.box for word in self.words), strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.text for word in self.words)

    @property
    def upright(self) -> bool:
        """Whether its letters stand on each other: Tesseract reads what runs up or down a margin, too."""
        left, top, right, bottom = self.box
        return bottom - top > 2 * (right - left) and len(self.text) > 3


@dataclass(frozen=True, slots=True)
class Recognised:
    """Lines in Tesseract's order, and rules, upright and level ones."""

    lines: list[Line]
    rules: list[Box]


def recognised(engine: Any, left: int = 0, top: int = 0) -> Recognised:
    """What an engine has found in a picture that was cut from a larger one at a place.

    It tells of rules only where it looked for columns.
    """
    level, iterator = tesserocr.RIL, engine.GetIterator()
    found = Recognised([], [])
    if iterator is None or iterator.Empty(level.WORD):
        return found
    for word in tesserocr.iterate_level(iterator, level.WORD):
        box = word.BoundingBox(level.WORD)
        if not box:
            continue
        box = (box[0] + left, box[1] + top, box[2] + left, box[3] + top)
        if word.BlockType() in (tesserocr.PT.HORZ_LINE, tesserocr.PT.VERT_LINE):
            found.rules.append(box)
            continue
        if not found.lines or word.IsAtBeginningOf(level.TEXTLINE):
            found.lines.append(Line(float(word.RowAttributes()["row_height"])))
        text, confidence = _text(word), float(word.Confidence(level.WORD))
        if text and (confidence >= LEAST_MARK_CONFIDENCE or any(letter.isalnum() for letter in text)):
            found.lines[-1].words.append(Found(text, box, confidence))
    return Recognised([line for line in found.lines if line.words], found.rules)


def _text(word: Any) -> str:
    try:
        found = word.GetUTF8Text(tesserocr.RIL.WORD)
    except RuntimeError:  # a word of no letters
        return ""
    return unicodedata.normalize("NFC", " ".join(found.split())).strip(_RULE)


def vectors_of(rules: Sequence[Box], unit: float) -> list[dict[str, Any]]:
    """Rules as MuPDF tells of those of a page, in points; by their middles, since askew by a little they seem thick."""
    found = []
    for left, top, right, bottom in rules:
        if right - left > bottom - top:
            box = (left, (top + bottom) / 2 - 1, right, (top + bottom) / 2 + 1)
        else:
            box = ((left + right) / 2 - 1, top, (left + right) / 2 + 1, bottom)
        found.append({"alpha": 1, "isrect": True, "bbox": [side * unit for side in box]})
    return found


def parted(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines cut where they cross a wide gap, between columns or cells."""
    for line in lines:
        if line.upright:
            yield line
            continue
        piece = Line(line.height)
        for word in sorted(line.words, key=lambda each: each.box[0]):
            if piece.words and word.box[0] - piece.words[-1].box[2] > _most_white(piece) * line.height:
                yield piece
                piece = Line(line.height)
            piece.words.append(word)
        yield piece


def _most_white(piece: Line) -> float:
    """What follows a bullet or an item's number may stand further from it."""
    return LABEL_GAP if len(piece.words) == 1 and _LABEL.fullmatch(piece.text) else GAP
