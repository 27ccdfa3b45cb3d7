"""What a page's commands could hide text with; found by quick searches. Runs in the reader.

Most pages clip something and place pictures. A clipping rectangle in which its texts begin hides nothing of note, and
a picture placed beside all text none; all else is worth a second look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from secretaire.documents.pdf.drawing import drawn
from secretaire.documents.pdf.fading import ALL, NONE, Fades, Fading
from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE, Objects, object_text, value
from secretaire.documents.pdf.operators import CLIP, Unknown
from secretaire.documents.pdf.places import SAME, Matrix, Point, moved, times

_NAMED = re.compile(rb"/\w+\s*/[^\s/]+\s+BDC")
_DO = re.compile(rb"Do\b")
_SHADES = re.compile(rb"s(?:h|cn)(?=\s|\Z)")
_BEFORE = 160
_EVERYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)
_INLINE = re.compile(rb"BI\s")
_STRUCTURE = re.compile(r"/S/\w+.*/P \d+ 0 R|/P \d+ 0 R.*/S/\w+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Means:
    """Clipping, replacement texts, where pictures and gradients lie (on the page as it is before it is turned), and
    whether areas are filled with a pattern.

    ``beyond`` are the places where a text begins outside its clipping: cut away, if it is more than a blank;
    ``windows`` the clippings within which texts begin that may go on outside; ``fades``: what could make text vanish
    that is drawn in no suspicious way; ``blends``: with the paper, too; ``unsure``: whether
    """

    clips: bool
    replaces: bool
    pictures: tuple[Box, ...]
    beyond: tuple[Point, ...] = ()
    tiles: bool = False
    fades: Fades = NONE
    blends: bool = False
    unsure: bool = False
    windows: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class _Form:
    """What a form's commands hold; ``says``: text."""

    clips: bool
    replaces: bool
    says: bool
    shades: bool
    fades: Fades


class Commands:
    """The commands of a file's pages, and of the forms drawn on them, each searched once."""

    def __init__(self, file: Any, objects: Objects) -> None:
        self._file = file
        # The structure's replacement texts are not the ones that take the place of glyphs.
        texts = (object_text(file, number) for number in objects.holding("ActualText"))
        self._named = any(not _STRUCTURE.search(text) for text in texts)
        self._tiled = objects.holds("TilingType")
        self._forms: dict[int, _Form] = {}
        self._fading = Fading(file, objects)

    def means(self, page: Any) -> Means:
        """What a page has of them."""
        commands = page.read_contents()
        places = _DO.search(commands) is not None
        forms = [self._form(form[0]) for form in page.get_xobjects()] if places or _INLINE.search(commands) else []
        means = self._means(page, commands, forms)
        fades = self._fading.of(commands, page.xref)
        for form in forms:
            fades |= form.fades
        unsure = fades.clips_by_text or means.tiles or _shades(commands) or any(form.shades for form in forms)
        return replace(means, fades=fades, blends=fades.any_text and self._fading.blends, unsure=unsure)

    def _means(self, page: Any, commands: bytes, forms: Sequence[_Form]) -> Means:
        replaces = self._replaces(commands)
        clips, places = CLIP.search(commands) is not None, _DO.search(commands) is not None
        paints, shades = _INLINE.search(commands) is not None, _shades(commands)
        if not clips and not places and not paints and not shades:
            return Means(False, replaces, ())
        whole: Box = tuple(page.mediabox)
        replaces = replaces or any(form.replaces for form in forms)
        cut = any(form.clips for form in forms)
        shades = shades or any(form.shades for form in forms)
        tiles = shades and self._tiled
        try:
            if paints:
                raise Unknown
            found = drawn(commands, whole)
        except Unknown:
            return Means(clips or cut, replaces, (whole,) if places or paints or shades else (), tiles=tiles)
        cut = cut or (found.clipped and any(form.says for form in forms))
        to_page: Matrix = tuple(page.transformation_matrix) if found.placed or found.beyond or found.windows else SAME
        pictures = (whole,) if shades or (forms and found.placed) else _boxes(found.placed, to_page)
        beyond = tuple(moved(x, y, to_page) for x, y in found.beyond)
        windows = tuple(_placed(box, to_page) for box in found.windows)
        return Means(cut, replaces, pictures, beyond, tiles, windows=windows)

    def _form(self, number: int) -> _Form:
        if number not in self._forms:
            try:
                commands = self._file.xref_stream(number) or b""
                says = b"BT" in commands
                clips = CLIP.search(commands) is not None or bool(
                    (says or _DO.search(commands)) and self._cuts(number, commands)
                )
                fades = self._fading.of(commands, number)
                self._forms[number] = _Form(clips, self._replaces(commands), says, _shades(commands), fades)
            except TROUBLE:
                self._forms[number] = _Form(True, True, True, True, ALL)
        return self._forms[number]

    def _cuts(self, number: int, commands: bytes) -> bool:
        """Whether text begins outside the form's own box, which cuts it away, or another form may."""
        try:
            x0, y0, x1, y1 = (float(side) for side in value(self._file, number, "BBox").strip("[] ").split())
            box: Box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
            clip = f"{box[0]} {box[1]} {box[2] - box[0]} {box[3] - box[1]} re W n\n".encode()
            found = drawn(clip + commands, _EVERYWHERE)
            return bool(found.beyond or found.placed)
        except (ValueError, Unknown):
            return True

    def _replaces(self, commands: bytes) -> bool:
        return b"ActualText" in commands or (self._named and _NAMED.search(commands) is not None)


def _shades(commands: bytes) -> bool:
    """Whether something is painted with a gradient or a pattern: these are named, where a plain colour has numbers."""
    befores = (commands[max(0, each.start() - _BEFORE) : each.start()].split() for each in _SHADES.finditer(commands))
    return any(before and before[-1].startswith(b"/") for before in befores)


def _placed(box: Box, matrix: Matrix) -> Box:
    (x0, y0), (x1, y1) = moved(box[0], box[1], matrix), moved(box[2], box[3], matrix)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _boxes(placed: list[Matrix], to_page: Matrix) -> tuple[Box, ...]:
    """Where pictures lie that are placed by matrices, each of which moves a square of one by one."""
    boxes = []
    for matrix in placed:
        a, b, c, d, e, f = times(matrix, to_page)
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return tuple(boxes)
