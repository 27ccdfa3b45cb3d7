"""Bullets of lists, which Tesseract reads as letters: what is round, black and low before an item is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from secretaire.documents.ocr.layout import GAP, LABEL_GAP, Box, Found, Line
from secretaire.documents.ocr.picture import Grey, ink
from secretaire.documents.pdf.places import meet

BULLET = "•"
_MISREAD = frozenset("eocsaOCS0¢©®°*+«»=-.,·@•")
_MISREAD_LETTERS = 2
_WHITE_BEHIND = 0.3
"""The least white before the item, in multiples of the line's height; between words there is less."""
_SIZE = (0.15, 0.6)
_ROUND = (0.7, 1.45)
_WHITE_BEFORE = 1.0
"""Between two words of a line there is less."""
_MIDDLE = 0.52
_OFF_MIDDLE = 0.25
"""How far above the foot of a word's box a bullet's middle is, and by how much it may be off."""
_SURE = 90.0
_BLACK = 0.68
"""The share of its box that is ink at least: a disc has 0.79, a letter half."""


def with_bullets(lines: Sequence[Line], pixels: Grey) -> list[Line]:
    """Lines with the sign in place of the letter, and where Tesseract took it for dirt or for a line of its own."""
    dark = ink(pixels)
    put: list[Found] = []
    for line in lines:
        for at in _beginnings(line):
            if _is_disc(line.words[at].box, line.height, dark):
                line.words[at] = replace(line.words[at], text=BULLET)
        for at in reversed(range(len(line.words))):
            box = _overlooked(line, at, dark)
            if box is not None:
                put.append(Found(BULLET, box, _SURE))
                line.words.insert(at, put[-1])
    for line in lines:
        line.words = [word for word in line.words if not _instead(word, put)]
    return [line for line in lines if line.words]


def _instead(word: Found, put: Sequence[Found]) -> bool:
    """Whether a bullet that was put elsewhere is what this word was read from."""
    return len(word.text) <= _MISREAD_LETTERS and any(word is not each and meet(word.box, each.box) for each in put)


def _is_disc(box: Box, height: float, dark: Any) -> bool:
    left, top, right, bottom = (round(side) for side in box)
    wide, high = right - left, bottom - top
    if not (_SIZE[0] <= high / max(1.0, height) <= _SIZE[1] and _ROUND[0] <= wide / max(1, high) <= _ROUND[1]):
        return False
    return bool(dark[top:bottom, left:right].mean() >= _BLACK)


def _overlooked(line: Line, at: int, dark: Any) -> Box | None:
    """Where a disc stands before a word, at half the height of its letters, with white around it."""
    word = line.words[at]
    x, _, _, bottom = (round(side) for side in word.box)
    height = line.height
    before = line.words[at - 1].box[2] if at else 0
    first = max(0, before, x - LABEL_GAP * height)
    if word.text == BULLET or x - first < _WHITE_BEFORE * height:
        return None
    top, left = max(0, round(bottom - height)), round(first)
    area = dark[top:bottom, left : x - round(_WHITE_BEHIND * height)]
    columns = np.flatnonzero(area.any(0))
    if not len(columns):
        return None
    start = int(columns[np.flatnonzero(np.diff(columns, prepend=-9) > 1)[-1]])  # of what stands last in it
    rows = np.flatnonzero(area[:, start : columns[-1] + 1].any(1))
    box = (left + start, top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)
    middle = (box[1] + box[3]) / 2
    centred = abs(middle - (bottom - _MIDDLE * height)) <= _OFF_MIDDLE * height
    alone = start > _WHITE_BEHIND * height and len(columns) == columns[-1] - start + 1
    return box if alone and centred and _is_disc(box, height, dark) else None


def _beginnings(line: Line) -> list[int]:
    """Where a sign stands alone, with white before and behind."""
    found = []
    for at, (word, following) in enumerate(pairwise(line.words)):
        first = at == 0 or _white(line.words[at - 1], word) > GAP * line.height
        if first and word.text in _MISREAD and _white(word, following) > _WHITE_BEHIND * line.height:
            found.append(at)
    return found


def _white(before: Found, word: Found) -> float:
    return word.box[0] - before.box[2]
