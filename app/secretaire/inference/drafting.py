"""Guessing what a text goes on with, so that one step can verify several tokens: prompt lookup (Saxena 2023).

Summaries, quotes and rewrites copy from their prompt: when the last tokens occurred before, what followed them then is
guessed. The model's own choice at every place decides, so what is written does not change; guesses are made only where
their measured acceptance and the measured time of a larger step make it faster. Pure, no llama.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

LENGTH = 3
"""How many tokens must have occurred before."""
MOST_GUESSES = 8
WORTH_IT = 1.1
"""How many times more tokens a second a guess must promise."""
PRIOR, WEIGHT, RECOVERY = 0.6, 0.25, 0.01
"""The acceptance that is assumed at first, how much one step says of it, and how fast doubt is forgotten."""


class StepTimes(Protocol):
    """Knows how long a step of so many tokens takes."""

    def step_s(self, tokens: int) -> float: ...


class Lookup:
    """Where each run of tokens of one request was last seen, and how well guesses did there."""

    def __init__(self) -> None:
        self._after: dict[tuple[int, ...], int] = {}
        self._known = 0
        self._acceptance = PRIOR

    def guess(self, tokens: Sequence[int], most: int, times: StepTimes) -> list[int]:
        """What may follow ``tokens``; [] where nothing is found or it would not be faster."""
        self._learn(tokens)
        place = self._after.get(tuple(tokens[-LENGTH:]))
        if place is None or most < 1:
            return []
        count = min(_worthwhile(self._acceptance, times), most)
        if not count:
            self._acceptance += RECOVERY * (PRIOR - self._acceptance)
        return list(tokens[place : place + count])

    def verified(self, guessed: int, accepted: int) -> None:
        """So many of the guesses were right, from the first on."""
        right = 1.0 if accepted == guessed else accepted / (accepted + 1)
        self._acceptance += WEIGHT * (right - self._acceptance)

    def _learn(self, tokens: Sequence[int]) -> None:
        # The last run is learnt one token later: it must not be found as its own past.
        for end in range(max(LENGTH, self._known), len(tokens)):
            self._after[tuple(tokens[end - LENGTH : end])] = end
        self._known = len(tokens)


def _worthwhile(acceptance: float, times: StepTimes) -> int:
    """How many guesses promise most tokens a second; 0 where none promise enough more."""
    single = times.step_s(1)
    if single <= 0:
        return 0
    best, best_gain, expected = 0, WORTH_IT, 1.0
    for count in range(1, MOST_GUESSES + 1):
        expected += acceptance**count
        gain = expected * single / times.step_s(1 + count)
        if gain > best_gain:
            best, best_gain = count, gain
    return best
