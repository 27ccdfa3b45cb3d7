"""How close sentences of two texts are: which of them are about the same, and may be versions of each other. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.salience import unit_vectors
from secretaire.tasks.language.digits import NUMBER, in_digits
from secretaire.tasks.language.units import UNITS

COMMON = 0.2
LEAST_COMMON = 12
"""A word in more than this share of the sentences, and in more than so many, brings none together."""
_FIGURE = re.compile(rf"(?:{NUMBER.pattern})(?:[\s-]*(?:{'|'.join(UNITS.values())}))?", re.IGNORECASE)
Pair = tuple[int, int]


class Closeness:
    """Which sentences of two texts are about the same: tf-idf vectors over their words, figures left out."""

    def __init__(self, old: Sequence[Candidate], new: Sequence[Candidate]) -> None:
        vectors = unit_vectors([replace(piece, text=_without_figures(piece)) for piece in (*old, *new)])
        self._old, self._new = vectors[: len(old)], vectors[len(old) :]

    def paired(self, old: Sequence[int], new: Sequence[int], least: float) -> list[Pair]:
        """Pairs of places at least so close, the closest first; each place is used once."""
        close = sorted(self._close(old, new, least), key=lambda each: (-each[0], abs(each[1] - each[2]), each[1]))
        taken_old: set[int] = set()
        taken_new: set[int] = set()
        pairs = []
        for _, one, other in close:
            if one not in taken_old and other not in taken_new:
                pairs.append((one, other))
                taken_old.add(one)
                taken_new.add(other)
        return sorted(pairs)

    def _close(self, old: Sequence[int], new: Sequence[int], least: float) -> Iterator[tuple[float, int, int]]:
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for place in new:
            for word in self._new[place]:
                holders[word].append(place)
        most = max(LEAST_COMMON, COMMON * len(new))
        for one in old:
            scores: defaultdict[int, float] = defaultdict(float)
            for word, weight in self._old[one].items():
                for other in holders[word] if len(holders[word]) <= most else ():
                    scores[other] += weight * self._new[other][word]
            yield from ((score, one, other) for other, score in scores.items() if score >= least)


def _without_figures(piece: Candidate) -> str:
    """A sentence without its numbers, in digits or words, and what they count: "half a year" and "six months" alike."""
    return _FIGURE.sub(" ", in_digits(piece.text, piece.language).text)
