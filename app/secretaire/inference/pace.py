"""How many threads a small decode step should use: measured, not guessed.

A step of a few tokens is a few hundred short parallel sections. When another program holds a core, threads wait for
each other at every one of them: two threads beside one busy program on two cores fell from 137 to 17 tokens/s, one
thread stayed at 135 (measured). So the choice that was fastest of late is used, and the others are tried now and then.
"""

from __future__ import annotations

LARGE_STEP = 32
"""From so many tokens on, all threads are always worth it."""
TRY_EVERY, TRY_FOR = 128, 2
_WEIGHT = 0.5


class Pace:
    """Remembers how long steps took with each number of threads; pure, so that it can be tested without weights."""

    def __init__(self, most: int) -> None:
        self._choices = list(dict.fromkeys((most, max(1, most // 2), 1)))
        self._most = most
        self._mean_s: dict[int, float] = {}
        self._steps = 0

    def threads(self, tokens: int) -> int:
        """Threads for the next step."""
        if tokens >= LARGE_STEP or len(self._choices) == 1:
            return self._most
        self._steps += 1
        unknown = [choice for choice in self._choices if choice not in self._mean_s]
        if unknown:
            return unknown[0]
        best = min(self._choices, key=self._mean_s.__getitem__)
        if self._steps % TRY_EVERY < TRY_FOR:
            others = [choice for choice in self._choices if choice != best]
            return others[self._steps // TRY_EVERY % len(others)]
        return best

    def took(self, tokens: int, threads: int, seconds: float) -> None:
        """A step took so long."""
        if tokens >= LARGE_STEP:
            return
        a_token_s = seconds / (1 + (tokens - 1) / 4)  # eight sequences cost about three single steps
        before = self._mean_s.get(threads, a_token_s)
        self._mean_s[threads] = before + _WEIGHT * (a_token_s - before)
