"""How far a reading of a page is off: the character error rate, as someone would count who lays the two side by side.

Method. Words of both sides, true and read, are put where they stand on the page: a row is what stands beside each
other on the true page, over all its columns and cells, and in a row words go from left to right. So it doesn't matter
in which order columns or cells were read, but each word counts that is missing, wrong, invented or in another row. Rows
are compared after the same cleaning of both sides: one blank between words, leaders of dots left out, kinds of dashes,
quotes and bullets alike, NFKC. The rate is the edits (Levenshtein) of all rows for each character that is true.
Left out on both sides is only what stands in a picture on which the text layer has no words: nobody knows what is true
there. The order of reading is measured apart, by the edits of the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pymupdf

from tests.documents.ocr.scans import edits, plain

LEADERS = re.compile(r"(?:[.·…‥_]\s?){4,}|…{2,}")
_UPRIGHT = 2.5
_SAME_ROW = 0.5
_MOST_COVERED = 0.03
_ROWS_FIRST = 4.0
"""How many times as far it is to a word above or below as to one beside."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word and its box on the page, in points."""

    text: str
    box: tuple[float, float, float, float]

    @property
    def middle(self) -> tuple[float, float]:
        """Of its box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        """Of its box."""
        return self.box[3] - self.box[1]

    def upright(self) -> bool:
        """Whether its letters stand on each other: no row goes through it."""
        return len(self.text) > 3 and self.height > _UPRIGHT * (self.box[2] - self.box[0])


def errors(true: Sequence[Placed], read: Sequence[Placed]) -> tuple[int, int]:
    """Edits, and true characters."""
    rows = _rows([word for word in true if not word.upright()])
    wanted, found = _by_rows(true, rows, true), _by_rows(read, rows, true)
    return sum(map(edits, wanted, found)), sum(map(len, wanted))


def unpictured(page: Any, true: Sequence[Placed], words: Sequence[Placed]) -> list[Placed]:
    """Words that don't stand in pictures without true words."""
    boxes = []
    for image in page.get_image_info():
        box = (pymupdf.Rect(image["bbox"]) * page.rotation_matrix) & page.rect
        covered = sum(abs(pymupdf.Rect(word.box) & box) for word in true)
        if not box.is_empty and covered < _MOST_COVERED * abs(box):
            boxes.append(box)
    return [word for word in words if not any(pymupdf.Point(word.middle) in box for box in boxes)]


def upright(words: Sequence[Placed], page: Any, turn: int) -> list[Placed]:
    """Words of a page that was turned by so many quarters, in degrees clockwise, where they stood before."""
    there = page.rotation_matrix
    page.set_rotation((page.rotation + turn) % 360)
    back = page.derotation_matrix * there
    page.set_rotation((page.rotation - turn) % 360)
    boxes = [pymupdf.Rect(word.box) * back for word in words]
    return [Placed(word.text, (box.x0, box.y0, box.x1, box.y1)) for word, box in zip(words, boxes, strict=True)]


def straightened(words: Sequence[Placed], page: Any, skew: float) -> list[Placed]:
    """Words of a page that was turned about its middle by so many degrees, where they stood before."""
    centre = pymupdf.Point(page.rect.width / 2, page.rect.height / 2)
    found = []
    for word in words:
        middle = pymupdf.Point(word.middle)
        by = (middle - centre) * pymupdf.Matrix(-skew) + centre - middle
        x0, y0, x1, y1 = word.box
        found.append(Placed(word.text, (x0 + by.x, y0 + by.y, x1 + by.x, y1 + by.y)))
    return found


def compared(text: str) -> str:
    """Text as it is compared."""
    return plain(LEADERS.sub(" ", text))


def _rows(words: Sequence[Placed]) -> list[tuple[float, float]]:
    """The middle and height of each, told by its highest words; a raised note belongs to the row that it touches."""
    rows: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda each: -each.height):
        _, y = word.middle
        if not any(abs(y - middle) < _SAME_ROW * height for middle, height in rows):
            rows.append((y, word.height))
    return sorted(rows)


def _by_rows(words: Sequence[Placed], rows: Sequence[tuple[float, float]], true: Sequence[Placed]) -> list[str]:
    """What each row says, upright words last, in a row of their own from above."""
    said: list[list[tuple[float, str]]] = [[] for _ in (*rows, None)]
    level = [(word, _nearest(rows, word.middle[1])) for word in true if rows and not word.upright()]
    for word in words:
        x, y = word.middle
        if word.upright() or not rows:
            said[-1].append((y, word.text))
        else:
            said[_row_of(word, level)].append((x, word.text))
    return [compared(" ".join(text for _, text in sorted(row))) for row in said]


def _nearest(rows: Sequence[tuple[float, float]], y: float) -> int:
    return min(range(len(rows)), key=lambda at: abs(rows[at][0] - y) / rows[at][1])


def _row_of(word: Placed, level: Sequence[tuple[Placed, int]]) -> int:
    """The row of the true word that is nearest: lines of columns side by side may stand at half of each other's."""
    x, y = word.middle

    def distance(other: tuple[Placed, int]) -> float:
        left, top, right, bottom = other[0].box
        return max(left - x, x - right, 0.0) + _ROWS_FIRST * (
            max(top - y, y - bottom, 0.0) + 0.1 * abs(y - other[0].middle[1])
        )

    return min(level, key=distance)[1]
