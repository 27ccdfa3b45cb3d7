"""Lines of a PDF page as MuPDF found them: words, box and style. Runs in the reader."""

from __future__ import annotations

import itertools
import operator
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]
RawWord = tuple[float, float, float, float, str, int, int, int]
Span = dict[str, Any]
"""As ``TextPage.extractDICT`` tells them: text, bbox, size, flags, char_flags, color, alpha."""

_BOLD = 16
STRETCHED = 0.9
"""How wide a blank may be in a justified line, in multiples of the letters' size."""
TOUCH = 0.02
"""How near to each other a word's letters stand, in multiples of their size, where nothing is between them."""
_BODY_SHARE = 0.25


@dataclass(slots=True)
class Line:
    """Words side by side. ``letters`` counts their characters; a line never crosses a wide gap."""

    words: list[RawWord]
    size: float
    bold: bool
    x0: float
    y0: float
    x1: float
    y1: float
    letters: int

    @property
    def text(self) -> str:
        """Its words, blanks between them."""
        return " ".join([word[4] for word in self.words])

    def beside(self, other: Line) -> bool:
        """Whether the two stand on one row: the middle of each lies within the other's height."""
        return self.y0 < (other.y0 + other.y1) / 2 < self.y1 and other.y0 < (self.y0 + self.y1) / 2 < other.y1


def spans_by_line(blocks: Sequence[dict[str, Any]]) -> dict[tuple[int, int], list[Span]]:
    """The spans of each line by (block, line), as words are numbered: blocks of text alone are counted."""
    texts = [block["lines"] for block in blocks if block["type"] == 0]
    return {(at, number): line["spans"] for at, lines in enumerate(texts) for number, line in enumerate(lines)}


def lines_of(words: Sequence[RawWord], spans: Mapping[tuple[int, int], list[Span]]) -> list[Line]:
    """Words gathered to lines, in the order of the file; a stretched blank divides no line, a drawing no word."""
    found: list[Line] = []
    for place, group in itertools.groupby(words, key=operator.itemgetter(5, 6)):
        line = line_of(list(group), *_style(spans.get(place, ())))
        before = found[-1] if found else None
        if before is not None and 0 <= line.x0 - before.x1 < STRETCHED * line.size and line.beside(before):
            found[-1] = line_of(_joined(before, line), before.size, before.bold and line.bold)
        else:
            found.append(line)
    return found


def _joined(before: Line, line: Line) -> list[RawWord]:
    """The words of both; where they touch in one size, a drawing between two letters has cut a word."""
    last, first = before.words[-1], line.words[0]
    if before.size != line.size or line.x0 - before.x1 > TOUCH * line.size:
        return before.words + line.words
    whole = (last[0], min(last[1], first[1]), first[2], max(last[3], first[3]), last[4] + first[4], *last[5:])
    return [*before.words[:-1], whole, *line.words[1:]]


def line_of(words: list[RawWord], size: float, bold: bool) -> Line:
    """A line of these words."""
    lefts, tops, rights, bottoms, texts, *_ = zip(*words, strict=True)
    return Line(words, size, bold, lefts[0], min(tops), rights[-1], max(bottoms), len("".join(texts)))


def body_size(lines: Sequence[Line]) -> float:
    """The size of the text proper, in points: the largest in which much is written, since notes may be longer."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += line.letters
    most = max(weights.values(), default=0)
    least = min(most, _BODY_SHARE * weights.total())
    return max((size for size, count in weights.items() if count >= least), default=0.0)


def _style(spans: Sequence[Span]) -> tuple[float, bool]:
    if len(spans) == 1:
        return float(spans[0]["size"]), bool(spans[0]["flags"] & _BOLD)
    shown = [span for span in spans if span["text"].strip()]
    if not shown:
        return 0.0, False
    longest = max(shown, key=lambda span: len(span["text"]))
    return float(longest["size"]), all(span["flags"] & _BOLD for span in shown)
