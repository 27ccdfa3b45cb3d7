"""How everything is measured: two sides alternate A B A B in one run; the median ratio with its 95 % interval."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 9
RESAMPLES = 5000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of build/bench.json. ``ratio`` is above 1 where ours is better; ``met``: it reaches ``bar``."""

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
        runs=runs,
    )


def _interval(ratios: list[float]) -> tuple[float, float]:
    """The 95 % interval of the median, by bootstrap with a fixed seed."""
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES))
    return round(medians[int(0.025 * RESAMPLES)], 3), round(medians[int(0.975 * RESAMPLES)], 3)
