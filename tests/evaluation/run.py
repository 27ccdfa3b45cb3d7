"""How a run of the evaluation is asked for: how many cases, drawn by which seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Case = TypeVar("Case")


@dataclass(frozen=True, slots=True)
class Run:
    """``cases`` is the most that a topic takes of each of its sets, ``pages`` of a long document, ``pieces`` of the
    baseline's to time (0: all)."""

    cases: int = 0
    pages: int = 0
    pieces: int = 0
    seed: int = 7

    def sample(self, cases: Sequence[Case]) -> list[Case]:
        """At most so many cases, drawn by the seed, in their own order."""
        if not self.cases or len(cases) <= self.cases:
            return list(cases)
        chosen = random.Random(self.seed).sample(range(len(cases)), self.cases)
        return [cases[index] for index in sorted(chosen)]

    def drawn(self, cases: Sequence[Case]) -> list[Case]:
        """The same cases in an order drawn by the seed, so that the first ones are a fair sample, too."""
        chosen = self.sample(cases)
        return random.Random(self.seed).sample(chosen, len(chosen))
