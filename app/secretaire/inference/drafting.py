"""Guessing what a text goes on with, so that one step can verify several tokens (speculative decoding).

Two ways: prompt lookup (Saxena 2023), here, since summaries, quotes and rewrites copy from their prompt: when the last
tokens occurred before, what followed them then is guessed; and a small model that drafts for the large one (Leviathan
et al. 2023), ``draft_model``. The model's own choice at every place decides, so what is written does not change;
guesses are made only where their measured acceptance and the measured times make it faster. Pure, no llama.cpp.
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


class Guesser(Protocol):
    """A way to guess."""

    def guess(self, tokens: Sequence[int], most: int, times: StepTimes) -> list[int]:
        """What may follow ``tokens``; [] where nothing is found or it would not be faster."""

    def verified(self, guessed: int, accepted: int) -> None:
        """So many of the guesses were right, from the first on."""


class Odds:
    """How well guesses have done, and how many of them promise to be worth it now."""

    def __init__(self) -> None:
        self._acceptance = PRIOR

    def verified(self, guessed: int, accepted: int) -> None:
        """So many of the guesses were right, from the first on."""
        right = 1.0 if accepted == guessed else accepted / (accepted + 1)
        self._acceptance += WEIGHT * (right - self._acceptance)

    def worthwhile(self, times: StepTimes, guess_s: float = 0.0) -> int:
        """How many guesses, each of which takes ``guess_s`` to make, promise most tokens a second; 0 where none
        promise enough more.
        """
        single = times.step_s(1)
        best, best_gain, expected = 0, WORTH_IT, 1.0
        for count in range(1, MOST_GUESSES + 1) if single > 0 else ():
            expected += self._acceptance**count
            gain = expected * single / (times.step_s(1 + count) + count * guess_s)
            if gain > best_gain:
                best, best_gain = count, gain
        if not best:
            self._acceptance += RECOVERY * (PRIOR - self._acceptance)
        return best


class Lookup:
    """Where each run of tokens of one request was last seen."""

    def __init__(self) -> None:
        self._after: dict[tuple[int, ...], int] = {}
        self._known = 0
        self._odds = Odds()

    def guess(self, tokens: Sequence[int], most: int, times: StepTimes) -> list[int]:
        """See ``Guesser``."""
        self._learn(tokens)
        place = self._after.get(tuple(tokens[-LENGTH:]))
        if place is None or most < 1:
            return []
        return list(tokens[place : place + min(self._odds.worthwhile(times), most)])

    def verified(self, guessed: int, accepted: int) -> None:
        """See ``Guesser``."""
        self._odds.verified(guessed, accepted)

    def _learn(self, tokens: Sequence[int]) -> None:
        # The last run is learnt one token later: it must not be found as its own past.
        for end in range(max(LENGTH, self._known), len(tokens)):
            self._after[tuple(tokens[end - LENGTH : end])] = end
        self._known = len(tokens)
