"""The kinds of summary, as data: which groups of points each has, how many, and what their evidence must hold."""

from __future__ import annotations

from dataclasses import dataclass

from secretaire.tasks.language.cues import Cue

LENGTHS = {"short": 0.6, "medium": 1.0, "long": 1.8}
"""What a length does to a kind's number of points."""
MOST_SENTENCES = 40
SECTION = "section"
"""The one group of a kind that goes section by section."""


@dataclass(frozen=True, slots=True)
class Group:
    """Points under one heading. ``name`` is "" (no heading) or a code whose words are ``group.<name>``.

    ``cues``: one of them must be in the evidence; none: any will do. ``without``: none of these may be. ``names``:
    whether all names that the documents tell stand behind its points. ``points`` is for a medium length.
    """

    name: str
    points: int
    cues: frozenset[Cue] = frozenset()
    without: frozenset[Cue] = frozenset()
    names: bool = False

    @property
    def opens(self) -> bool:
        """Whether a document tells it at its beginning; risks, dates and decisions stand anywhere."""
        return not self.cues or Cue.PURPOSE in self.cues


@dataclass(frozen=True, slots=True)
class Kind:
    """``groups`` stand in the order in which they are read. ``flowing``: one paragraph rather than a list."""

    groups: tuple[Group, ...]
    flowing: bool = False

    @property
    def by_section(self) -> bool:
        """Whether each section of the document has its own heading and points."""
        return self.groups[0].name == SECTION


def _group(name: str, points: int, *cues: Cue) -> Group:
    return Group(name, points, frozenset(cues))


KINDS: dict[str, Kind] = {
    "brief": Kind((_group("", 5),)),
    "key-points": Kind((_group("", 9),)),
    "executive-note": Kind(
        (
            _group("purpose", 1, Cue.PURPOSE),
            _group("main", 4),
            _group("decisions", 3, Cue.DECISION),
            _group("risks", 3, Cue.RISK, Cue.DEADLINE),
        )
    ),
    "abstract": Kind((_group("", 6),), flowing=True),
    "actions": Kind(
        (
            _group("actions", 6, Cue.DUTY),
            _group("dates", 4, Cue.DATE, Cue.DEADLINE),
            # What somebody has to do is an action, whoever is named in it.
            Group("people", 4, frozenset({Cue.PERSON}), frozenset({Cue.DUTY}), names=True),
        )
    ),
    "sections": Kind((_group(SECTION, 1),)),
}


def sized(points: int, length: str) -> int:
    """A group's number of points at a length."""
    return max(1, round(points * LENGTHS.get(length, 1.0)))


def shared_out(kind: Kind, length: str) -> list[int]:
    """How many points each group gets: by the length, or by the number of sentences wanted in all, where it is one.

    Every group keeps one point as long as there are enough, the first ones before the last.
    """
    if not length.isdecimal():
        return [sized(group.points, length) for group in kind.groups]
    wanted, whole = int(length), sum(group.points for group in kind.groups)
    counts = [1] * len(kind.groups)
    while sum(counts) < wanted:  # the group that is furthest behind its share
        lacks = [group.points / whole - count / wanted for group, count in zip(kind.groups, counts, strict=True)]
        counts[lacks.index(max(lacks))] += 1
    while sum(counts) > wanted:
        counts[max(place for place, count in enumerate(counts) if count)] -= 1
    return counts
