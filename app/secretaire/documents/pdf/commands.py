"""What a page's commands could hide text with; found by a quick search, no interpretation. Runs in the reader.

Most pages clip something and place pictures. A clipping rectangle in which the next text begins, on a page whose
coordinates were never changed, hides nothing of note, and a picture placed beside all text none; all else is worth a
second look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE, Objects, object_text

LEAST_CLIP = 2.0
"""Width and height, in points, below which a clipping rectangle leaves nothing to read."""
_N = rb"([-+]?\d*\.?\d+)\s+"
_CLIP = re.compile(rb"W\*?\s+n\b")
# What an operator begins with comes first: a search that knows it is five times as quick.
_SCOPE = re.compile(rb"(?:q(?<![\w/]q)|Q(?<![\w/]Q)|BT(?<![\w/]BT))(?=[\s\[(<])")
_MOST_TEXTS = 50
_TEXT_BEGINS = re.compile(rb"(?:Td|TD|Tm)\b")
_NAMED = re.compile(rb"/\w+\s*/[^\s/]+\s+BDC")
_DO = re.compile(rb"Do\b")
_GS = rb"(?:/\S+\s+gs\s+)?"
_PLACED = re.compile(rb"\bq\s+" + _GS + _N * 6 + rb"cm\s+" + _GS + rb"/\S+\s+\Z")
_MOVES = re.compile(rb"cm\b")
_SHADES = re.compile(rb"s(?:h|cn)(?=\s|\Z)")
_INLINE = re.compile(rb"BI\s")
_STRUCTURE = re.compile(r"/S/\w+.*/P \d+ 0 R|/P \d+ 0 R.*/S/\w+", re.DOTALL)
_BEFORE, _BEHIND = 160, 400


@dataclass(frozen=True, slots=True)
class Means:
    """Clipping paths, replacement texts, where pictures and gradients lie (on the page as it is before it is turned),
    and whether areas are filled with a pattern."""

    clips: bool
    replaces: bool
    pictures: tuple[Box, ...]
    tiles: bool = False


class Commands:
    """The commands of a file's pages, and of the forms drawn on them, each searched once."""

    def __init__(self, file: Any, objects: Objects) -> None:
        self._file = file
        # The structure's replacement texts are not the ones that take the place of glyphs.
        texts = (object_text(file, number) for number in objects.holding("ActualText"))
        self._named = any(not _STRUCTURE.search(text) for text in texts)
        self._tiled = objects.holds("TilingType")
        self._forms: dict[int, tuple[bool, bool, bool]] = {}

    def means(self, page: Any) -> Means:
        """What a page has of them."""
        commands = page.read_contents()
        placed = _placed(commands)
        moves = any(_texts_in_scope(commands, move.end()) for move in _MOVES.finditer(commands))
        paints = bool(_INLINE.search(commands)) or None in placed
        clips, replaces, shades = _clips(commands, moves, page), self._replaces(commands), _shades(commands)
        if not placed and not paints and not shades:
            return Means(clips, replaces, ())
        for form in page.get_xobjects():
            clipped, replaced, shaded = self._form(form[0])
            clips, replaces, shades, paints = clips or clipped, replaces or replaced, shades or shaded, True
        boxes = () if moves or paints or shades else _boxes(page, [matrix for matrix in placed if matrix])
        return Means(clips, replaces, boxes or (tuple(page.mediabox),), shades and self._tiled)

    def _form(self, number: int) -> tuple[bool, bool, bool]:
        if number not in self._forms:
            try:
                commands = self._file.xref_stream(number) or b""
                clips = _CLIP.search(commands) is not None
                self._forms[number] = clips, self._replaces(commands), _shades(commands)
            except TROUBLE:
                self._forms[number] = True, True, True
        return self._forms[number]

    def _replaces(self, commands: bytes) -> bool:
        return b"ActualText" in commands or (self._named and _NAMED.search(commands) is not None)


def _shades(commands: bytes) -> bool:
    """Whether something is painted with a gradient or a pattern: these are named, where a plain colour has numbers."""
    befores = (commands[max(0, each.start() - _BEFORE) : each.start()].split() for each in _SHADES.finditer(commands))
    return any(before and before[-1].startswith(b"/") for before in befores)


def _clips(commands: bytes, moves: bool, page: Any) -> bool:
    """Whether a clipping path could hide text: any but the whole page, or a rectangle in which the text begins."""
    whole: Box | None = None
    places: dict[int, list[float]] = {}
    for clip in _CLIP.finditer(commands):
        before = commands[max(0, clip.start() - _BEFORE) : clip.start()].rsplit(None, 5)[-5:]
        rectangle = _numbers(before[:4]) if before and before[-1] == b"re" else []
        if moves or len(rectangle) != 4:
            return True
        whole = whole or _within(page)
        left, bottom, wide, high = rectangle
        left, right = sorted((left, left + wide))
        bottom, top = sorted((bottom, bottom + high))
        if left <= whole[0] and bottom <= whole[1] and right >= whole[2] and top >= whole[3]:
            continue
        if not _harmless((left, bottom, right, top), commands, clip.end(), places):
            return True
    return False


def _within(page: Any) -> Box:
    """What a clipping rectangle must hold to cut nothing: the page but for a strip too narrow to read in."""
    x0, y0, x1, y1 = page.mediabox
    return x0 + LEAST_CLIP, y0 + LEAST_CLIP, x1 - LEAST_CLIP, y1 - LEAST_CLIP


def _harmless(rectangle: Box, commands: bytes, at: int, places: dict[int, list[float]]) -> bool:
    """Whether all texts in the clipping's scope begin in the rectangle."""
    left, bottom, right, top = rectangle
    texts = _texts_in_scope(commands, at)
    if texts and (min(right - left, top - bottom) < LEAST_CLIP or len(texts) > _MOST_TEXTS):
        return False
    for text in texts:
        if text not in places:
            places[text] = _place(commands, text)
        if len(places[text]) != 2:
            return False
        x, y = places[text]
        if not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
            return False
    return True


def _place(commands: bytes, text: int) -> list[float]:
    """Where a text begins; without two numbers where that is not to be told."""
    begins = _TEXT_BEGINS.search(commands, text, text + _BEHIND)
    return _numbers(commands[text : begins.start()].rsplit(None, 2)[-2:]) if begins else []


def _texts_in_scope(commands: bytes, at: int) -> list[int]:
    """Where texts begin until the graphics state is restored to what it was before ``at``."""
    depth, found = 0, list[int]()
    for token in _SCOPE.finditer(commands, at):
        if token[0] == b"BT":
            found.append(token.end())
        else:
            depth += 1 if token[0] == b"q" else -1
            if depth < 0:
                break
        if len(found) > _MOST_TEXTS:
            break
    return found


def _placed(commands: bytes) -> list[list[float] | None]:
    """The matrices by which pictures are placed; None for one that is placed otherwise."""
    found: list[list[float] | None] = []
    for do in _DO.finditer(commands):
        matrix = _PLACED.search(commands[max(0, do.start() - _BEFORE) : do.start()])
        found.append(_numbers(matrix.groups()) if matrix else None)
    return found


def _boxes(page: Any, placed: list[list[float]]) -> tuple[Box, ...]:
    """Where pictures lie that are placed by matrices."""
    to_page = page.transformation_matrix
    boxes = [pymupdf.Rect(0, 0, 1, 1) * pymupdf.Matrix(*matrix) * to_page for matrix in placed]
    return tuple((box.x0, box.y0, box.x1, box.y1) for box in boxes)


def _numbers(written: Iterable[bytes]) -> list[float]:
    """As numbers; none where one is none."""
    try:
        return [float(each) for each in written]
    except ValueError:
        return []
