"""A figure with its number of cases and its 95 % interval: Wilson's for a share, a bootstrap for a ratio or a mean."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

RESAMPLES = 2000
LEAST_CASES = 25
"""Fewer say nothing of a bar (one alone is a run by the clock). All texts with a reference are 27."""
Z = 1.959964
Case = TypeVar("Case")
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of docs/evaluation.json.

    ``value`` is what is held against the bar (``at_least`` or ``at_most``; None where there is none), ``told`` what it
    is made of, in words. ``model`` and ``sha256`` name the model's file, "" where none is asked.
    """

    name: str
    value: float
    interval: Interval
    n: int
    told: str
    topic: str = ""
    at_least: float | None = None
    at_most: float | None = None
    model: str = ""
    sha256: str = ""
    command: str = ""
    seed: int = 0
    machine: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the value itself reaches its bar; None without one, or on too few cases to say."""
        if 1 < self.n < LEAST_CASES:
            return None
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


def wilson(hits: int, n: int) -> Interval:
    """The 95 % interval of a share (Wilson 1927); the whole range where nothing was counted."""
    if not n:
        return 0.0, 1.0
    share, square = hits / n, Z * Z / n
    centre = (share + square / 2) / (1 + square)
    half = Z * math.sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)


def bootstrap(cases: Sequence[Case], statistic: Callable[[Sequence[Case]], float]) -> Interval:
    """The 95 % interval of a statistic over cases drawn anew, by percentiles, with a fixed seed."""
    chance = random.Random(1)
    drawn = sorted(statistic(chance.choices(cases, k=len(cases))) for _ in range(RESAMPLES))
    return round(drawn[int(0.025 * RESAMPLES)], 4), round(drawn[int(0.975 * RESAMPLES) - 1], 4)


def share(
    name: str, hits: int, n: int, told: str = "", *, at_least: float | None = None, at_most: float | None = None
) -> Figure:
    """The figure of a share of cases."""
    value = round(hits / n, 4) if n else 0.0
    words = f"{hits} of {n}" + (f"; {told}" if told else "")
    return Figure(name, value, wilson(hits, n), n, words, at_least=at_least, at_most=at_most)


def ratio_of_means(pairs: Sequence[tuple[float, float]]) -> float:
    """The first sides' mean by the second sides'; infinite where these are all zero."""
    ours, theirs = (sum(pair[side] for pair in pairs) for side in (0, 1))
    return ours / theirs if theirs else (math.inf if ours else 1.0)


def ratio(
    name: str,
    pairs: Sequence[tuple[float, float]],
    told: str = "",
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """The figure of ours by the baseline's over the same cases, (ours, baseline) each."""
    means = [sum(pair[side] for pair in pairs) / max(1, len(pairs)) for side in (0, 1)]
    words = f"{means[0]:.3g} against {means[1]:.3g}" + (f"; {told}" if told else "")
    value = round(ratio_of_means(pairs), 4)
    return Figure(name, value, bootstrap(pairs, ratio_of_means), len(pairs), words, at_least=at_least, at_most=at_most)
