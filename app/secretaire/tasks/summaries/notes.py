"""Thorough reading: every passage is given to the model, which writes a note of it that is checked against it.

The notes that pass stand for their passages when a summary's points are chosen; where a note fails its checks, the
passage's own sentence that matters most does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secretaire.documents.token_estimate import estimated_tokens
from secretaire.inference.interface import Engine
from secretaire.records import Span
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.evidence import Candidate, Point
from secretaire.tasks.finding.salience import salience_of, unit_vectors
from secretaire.tasks.summaries.phrasing import Manner, Phrased, phrase_points
from secretaire.tasks.summaries.wishes import Wish

MOST_MERGED = 4
MANY, STRETCH_TOKENS = 60, 480
"""Of more passages about so many tokens are read at once for a note."""


def passages_of(sentences: Sequence[Candidate], places: Sequence[Span]) -> list[Point]:
    """A point for each passage (by its place) that holds sentences: all of them, and which of them matters most.

    Of a long document passages that follow each other are read together: what is asked of each costs time, too.
    """
    salience = dict(zip(sentences, salience_of(sentences, unit_vectors(sentences)), strict=True))
    by_page: defaultdict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for sentence in sentences:
        by_page[sentence.span.extraction, sentence.span.page].append(sentence)
    stretches: list[list[Candidate]] = []
    for place in places:
        here = by_page[place.extraction, place.page]
        own = [each for each in here if place.start <= each.span.start and each.span.end <= place.end]
        if stretches and own and len(places) > MANY and _fit_together([*stretches[-1], *own]):
            stretches[-1] += own
        elif own:
            stretches.append(own)
    return [Point(max(own, key=salience.__getitem__), tuple(own)) for own in stretches]


def _fit_together(sentences: Sequence[Candidate]) -> bool:
    tokens = sum(estimated_tokens(each.text, each.language) for each in sentences)
    return tokens <= STRETCH_TOKENS and len({(each.document, each.language) for each in sentences}) == 1


def take_notes(points: Sequence[Point], wish: Wish, engine: Engine, cancel: Cancel) -> Iterator[Phrased]:
    """A note of each passage, in order. Raises Cancelled."""
    manner = Manner("note_passage", wish, begun=False)
    yield from phrase_points(points, engine, cancel, manner)


def as_sentences(points: Sequence[Point], notes: Sequence[Phrased]) -> dict[Candidate, Phrased]:
    """Each note as a sentence that points can be chosen from, where its evidence stands."""
    found: dict[Candidate, Phrased] = {}
    for point, note in zip(points, notes, strict=False):
        first = note.evidence[0] if note.evidence else point.chosen
        found.setdefault(replace(first, text=note.text), note)
    return found


def merged(point: Point, notes: dict[Candidate, Phrased]) -> Point:
    """What one sentence of several close notes is written from: the evidence of all of them, the chosen one's first."""
    chosen = notes[point.chosen]
    evidence = dict.fromkeys(chosen.evidence)
    for other in point.evidence:
        evidence.update(dict.fromkeys(notes[other].evidence[:1]))
    kept = tuple(list(evidence)[:MOST_MERGED])
    return Point(kept[0], kept)
