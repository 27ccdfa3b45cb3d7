"""The numbers that are printed on pages ("iv", "A-3", "12"), which a file without page labels doesn't tell.

A number in a header or footer is the page's where the pages beside it count on with it; one alone may be anything.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

LEAST_RUN = 3
"""So many pages in a row must count on."""
_CANDIDATE = re.compile(
    r"(?<![\w.,/:-])(?:(?P<chapter>[A-Z])-(?P<within>\d{1,3})|(?P<arabic>\d{1,4})|(?P<roman>[ivxlc]{1,7}|[IVXLC]{1,7}))(?![\w.,:/-])"
)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_STEPS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
Count = tuple[str, int]
"""How a number is written ("1", "i", "I", "A-"), and how far it is ahead of the page's place in the file."""


def printed_labels(lines: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """The printed label of each page that shows one, by the page's number; ``lines`` are its headers and footers."""
    shown: defaultdict[Count, dict[int, str]] = defaultdict(dict)
    for number, of_page in sorted(lines.items()):
        for count, text in _counts(number, of_page):
            shown[count][number] = text
    runs = [(run, count) for count, on_pages in shown.items() for run in _runs(list(on_pages))]
    labels: dict[int, str] = {}
    for run, count in sorted(runs, key=lambda each: (-len(each[0]), abs(each[1][1]))):
        # Courts print the next page's number at a page's foot, too: what crosses a better run is none.
        if len(run) >= LEAST_RUN and not any(number in labels for number in run):
            labels |= {number: shown[count][number] for number in run}
    return labels


def _runs(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ascending numbers in stretches without a gap."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start:at]
            start = at


def _counts(number: int, lines: Sequence[str]) -> Iterator[tuple[Count, str]]:
    for line in lines:
        for match in _CANDIDATE.finditer(line):
            style, value = _read(match)
            if value:
                yield (style, value - number), match[0]


def _read(match: re.Match[str]) -> tuple[str, int]:
    if match["chapter"]:
        return f"{match['chapter']}-", int(match["within"])
    if match["arabic"]:
        return "1", int(match["arabic"])
    return "i" if match[0].islower() else "I", _roman(match[0].lower())


def _roman(text: str) -> int:
    """Its value; 0 for what is no number."""
    values = [_VALUES[letter] for letter in text]
    total = sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    left, written = total, ""
    for value, letters in _STEPS:
        while left >= value:
            written += letters
            left -= value
    return total if written == text else 0
