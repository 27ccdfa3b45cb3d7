"""Bullets of lists, which Tesseract reads as letters: what is round, black and low before an item is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from secretaire.documents.ocr.layout import GAP, Found, Line
from secretaire.documents.ocr.picture import Grey, ink

BULLET = "•"
_MISREAD = frozenset("eocsaOCS0¢©®°*+«»=-.,·@•")
_WHITE_BEHIND = 0.3
"""The least white before the item, in multiples of the line's height; between words there is less."""
_SIZE = (0.15, 0.6)
_ROUND = (0.7, 1.45)
_BLACK = 0.68
"""The share of its box that is ink at least: a disc has 0.79, a letter half."""


def with_bullets(lines: Sequence[Line], pixels: Grey) -> None:
    """Put the sign in place of the letter, in lines and where pieces of them begin."""
    doubtful = [(line, at) for line in lines for at in _beginnings(line)]
    if not doubtful:
        return
    dark = ink(pixels)
    for line, at in doubtful:
        left, top, right, bottom = (round(side) for side in line.words[at].box)
        wide, high = right - left, bottom - top
        if not (_SIZE[0] <= high / line.height <= _SIZE[1] and _ROUND[0] <= wide / max(1, high) <= _ROUND[1]):
            continue
        if dark[top:bottom, left:right].mean() >= _BLACK:
            line.words[at] = replace(line.words[at], text=BULLET)


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
