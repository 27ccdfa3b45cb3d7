"""How long steps take, by measurement: how many threads a small one should use, how much of a prompt fits a time.

A step of a few tokens is a few hundred short parallel sections. When another program holds a core, threads wait for
each other at every one of them: two threads beside one busy program on two cores fell from 137 to 17 tokens/s, one
thread stayed at 135 (measured). So when steps turn slow other numbers of threads are tried, and the fastest is used.
"""

from __future__ import annotations

LARGE_STEP = 32
"""From so many tokens on, all threads are always worth it, and a token costs the same in every step."""
SLOW = 1.35
"""A step this many times as long as they were at their best makes other numbers of threads worth a try."""
TRIED = 3
"""How often each number of threads is tried at first."""
TRY_EVERY, TRY_ANYWAY = 8, 256
"""Every how many steps others are tried, while steps are slow and while they are not."""
RETURN_EVERY = 64
"""How often others are tried while fewer threads than all are the fastest: what kept a core may have ended."""
FURTHER_TOKEN = 0.3
"""What a further token in a small step costs, as a share of the first, until it has been measured."""
_WEIGHT, _FORGET = 0.3, 1.0005
_FIRST_GUESS_S = 0.002


class Pace:
    """Remembers how long steps took; pure, so that it can be tested without weights."""

    def __init__(self, most_threads: int) -> None:
        self._choices = list(dict.fromkeys((most_threads, max(1, most_threads // 2), 1)))
        self._most = most_threads
        self._mean_s: dict[int, float] = {}
        self._tries: dict[int, int] = dict.fromkeys(self._choices, 0)
        self._best_s = float("inf")
        self._steps = 0
        self._token_s = _FIRST_GUESS_S
        self._small_s: dict[int, float] = {}

    def threads(self, tokens: int) -> int:
        """Threads for the next step."""
        if tokens >= LARGE_STEP or len(self._choices) == 1:
            return self._most
        self._steps += 1
        least = min(self._choices, key=self._tries.__getitem__)
        if self._tries[least] < TRIED:
            return least
        best = min(self._choices, key=self._mean_s.__getitem__)
        slow = self._mean_s[best] > SLOW * self._best_s
        every = TRY_EVERY if slow else TRY_ANYWAY if best == self._most else RETURN_EVERY
        if self._steps % every == 0:
            others = [choice for choice in self._choices if choice != best]
            return others[self._steps // every % len(others)]
        return best

    def took(self, tokens: int, threads: int, seconds: float) -> None:
        """A step took so long."""
        if tokens >= LARGE_STEP:
            self._token_s += _WEIGHT * (seconds / tokens - self._token_s)
            return
        single_s = seconds / (1 + FURTHER_TOKEN * (tokens - 1))
        before = self._mean_s.get(threads, single_s)
        self._mean_s[threads] = before + _WEIGHT * (single_s - before)
        self._tries[threads] += 1
        self._best_s = min(self._best_s * _FORGET, single_s)
        if threads == min(self._mean_s, key=self._mean_s.__getitem__):
            known = self._small_s.get(tokens, seconds)
            self._small_s[tokens] = known + _WEIGHT * (seconds - known)

    def step_s(self, tokens: int) -> float:
        """How long a step of so many tokens should take, in seconds; 0 while nothing is known."""
        if tokens >= LARGE_STEP:
            return tokens * self._token_s
        if tokens in self._small_s:
            return self._small_s[tokens]
        single = self._small_s.get(1) or min(self._mean_s.values(), default=0.0)
        return single * (1 + FURTHER_TOKEN * (tokens - 1))

    def tokens_within(self, seconds: float, least: int = LARGE_STEP) -> int:
        """How much of a prompt can be computed in a time."""
        return max(least, int(seconds / self._token_s))
