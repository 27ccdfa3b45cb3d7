"""How long steps take, by measurement: how many threads a small one should use, how much of a prompt fits a time.

A step of a few tokens is a few hundred short parallel sections. When another program holds a core, threads wait for
each other at every one of them: two threads beside one busy program on two cores fell from 137 to 17 tokens/s, one
thread stayed at 135 (measured). So when steps turn slow other numbers of threads are tried, and the fastest is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
"""What a further token in a small step costs, as a share of the first, until steps of that size were measured."""
_WEIGHT, _FORGET = 0.3, 1.0005
_FIRST_GUESS_S = 0.002


class Pace:
    """Remembers how long steps took; pure, so that it can be tested without weights."""

    def __init__(self, most_threads: int) -> None:
        self._choices = list(dict.fromkeys((most_threads, max(1, most_threads // 2), 1)))
        self._most = most_threads
        self._sizes: dict[int, _Size] = {}
        self._token_s = _FIRST_GUESS_S

    def threads(self, tokens: int) -> int:
        """Threads for the next step."""
        if tokens >= LARGE_STEP or len(self._choices) == 1:
            return self._most
        size = self._size(tokens)
        size.steps += 1
        least = min(self._choices, key=size.tries.__getitem__)
        if size.tries[least] < TRIED:
            return least
        slow = size.mean_s[size.best] > SLOW * size.best_s
        every = TRY_EVERY if slow else TRY_ANYWAY if size.best == self._most else RETURN_EVERY
        if size.steps % every == 0:
            others = [choice for choice in self._choices if choice != size.best]
            return others[size.steps // every % len(others)]
        return size.best

    def took(self, tokens: int, threads: int, seconds: float) -> None:
        """A step took so long."""
        if tokens >= LARGE_STEP:
            self._token_s += _WEIGHT * (seconds / tokens - self._token_s)
        else:
            self._size(tokens).took(threads, seconds / _cost(tokens))

    def step_s(self, tokens: int) -> float:
        """How long a step of so many tokens should take, in seconds; 0 while nothing is known."""
        if tokens >= LARGE_STEP:
            return tokens * self._token_s
        known = self._sizes.get(tokens.bit_length()) or self._sizes.get(1)
        return known.mean_s[known.best] * _cost(tokens) if known is not None and known.mean_s else 0.0

    def tokens_within(self, seconds: float, least: int = LARGE_STEP) -> int:
        """How much of a prompt can be computed in a time."""
        return max(least, int(seconds / self._token_s))

    def _size(self, tokens: int) -> _Size:
        """What is known of steps of about this many tokens: 1, 2 to 3, 4 to 7 …"""
        return self._sizes.setdefault(tokens.bit_length(), _Size(dict.fromkeys(self._choices, 0)))


@dataclass(slots=True)
class _Size:
    """Steps of one size: how often each number of threads was tried, how long a step took with it (for one token)."""

    tries: dict[int, int]
    mean_s: dict[int, float] = field(default_factory=dict)
    best: int = 0
    best_s: float = float("inf")
    steps: int = 0

    def took(self, threads: int, single_s: float) -> None:
        before = self.mean_s.get(threads, single_s)
        self.mean_s[threads] = before + _WEIGHT * (single_s - before)
        self.tries[threads] += 1
        self.best_s = min(self.best_s * _FORGET, single_s)
        self.best = min(self.mean_s, key=self.mean_s.__getitem__)


def _cost(tokens: int) -> float:
    """A small step's length in steps of one token, by a rule of thumb: only steps of like size are compared by it."""
    return 1 + FURTHER_TOKEN * (tokens - 1)
