"""Text cleaned for the model, and the way back: each of its code points knows its place in the canonical string."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

SOFT_HYPHEN = "\u00ad"
HYPHENS = "-\u2010" + SOFT_HYPHEN
# "Ein- und Ausfuhr": a hyphen before one of these is a suspended compound, not a divided word.
SUSPENDED = re.compile(r"(?:und|oder|bzw|sowie|and|or|to|et|ou)\b")
_NOTHING_YET = re.compile(rf"[\s{SOFT_HYPHEN}]*")
# A single space within a text stays as it is, and most of what is between words is one.
_EVENT = re.compile(rf"(?<=\w)[{HYPHENS}][ \t]*\n\s*(?=\w)|{SOFT_HYPHEN}|\s\s+|[^\S ]| \Z")


@dataclass(frozen=True, slots=True)
class CleanedText:
    """``offsets[i]`` is where ``text[i]`` stands in the canonical string; one more entry marks the end."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The canonical range of ``text[start:end]``."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1

    def cleaned(self, position: int) -> int:
        """The first cleaned code point that stands at or after a canonical position."""
        return min(bisect_left(self.offsets, position), len(self.text))


def clean(text: str, start: int = 0, end: int | None = None) -> CleanedText:
    """``text[start:end]`` with words divided at line ends joined and runs of white space made one space."""
    end = len(text) if end is None else end
    pieces: list[str] = []
    offsets: list[int] = []
    begins = _NOTHING_YET.match(text, start, end)
    position = begins.end() if begins else start
    for match in _EVENT.finditer(text, position, end):
        pieces.append(text[position : match.start()])
        offsets.extend(range(position, match.start()))
        joint = _joint(match[0], text, match.end(), last=match.end() == end)
        pieces.append(joint)
        offsets.extend(range(match.start(), match.start() + len(joint)))
        position = match.end()
    pieces.append(text[position:end])
    offsets.extend(range(position, end))
    return CleanedText("".join(pieces), (*offsets, end))


def _joint(gap: str, text: str, after: int, last: bool) -> str:
    """What replaces a line-end hyphen or white space."""
    if gap == SOFT_HYPHEN:
        return ""
    if gap[0] not in HYPHENS:
        return "" if last else " "
    if gap[0] == SOFT_HYPHEN:
        return ""
    if SUSPENDED.match(text, after):
        return "- "
    return "" if text[after].islower() else "-"
