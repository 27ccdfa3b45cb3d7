"""Which sequence of the context holds which cells: pure bookkeeping, no llama.cpp.

A cell of the KV cache may belong to several sequences (a shared prefix is copied by reference, never recomputed), and
is free again when the last of them lets go. What a sequence holds was computed under one adapter set; only requests
with the same set may share it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

Adapters = tuple[tuple[str, float], ...]
"""The adapters a token is computed under, each with its scale, in one order."""


@dataclass(slots=True)
class Held:
    """What a sequence holds: tokens and, one each, the cells they are in."""

    tokens: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    adapters: Adapters = ()
    last_used: int = 0


class Cells:
    """The cells of one context. Invariant: ``live`` never passes ``capacity``; the caller asks for ``free`` first."""

    def __init__(self, capacity: int, sequences: int) -> None:
        self.capacity = capacity
        self.held = [Held() for _ in range(sequences)]
        self._owners: dict[int, int] = {}
        self._numbers = itertools.count()

    @property
    def live(self) -> int:
        """How many cells any sequence holds."""
        return len(self._owners)

    def extend(self, sequence: int, tokens: Sequence[int]) -> None:
        """Tokens were computed at the end of a sequence."""
        fresh = [next(self._numbers) for _ in tokens]
        held = self.held[sequence]
        held.tokens += tokens
        held.cells += fresh
        self._owners |= dict.fromkeys(fresh, 1)

    def keep(self, sequence: int, length: int) -> None:
        """Let go of what a sequence holds behind its first ``length`` tokens."""
        held = self.held[sequence]
        for cell in held.cells[length:]:
            self._owners[cell] -= 1
            if not self._owners[cell]:
                del self._owners[cell]
        del held.cells[length:], held.tokens[length:]

    def share(self, source: int, target: int, length: int) -> None:
        """Let ``target`` hold exactly the first ``length`` cells of ``source``."""
        if source == target:
            self.keep(target, length)
            return
        self.keep(target, 0)
        giving, taking = self.held[source], self.held[target]
        taking.tokens, taking.cells = giving.tokens[:length], giving.cells[:length]
        taking.adapters = giving.adapters
        for cell in taking.cells:
            self._owners[cell] += 1

    def longest_prefix(self, tokens: Sequence[int], adapters: Adapters) -> tuple[int, int]:
        """The sequence that holds most of a request's beginning, and how many tokens of it; (-1, 0) where none does."""
        best, most = -1, 0
        for number, held in enumerate(self.held):
            if held.adapters == adapters and held.tokens[:1] == tokens[:1]:
                length = common_prefix(held.tokens, tokens)
                if length > most:
                    best, most = number, length
        return best, most


def common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """The length of the longest common prefix; a few comparisons of slices rather than one of each pair."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
