"""What Tesseract reads in a straightened picture: by columns; in contents and ruled tables once more, by rows."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import tesserocr

from secretaire.documents.ocr.engines import engine, show
from secretaire.documents.ocr.frames import without_frames
from secretaire.documents.ocr.layout import Box, Found, Line, Recognised, recognised, vectors_of
from secretaire.documents.ocr.picture import Grey
from secretaire.documents.ocr.stamps import without_stamps
from secretaire.documents.ocr.unread import unread
from secretaire.documents.pdf.places import meet
from secretaire.documents.pdf.tables import ruled_areas

EVEN = 50
UNSURE = 85
LEAST_CONFIDENCE = 45
DOUBTFUL = 60
SURE_ALONE = 70
HOPELESS = 25
"""Confidences, of 100."""
LEAST_TWICE = 3
"""Letters of a word that is not read twice alike by chance."""
_SMALL = 0.45
"""The share of the common line's height that what is hardly legible, or has a letter or two, is high at least."""
LEAST_LEADERS = 3
"""So many leaders below each other are a table of contents."""
LEAST_COLUMNS = 3
LEAST_AGAIN = 0.9
"""The share of letters that is found again at least, or what was found first stays: some of that was no text."""
_EDGE = 3
_TITLE = 0.35
"""How far titles with a leader reach above and below it, in inches."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of a page or a part of it: straight, without specks and leaders.

    ``back`` takes pixels to the page; ``leaders`` are where these stood.
    """

    pixels: Grey
    back: Any
    dots_per_inch: int
    leaders: Sequence[Box] = ()

    @property
    def unit(self) -> float:
        """Points of a pixel."""
        return 72 / self.dots_per_inch


def recognise(sheet: Sheet, languages: tuple[str, ...]) -> Recognised:
    """Lines and rules, the leaders left out."""
    found = _recognised(sheet, languages, tesserocr.PSM.AUTO)
    lines, tried = found.lines, [*found.lines]
    if _worth(lines) <= (UNSURE - EVEN) * _letters(lines):  # a diagram, whose boxes are no letters
        sparse = _sparse(_frameless(sheet), languages)
        tried += sparse
        better, other = sorted((lines, _sure(sparse)), key=_worth, reverse=True)
        lines = better + _beside(better, other)
    for place, mode in _by_rows(sheet, found.rules):
        area = _between(place, lines)
        if mode == tesserocr.PSM.SPARSE_TEXT:
            again = _sure(_sparse(_frameless(sheet), languages, area))
        else:
            again = _recognised(_frameless(sheet), languages, mode, area).lines
        before = [line for line in lines if _within(line.box, area)]
        if _letters(again) >= LEAST_AGAIN * _letters(before):
            kept = [line for line in lines if not _within(line.box, area)]
            lines = kept + again + _beside(again, before)
    lines = _under_stamps(sheet, languages, lines)
    return Recognised(without_edges(_with_unread(sheet, languages, lines, tried)), found.rules)


def without_edges(lines: Sequence[Line]) -> list[Line]:
    """Lines without what is low and hardly read among others that are sure: edges of boxes, taken for letters."""
    heights = [line.height for line in lines if _mean(line) >= UNSURE for _ in range(_letters([line]))]
    least = _SMALL * statistics.median(heights) if heights else 0.0
    return [line for line in lines if line.height >= least or _mean(line) >= HOPELESS]


def _under_stamps(sheet: Sheet, languages: tuple[str, ...], lines: list[Line]) -> list[Line]:
    """With the rows that grey strokes cross read without these, where that gives more."""
    cleaned = without_stamps(sheet.pixels, sheet.dots_per_inch)
    if cleaned is None:
        return lines
    pixels, rows = cleaned
    area = _between(rows, lines)
    again = _recognised(replace(sheet, pixels=pixels), languages, tesserocr.PSM.AUTO, area).lines
    before = [line for line in lines if _within(line.box, area)]
    if _worth(again) <= _worth(before):
        return lines
    return [line for line in lines if not _within(line.box, area)] + again + _beside(again, before)


def _with_unread(sheet: Sheet, languages: tuple[str, ...], lines: Sequence[Line], tried: Sequence[Line]) -> list[Line]:
    """With words where nothing was read, or nothing surely, that are read more surely when they stand alone, or twice
    alike."""
    words = [word for line in lines for word in line.words]
    doubtful = [word for word in words if word.confidence < DOUBTFUL]
    rest = unread(sheet.pixels, [word.box for word in words if word.confidence >= DOUBTFUL], sheet.dots_per_inch)
    if rest is None:
        return list(lines)
    pixels, area = rest
    gone: list[Found] = []
    new: list[Line] = []
    for line in _sparse(replace(sheet, pixels=pixels), languages, area):
        instead = [word for word in doubtful if _within(word.box, line.box) or _within(line.box, word.box)]
        if _better(line, instead, tried):
            gone += instead
            new.append(line)
    found = [replace(line, words=[word for word in line.words if word not in gone]) for line in lines]
    return [line for line in found if line.words] + new


def _better(line: Line, instead: Sequence[Found], tried: Sequence[Line]) -> bool:
    """Whether a line is to stand in the place of words; where there were none it must be read surely, or as once
    before, and be no stroke of a figure that looks like a letter."""
    letters = _letters([line])
    if not instead:
        return (_mean(line) >= SURE_ALONE and (letters > 1 or line.text.isdigit())) or _twice(line, tried)
    before = sum(letter.isalnum() for word in instead for letter in word.text)
    return letters >= LEAST_AGAIN * before and _mean(line) > sum(word.confidence for word in instead) / len(instead)


def _twice(line: Line, tried: Sequence[Line]) -> bool:
    """Whether all words of a line were read alike before: that is sure even where each time was not."""
    known = [(word.text, word.box) for other in tried for word in other.words if len(word.text) >= LEAST_TWICE]
    return all(any(word.text == text and meet(word.box, box) for text, box in known) for word in line.words)


def _sparse(sheet: Sheet, languages: tuple[str, ...], area: Box | None = None) -> list[Line]:
    """Lines without columns looked for; without the corners and arrow heads that look like a letter or two."""
    lines = _recognised(sheet, languages, tesserocr.PSM.SPARSE_TEXT, area).lines
    heights = [line.height for line in lines for _ in range(_letters([line]))]
    least = _SMALL * statistics.median(heights) if heights else 0.0
    return [line for line in lines if _letters([line]) > 2 or line.box[3] - line.box[1] >= least]


def _recognised(sheet: Sheet, languages: tuple[str, ...], mode: int, area: Box | None = None) -> Recognised:
    left, top, right, bottom = (max(0, int(side)) for side in area or (0, 0, *sheet.pixels.shape[::-1]))
    asked = engine(languages, mode)
    show(asked, sheet.pixels[top:bottom, left:right], sheet.dots_per_inch)
    asked.Recognize()
    found = recognised(asked, left, top)
    asked.Clear()
    return found


def _frameless(sheet: Sheet) -> Sheet:
    return replace(sheet, pixels=without_frames(sheet.pixels, sheet.dots_per_inch))


def _between(area: Box, lines: Sequence[Line]) -> Box:
    """An area grown so that its edges cut through no line."""
    left, top, right, bottom = area
    boxes = [line.box for line in lines]
    top = min([top, *(box[1] - _EDGE for box in boxes if box[1] < top < box[3])])
    bottom = max([bottom, *(box[3] + _EDGE for box in boxes if box[1] < bottom < box[3])])
    return left, top, right, bottom


def _sure(lines: Sequence[Line]) -> list[Line]:
    """Lines without those that are no writing, where all that is dark was taken for some."""
    return [line for line in lines if _mean(line) >= LEAST_CONFIDENCE]


def _beside(lines: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """What another reading has where these have nothing."""
    taken = [word.box for line in lines for word in line.words]
    words = [[word for word in line.words if not any(meet(word.box, box) for box in taken)] for line in others]
    found = [replace(line, words=kept) for line, kept in zip(others, words, strict=True) if kept]
    return [line for line in found if _letters([line]) > 2 and _mean(line) >= LEAST_CONFIDENCE]


def _mean(line: Line) -> float:
    return sum(word.confidence for word in line.words) / len(line.words)


def _by_rows(sheet: Sheet, rules: Sequence[Box]) -> Iterator[tuple[Box, int]]:
    """Where Tesseract's search for columns tears rows apart, and the mode in which it keeps them."""
    if len(sheet.leaders) >= LEAST_LEADERS:
        reach = _TITLE * sheet.dots_per_inch
        top, bottom = min(box[1] for box in sheet.leaders), max(box[3] for box in sheet.leaders)
        yield (0, top - reach, sheet.pixels.shape[1], bottom + reach), tesserocr.PSM.SINGLE_BLOCK
    for (left, top, right, bottom), xs, _ in ruled_areas(vectors_of(rules, sheet.unit)):
        if len(xs) > LEAST_COLUMNS:
            box = (left / sheet.unit, top / sheet.unit, right / sheet.unit, bottom / sheet.unit)
            yield box, tesserocr.PSM.SPARSE_TEXT


def _within(box: Box, area: Box) -> bool:
    left, top, right, bottom = box
    return area[0] <= (left + right) / 2 <= area[2] and area[1] <= (top + bottom) / 2 <= area[3]


def _letters(lines: Sequence[Line]) -> int:
    return sum(letter.isalnum() for line in lines for letter in line.text)


def _worth(lines: Sequence[Line]) -> float:
    """How much is read how surely: a letter that is as likely wrong as right counts for nothing."""
    words = [word for line in lines for word in line.words]
    return sum((word.confidence - EVEN) * sum(letter.isalnum() for letter in word.text) for word in words)
