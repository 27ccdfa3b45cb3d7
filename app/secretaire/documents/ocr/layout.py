"""Words as Tesseract found them, put into lines and paragraphs, numbers beside their paragraphs with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import tesserocr

NARROW = 0.14
"""The share of the width that a column of labels ("4.1.2", "§ 3") has at most."""
LONGEST_LABEL = 12
LEAST_MARK_CONFIDENCE = 50.0
"""Marks without a letter or digit that are read with less are dirt."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A word in the picture: its box in pixels, confidence from 0 to 100."""

    text: str
    box: Box
    confidence: float


@dataclass(slots=True)
class Line:
    """A line of words; ``block`` and ``paragraph`` count up through the picture."""

    block: int
    paragraph: int
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


def lines_of(engine: Any, width: float) -> list[Line]:
    """What an engine has recognised in a picture of this width, in reading order."""
    lines = [line for line in _lines(engine) if line.words]
    return _with_labels(lines, width)


def _lines(engine: Any) -> Iterator[Line]:
    level, iterator = tesserocr.RIL, engine.GetIterator()
    block = paragraph = -1
    line: Line | None = None
    if iterator is None or iterator.Empty(level.WORD):
        return
    for word in tesserocr.iterate_level(iterator, level.WORD):
        block += word.IsAtBeginningOf(level.BLOCK)
        paragraph += word.IsAtBeginningOf(level.PARA)
        if line is None or word.IsAtBeginningOf(level.TEXTLINE):
            if line is not None:
                yield line
            line = Line(block, paragraph)
        text = _text(word)
        box, confidence = word.BoundingBox(level.WORD), float(word.Confidence(level.WORD))
        if text and box and (confidence >= LEAST_MARK_CONFIDENCE or any(letter.isalnum() for letter in text)):
            line.words.append(Found(text, box, confidence))
    if line is not None:
        yield line


def _text(word: Any) -> str:
    try:
        found = word.GetUTF8Text(tesserocr.RIL.WORD)
    except RuntimeError:  # a word of no letters
        return ""
    return unicodedata.normalize("NFC", " ".join(found.split()))


def _with_labels(lines: Sequence[Line], width: float) -> list[Line]:
    """Lines of a narrow block of labels go before those they stand beside; a block that has no such stays."""
    blocks: dict[int, list[Line]] = {}
    for line in lines:
        blocks.setdefault(line.block, []).append(line)
    gone: set[int] = set()
    for number, block in blocks.items():
        if not _are_labels(block, width):
            continue
        others = [line for line in lines if line.block != number and line.block not in gone]
        partners = [_beside(label, others) for label in block]
        if sum(partner is not None for partner in partners) < 0.6 * len(block):
            continue
        gone.add(number)
        for label, partner in zip(block, partners, strict=True):
            if partner is None:
                _nearest(label, others).words[:0] = label.words
            elif label.box[0] < partner.box[0]:
                partner.words[:0] = label.words
            else:
                partner.words += label.words
    return [line for line in lines if line.block not in gone]


def _are_labels(block: Sequence[Line], width: float) -> bool:
    left, right = min(line.box[0] for line in block), max(line.box[2] for line in block)
    return right - left < NARROW * width and all(len(line.text) <= LONGEST_LABEL for line in block)


def _beside(label: Line, others: Sequence[Line]) -> Line | None:
    """The nearest line at the same height; none where the label does not stand clear of it."""
    left, top, right, bottom = label.box
    middle, reach = (top + bottom) / 2, 0.6 * (bottom - top)
    near: list[tuple[float, int]] = []
    for at, other in enumerate(others):
        box = other.box
        apart = max(box[0] - right, left - box[2])
        if apart > -reach and abs((box[1] + box[3]) / 2 - middle) < reach:
            near.append((apart, at))
    return others[min(near)[1]] if near else None


def _nearest(label: Line, others: Sequence[Line]) -> Line:
    return min(others, key=lambda other: abs(other.box[1] - label.box[1]))
