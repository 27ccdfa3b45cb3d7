"""Which points a summary has, and under which heading each stands: groups filled by cues, or section by section."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from secretaire.documents.passages import JOINT
from secretaire.tasks.finding.evidence import Candidate, Choice, Point, choose_points, in_order
from secretaire.tasks.finding.salience import leans
from secretaire.tasks.language.cues import Cue, holds
from secretaire.tasks.summaries.summary_kinds import Group, Kind, shared_out, sized
from secretaire.tasks.summaries.wishes import Wish

MOST_SECTIONS, LEAST_SECTIONS = 24, 2
FEW = 6
"""A section gets a second sentence when it has more sentences than this."""
MOST_IN_ONE = 0.8
MOST_SAID, FEWEST = 0.4, 3
"""The share of a document's sentences that are main points at most, and their least number: a letter of twelve
sentences has no nine of them."""
WITHOUT_SECTIONS = 9
"""The points of a summary by sections of a document that has none."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A point and its heading: "" for none, ``group.<name>`` for one of the kind's, else a heading of the document."""

    point: Point
    group: str = ""


def plan(sentences: Sequence[Candidate], kind: Kind, length: str, wish: Wish) -> list[Planned]:
    """A kind's points in the order in which they are read; groups whose cues no sentence holds stay empty.

    Of what may stand in another group too a group takes half at most, so that a short text fills several; what none
    took then goes to those that have room.
    """
    if kind.by_section:
        return _by_section(sentences, length, wish)
    filled: dict[str, list[Point]] = {}
    taken: frozenset[Candidate] = frozenset()
    # Those that want what is rare choose first, so that the others don't take it from them; the main points last.
    for group, count in sorted(
        zip(kind.groups, shared_out(kind, length), strict=True), key=lambda pair: (fitting(pair[0], sentences), pair[1])
    ):
        wanted = min(count, _share(group, kind, sentences))
        if not group.cues and not length.isdecimal():
            wanted = min(wanted, max(FEWEST, math.ceil(MOST_SAID * len(sentences))))
        choice = Choice(wish, _standing(group, sentences), taken, opening=group.opens)
        filled[group.name] = choose_points(sentences, wanted, choice) if wanted else []
        taken |= {each for point in filled[group.name] for each in point.evidence}
    for group, count in zip(kind.groups, shared_out(kind, length), strict=True):
        room = count - len(filled[group.name]) if group.cues and not length.isdecimal() else 0
        added = choose_points(sentences, room, Choice(wish, _fitting(group), taken)) if room else []
        filled[group.name] = in_order([*filled[group.name], *added])
        taken |= {each for point in added for each in point.evidence}
    return [
        Planned(point, f"group.{group.name}" if group.name else "")
        for group in kind.groups
        for point in filled[group.name]
    ]


def _share(group: Group, kind: Kind, sentences: Sequence[Candidate]) -> int:
    """How many sentences a group may take: its own, and half of those that another group wants, too."""
    fits = _fitting(group)
    if fits is None:
        return len(sentences)
    others = [other for each in kind.groups if each is not group and (other := _fitting(each)) is not None]
    own = [sentence for sentence in sentences if fits(sentence)]
    wanted_too = sum(any(other(sentence) for other in others) for sentence in own)
    return len(own) - wanted_too // 2


def fitting(group: Group, sentences: Sequence[Candidate]) -> int:
    """How many sentences may stand in a group."""
    fits = _fitting(group)
    return len(sentences) if fits is None else sum(map(fits, sentences))


def _fitting(group: Group) -> Callable[[Candidate], bool] | None:
    if not group.cues:
        return None
    return lambda sentence: _fits(group, sentence)


def _fits(group: Group, sentence: Candidate) -> bool:
    """Whether a sentence holds what a group is about; what is to be done is listed, or stands in a table of tasks."""
    if sentence.form != "sentence" and Cue.DUTY in group.cues:
        return True
    return (
        sentence.form != "task"
        and any(holds(cue, sentence.text, sentence.language) for cue in group.cues)
        and not any(holds(cue, sentence.text, sentence.language) for cue in group.without)
    )


def _standing(group: Group, sentences: Sequence[Candidate]) -> Callable[[Candidate], bool]:
    """The same for a choice: what leans on the sentence before it ("It must …") only where nothing else fits; no row of
    a table among the main points."""
    fits = _fitting(group)
    if fits is None:
        return lambda sentence: sentence.form != "task"
    if all(leans(each.text, each.language) for each in sentences if fits(each)):
        return fits
    return lambda sentence: fits(sentence) and not leans(sentence.text, sentence.language)


def _by_section(sentences: Sequence[Candidate], length: str, wish: Wish) -> list[Planned]:
    sections = top_sections(sentences)
    if len(sections) < LEAST_SECTIONS:
        count = int(length) if length.isdecimal() else sized(WITHOUT_SECTIONS, length)
        return [Planned(point) for point in choose_points(sentences, count, Choice(wish))]
    largest = sorted(sections, key=lambda title: -len(sections[title]))[: _sections_wanted(length)]
    each = 1 if length == "short" or length.isdecimal() else 2
    return [
        Planned(point, title)
        for title, own in sections.items()
        if title in largest
        for point in choose_points(own, min(each, -(-len(own) // FEW)), Choice(wish))
    ]


def _sections_wanted(length: str) -> int:
    return int(length) if length.isdecimal() else sized(MOST_SECTIONS, "medium" if length == "short" else length)


def top_sections(sentences: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    """The sentences of each top section, by its heading, in reading order; what stands under none is left out.

    A title above everything else is none: of each document the outermost headings count of which there are several.
    """
    found: dict[str, list[Candidate]] = {}
    documents = list(dict.fromkeys(sentence.document for sentence in sentences))
    for document in documents:
        own = [sentence for sentence in sentences if sentence.document == document]
        depth = _depth([sentence.section.split(JOINT) for sentence in own if sentence.section])
        for sentence in own:
            path = sentence.section.split(JOINT)
            if len(path) > depth and path[depth].strip():
                found.setdefault(path[depth].strip(), []).append(sentence)
    return found


def _depth(paths: Sequence[Sequence[str]]) -> int:
    """How deep the outermost headings lie that share the text among them, none having more than most of it."""
    for depth in range(max(map(len, paths), default=0)):
        counted = Counter(path[depth] for path in paths if len(path) > depth)
        if counted and max(counted.values()) <= MOST_IN_ONE * len(paths):
            return depth
    return 0
