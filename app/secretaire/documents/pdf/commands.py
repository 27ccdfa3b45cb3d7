"""What a page's commands could hide text with; found by a quick search, no interpretation. Runs in the reader.

Most pages clip something and place pictures. A clipping rectangle in which the next text begins, on a page whose
coordinates were never changed, hides nothing of note, and a picture placed beside all text none; all else is worth a
second look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE, Objects, object_text

LEAST_CLIP = 2.0
"""Width and height, in points, below which a clipping rectangle leaves nothing to read."""
_N = rb"([-+]?\d*\.?\d+)\s+"
_CLIP = re.compile(rb"\bW\*?\s+n\b")
_CLIP_BEFORE_TEXT = re.compile(
    _N * 4 + rb"re\s+W\*?\s+n\b(?:(?!\b(?:re|Q)\b).){0,400}?" + rb"(?:\bQ\b|" + _N * 2 + rb"(?:Td|TD|Tm)\b)", re.DOTALL
)
_REPLACES = re.compile(rb"ActualText")
_NAMED = re.compile(rb"/\w+\s*/[^\s/]+\s+BDC")
_GS = rb"(?:/\S+\s+gs\s+)?"
_PLACED = re.compile(rb"\bq\s+" + _GS + _N * 6 + rb"cm\s+" + _GS + rb"/\S+\s+Do\s+Q\b")
_MOVES = re.compile(rb"\bcm\b")
_PAINTS = re.compile(rb"\bDo\b|\bBI\s")
_STRUCTURE = re.compile(r"/S/\w+.*/P \d+ 0 R|/P \d+ 0 R.*/S/\w+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Means:
    """Clipping paths, replacement texts, and where pictures lie (on the page as it is before it is turned)."""

    clips: bool
    replaces: bool
    pictures: tuple[Box, ...]


class Commands:
    """The commands of a file's pages, and of the forms drawn on them, each searched once."""

    def __init__(self, file: Any, objects: Objects) -> None:
        self._file = file
        # The structure's replacement texts are not the ones that take the place of glyphs.
        texts = (object_text(file, number) for number in objects.holding("ActualText"))
        self._named = any(not _STRUCTURE.search(text) for text in texts)
        self._forms: dict[int, tuple[bool, bool]] = {}

    def means(self, page: Any) -> Means:
        """What a page has of them."""
        commands = page.read_contents()
        placed = [*map(_numbers, _PLACED.findall(commands))]
        rest = _PLACED.sub(b" ", commands) if placed else commands
        moves, paints = _MOVES.search(rest) is not None, _PAINTS.search(rest) is not None
        clips = _clips(rest, moves)
        replaces = self._replaces(rest)
        if not placed and not paints:
            return Means(clips, replaces, ())
        for form in page.get_xobjects():
            clipped, replaced = self._form(form[0])
            clips, replaces, paints = clips or clipped, replaces or replaced, True
        everywhere = moves or paints
        return Means(clips, replaces, (tuple(page.mediabox),) if everywhere else tuple(_boxes(page, placed)))

    def _form(self, number: int) -> tuple[bool, bool]:
        if number not in self._forms:
            try:
                commands = self._file.xref_stream(number) or b""
                self._forms[number] = _CLIP.search(commands) is not None, self._replaces(commands)
            except TROUBLE:
                self._forms[number] = True, True
        return self._forms[number]

    def _replaces(self, commands: bytes) -> bool:
        return bool(_REPLACES.search(commands) or (self._named and _NAMED.search(commands)))


def _clips(commands: bytes, moves: bool) -> bool:
    """Whether a clipping path could hide text: any but a rectangle in which the text that follows begins."""
    count = len(_CLIP.findall(commands))
    if not count or moves:
        return count > 0
    plain = 0
    for found in _CLIP_BEFORE_TEXT.findall(commands):
        left, bottom, wide, high = _numbers(found[:4])
        if min(abs(wide), abs(high)) < LEAST_CLIP:
            return True
        if found[4]:
            x, y = _numbers(found[4:])
            inside = min(left, left + wide) - 1 <= x <= max(left, left + wide) + 1
            if not (inside and min(bottom, bottom + high) - 1 <= y <= max(bottom, bottom + high) + 1):
                return True
        plain += 1
    return plain < count


def _boxes(page: Any, placed: list[list[float]]) -> list[Box]:
    """Where pictures lie that were placed by these matrices."""
    found = []
    for matrix in placed:
        box = pymupdf.Rect(0, 0, 1, 1) * pymupdf.Matrix(*matrix) * page.transformation_matrix
        found.append((box.x0, box.y0, box.x1, box.y1))
    return found


def _numbers(written: Any) -> list[float]:
    return [float(each) for each in written]
