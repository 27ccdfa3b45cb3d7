"""How everything is measured: two sides alternate A B A B in one run; the median ratio with its 95 % interval.

Ratios are always turned so that more is better: speeds are divided ours by baseline, times baseline by ours. A bar that
is written as "at most 2.5 times" is then "at least 0.4", and a limit in milliseconds is a baseline that never varies.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RUNS = 9
RESAMPLES = 5000
LEAST_PER_CENT = 0.01
"""What a share without errors counts as, so that there is a ratio."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of build/bench.json. ``ratio`` is above 1 where ours is better; ``met``: its interval reaches ``bar``.

    ``settings`` are those that both sides ran with; ``topic`` is the module that measured it, ``model`` the model's id
    where one was used.
    """

    name: str
    ours: float
    baseline: float
    unit: str
    ratio: float
    interval: tuple[float, float]
    bar: float | None
    met: bool | None
    runs: int
    command: str = "make bench"
    machine: str = ""
    settings: str = ""
    topic: str = ""
    model: str = ""


def compare(
    name: str,
    ours: Callable[[], float],
    baseline: Callable[[], float],
    *,
    unit: str,
    higher_is_better: bool,
    bar: float | None,
    runs: int = RUNS,
) -> Row:
    """Measure two sides in alternation, after one unmeasured run of each."""
    ours()
    baseline()
    pairs = [(ours(), baseline()) for _ in range(runs)]
    return summarise(name, pairs, unit=unit, higher_is_better=higher_is_better, bar=bar)


def summarise(
    name: str,
    pairs: Sequence[tuple[float, float]],
    *,
    unit: str,
    higher_is_better: bool,
    bar: float | None,
    settings: str = "",
    model: str = "",
) -> Row:
    """The row of pairs (ours, baseline) that were measured in alternation."""
    ratios = [one / other if higher_is_better else other / one for one, other in pairs]
    interval = _interval(ratios)
    return Row(
        name=name,
        ours=round(statistics.median(one for one, _ in pairs), 4),
        baseline=round(statistics.median(other for _, other in pairs), 4),
        unit=unit,
        ratio=round(statistics.median(ratios), 3),
        interval=interval,
        bar=bar,
        met=None if bar is None else interval[1] >= bar,
        runs=len(pairs),
        settings=settings,
        model=model,
    )


def error_share(name: str, parts: Sequence[tuple[int, int]], *, limit: float, unit: str, settings: str = "") -> Row:
    """Per cent of errors among all of the parts (errors, of how many), against the most that is allowed.

    The interval is told by parts drawn anew. Nothing here is timed, so the ratio itself has to reach the bar.
    """
    rate = _per_cent(parts)
    chance = random.Random(1)
    rates = sorted(_per_cent(chance.choices(parts, k=len(parts))) for _ in range(RESAMPLES))
    high, low = rates[int(0.975 * RESAMPLES)], rates[int(0.025 * RESAMPLES)]
    return Row(
        name=name,
        ours=round(rate, 3),
        baseline=limit,
        unit=unit,
        ratio=round(limit / rate, 3),
        interval=(round(limit / high, 3), round(limit / low, 3)),
        bar=1.0,
        met=rate <= limit,
        runs=len(parts),
        settings=settings,
    )


def _per_cent(parts: Sequence[tuple[int, int]]) -> float:
    return max(LEAST_PER_CENT, 100 * sum(errors for errors, _ in parts) / max(1, sum(count for _, count in parts)))


def percentile(values: Sequence[float], share: float) -> float:
    """A percentile by linear interpolation between the two nearest values; ``share`` from 0 to 1."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def _interval(ratios: list[float]) -> tuple[float, float]:
    """The 95 % interval of the median, by bootstrap with a fixed seed."""
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES))
    return round(medians[int(0.025 * RESAMPLES)], 3), round(medians[int(0.975 * RESAMPLES)], 3)
