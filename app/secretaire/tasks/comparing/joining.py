"""Sentences that were split or merged between two versions: one side's two are compared with the other side's one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from secretaire.tasks.comparing.closeness import Pair
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import fold

NEARER = 0.08
"""How much nearer (difflib's ratio of words) two sentences together must be to the other side than one of them."""
_WORDS = re.compile(r"\w+")


class Joining:
    """Takes sentences that are left over beside those of pairs into these; ``taken`` are the places that went in."""

    def __init__(
        self,
        old: Sequence[Candidate],
        new: Sequence[Candidate],
        left_old: Collection[int],
        left_new: Collection[int],
        pairs: Sequence[Pair],
    ) -> None:
        self._texts = old, new
        self._left = [set(left) - {pair[side] for pair in pairs} for side, left in enumerate((left_old, left_new))]
        self.taken: tuple[set[int], set[int]] = set(), set()

    def sides(self, pair: Pair) -> tuple[Candidate, Candidate]:
        """Both sides of a pair, with the sentences beside them that belong to it."""
        sides = [self._texts[side][pair[side]] for side in (0, 1)]
        for side in (0, 1):
            for place in self._beside(side, pair[side]):
                with_it = _together(sides[side], self._texts[side][place])
                other = sides[1 - side]
                if with_it is not None and _ratio(with_it, other) >= _ratio(sides[side], other) + NEARER:
                    sides[side] = with_it
                    self._left[side].discard(place)
                    self.taken[side].add(place)
        return sides[0], sides[1]

    def _beside(self, side: int, place: int) -> Iterator[int]:
        """The places directly before and behind that are left over."""
        yield from (each for each in (place - 1, place + 1) if each in self._left[side])


def _together(one: Candidate, other: Candidate) -> Candidate | None:
    """Two sentences as one, in their order, where they stand on one page, or on two that follow each other."""
    first, last = sorted((one, other), key=lambda each: (each.span.page, each.span.start))
    text = f"{first.text} {last.text}"
    if first.span.page == last.span.page:
        return replace(first, text=text, span=replace(first.span, end=last.span.end), rest=last.rest)
    if last.span.page == first.span.page + 1 and first.rest is None and last.rest is None:
        return replace(first, text=text, rest=last.span)
    return None


def _ratio(one: Candidate, other: Candidate) -> float:
    first, second = (_WORDS.findall(fold(each.text)) for each in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
