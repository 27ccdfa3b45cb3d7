"""What a document says to the program instead of to its readers: kept out of every prompt, quoted and found as before.

The reader marks where a page reads like an order (``documents.instructions``). A sentence that holds such a place, and
what goes on in the same paragraph behind it (the order's own words: what to say, where to send it), is no evidence: no
sentence is written from it. It stays part of the document for search, quotes and comparison.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from secretaire.documents.instructions import instruction_like
from secretaire.documents.sentences import segment
from secretaire.records import Page, Span

FOLLOWING = 2
"""So many sentences behind an order go with it."""
LEFT_OUT = "[…]"
Range = tuple[int, int]
_NEW_PARAGRAPH = re.compile(r"\n\s*\n")


def is_quarantined(page: Page, span: Span) -> bool:
    """Whether a place on the page belongs to an order, so that no model may be shown it as evidence."""
    return bool(page.instructions) and _touches(_on(page), span.start, span.end)


def without_orders(text: str, language: str) -> tuple[str, bool]:
    """A text with ``LEFT_OUT`` where it gives orders to a program, and whether it does."""
    places = instruction_like(text)
    if not places:
        return text, False
    orders = _extended(text, segment(text, language), places)
    pieces, done = [], 0
    for start, end in orders:
        pieces += [text[done:start], LEFT_OUT]
        done = end
    return "".join([*pieces, text[done:]]), True


@lru_cache(maxsize=256)
def _ranges(text: str, sentences: tuple[Range, ...], places: tuple[Range, ...]) -> tuple[Range, ...]:
    return _extended(text, sentences, places)


def _on(page: Page) -> tuple[Range, ...]:
    return _ranges(page.text, page.sentences, page.instructions)


def _touches(ranges: Sequence[Range], start: int, end: int) -> bool:
    return any(begin < end and start < stop for begin, stop in ranges)


def _extended(text: str, sentences: Sequence[Range], places: Sequence[Range]) -> tuple[Range, ...]:
    """The sentences that hold the places, with those that go on behind them; joined where they touch."""
    ordered = sorted(sentences)
    found: list[Range] = []
    for start, end in places:
        first = max(0, bisect_left(ordered, (start + 1, 0)) - 1)
        holding = [each for each in ordered[first:] if each[0] < end and start < each[1]]
        begin = min(start, holding[0][0]) if holding else start
        stop = max(end, holding[-1][1]) if holding else end
        at = bisect_left(ordered, (stop, 0))
        for following in ordered[at : at + FOLLOWING]:
            if _NEW_PARAGRAPH.search(text, stop, following[0]):
                break
            stop = following[1]
        if found and begin <= found[-1][1]:
            found[-1] = (min(begin, found[-1][0]), max(stop, found[-1][1]))
        else:
            found.append((begin, stop))
    return tuple(found)
