"""Pages whose text stands sideways or upside down, as one turns the sheet to read it. Runs in the reader.

A wide table on an upright sheet, or a sheet that was fed the wrong way round: lines, columns and tables are found where
letters stand upright, so all is moved there, and what was found is moved back to where it is displayed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from secretaire.documents.pdf.lines import Box, RawWord
from secretaire.records import Word

_EVEN = 0.1
_HORIZONTAL = 0


@dataclass(frozen=True, slots=True)
class Turning:
    """So many quarter turns to the left make most of a page's letters stand upright; ``page`` is as displayed."""

    quarters: int
    page: Box

    @property
    def height(self) -> float:
        """The page's, turned, in points."""
        return self._size[1 - self.quarters % 2]

    @property
    def _size(self) -> tuple[float, float]:
        x0, y0, x1, y1 = self.page
        return x1 - x0, y1 - y0

    def words(self, words: list[RawWord]) -> list[RawWord]:
        """Words where they stand on the turned page."""
        return [(*self._there(word[:4]), *word[4:]) for word in words] if self.quarters else words

    def vectors(self, vectors: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Drawings where they stand on the turned page."""
        return [{**each, "bbox": self._there(each["bbox"])} for each in vectors] if self.quarters else vectors

    def back(self, words: list[Word]) -> list[Word]:
        """Words of the turned page where they are displayed."""
        return [Word(word.start, word.end, *self._here(word.box)) for word in words] if self.quarters else words

    def _there(self, box: Box) -> Box:
        x, y = self.page[:2]
        return _turned((box[0] - x, box[1] - y, box[2] - x, box[3] - y), self.quarters, *self._size)

    def _here(self, box: Box) -> Box:
        wide, high = self._size
        size = (high, wide) if self.quarters % 2 else (wide, high)
        x0, y0, x1, y1 = _turned(box, -self.quarters, *size)
        x, y = self.page[:2]
        return x0 + x, y0 + y, x1 + x, y1 + y


def _turned(box: Box, quarters: int, wide: float, high: float) -> Box:
    """A box after quarter turns to the left of the sheet that it lies on."""
    x0, y0, x1, y1 = box
    match quarters % 4:
        case 1:
            return y0, wide - x1, y1, wide - x0
        case 2:
            return wide - x1, high - y1, wide - x0, high - y0
        case 3:
            return high - y1, x0, high - y0, x1
    return box


def turning(blocks: Sequence[dict[str, Any]], page: Box) -> Turning:
    """How a page is to be turned: not at all, unless more than half of its letters run another way."""
    letters: Counter[int] = Counter()
    for line in _lines(blocks):
        letters[_quarters(line)] += sum(len(span["text"].strip()) for span in line["spans"])
    most, count = max(letters.items(), key=lambda each: each[1], default=(0, 0))
    return Turning(most if 2 * count > letters.total() else 0, page)


def _lines(blocks: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (line for block in blocks if block["type"] == 0 for line in block["lines"])


def _quarters(line: dict[str, Any]) -> int:
    """How often a line is to be turned to the left: one that runs down the page once. Upright scripts stay."""
    across, down = line["dir"]
    if line["wmode"] != _HORIZONTAL or min(abs(across), abs(down)) > _EVEN:
        return 0
    if abs(across) > abs(down):
        return 0 if across > 0 else 2
    return 1 if down > 0 else 3
