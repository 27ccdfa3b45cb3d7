"""Evidence first: which sentences of a document matter, and which of them make one point.

``salience.py`` tells what matters; choice is maximal marginal relevance (Carbonell and Goldstein 1998), so points
differ and every part of the document has its chance. Pure, deterministic, no model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from secretaire.documents.note_marks import as_told
from secretaire.records import Page, Passage, Span
from secretaire.tasks.finding.crossing import Crossings, joined
from secretaire.tasks.finding.list_items import listed_statements
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.finding.salience import Vector, salience_of, unit_vectors
from secretaire.tasks.finding.table_rows import rows_of
from secretaire.tasks.language import no_points
from secretaire.tasks.language.sentence_form import is_address, is_sentence, lead_in
from secretaire.tasks.language.text_features import fold, language_of, stems
from secretaire.tasks.summaries.wishes import NO_WISH, Wish, pulls

HEAT, FINALISTS = 10_000, 6
"""Sentences that are compared with each other at once, and how many of them go on for each point that is wanted."""
COMPANIONS = 2
COMPANION_CLOSENESS = 0.3
NOVELTY = 0.75
ADDED_WORDS = 2
"""How many words of a sentence another piece of evidence must add to count as drawn on."""
MOST_BOILERPLATE = 0.25
"""The share of a document's sentences from which on they are its subject."""
UNDIVIDED = 3
"""The number of different headings up to which a document counts as one whole."""
NUMBER_LENGTH = 8
"""A tab behind so many characters parts cells; before that it stands behind a number."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be evidence. ``document`` is an id; ``position`` runs from 0 to 1 through it.

    ``rest`` is where it goes on, if it runs over a page's end, or what else it needs: a row's names of
    columns, an item's announcement.
    ``form``: an item of a list is told with its announcement; a task is a table's row, who does something by when.
    """

    document: str
    span: Span
    text: str
    section: str
    position: float
    language: str
    rest: Span | None = None
    form: Literal["sentence", "item", "task"] = "sentence"

    @property
    def places(self) -> tuple[Span, ...]:
        """Where it stands: in one place, or in two."""
        return (self.span,) if self.rest is None else (self.span, self.rest)


@dataclass(frozen=True, slots=True)
class Point:
    """Evidence for one sentence of a summary: the sentence that was chosen, and close ones, in document order."""

    chosen: Candidate
    evidence: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What points are chosen by: a reader's wish, what the sentences must hold, and which are used already.

    ``opening``: what opens a document goes first, unless there is a wish.
    """

    wish: Wish = NO_WISH
    fits: Callable[[Candidate], bool] | None = None
    taken: frozenset[Candidate] = field(default_factory=frozenset)
    opening: bool = True

    def allows(self, sentence: Candidate) -> bool:
        """Whether a sentence may begin a point."""
        return sentence not in self.taken and (self.fits is None or self.fits(sentence))


ANY = Choice()


def candidates(document: str, pages: Sequence[Page], passages: Sequence[Passage], language: str) -> list[Candidate]:
    """The whole sentences of a document's passages (so page furniture is out already), fragments left out.

    What is said twice in the same words counts once, at its first place; contents and lists of references are left out
    where there is anything else. What gives orders to a program is left out.
    """
    by_number = {page.number: page for page in pages}
    every = whole_pieces(document, pages, passages, language)
    found: dict[str, Candidate] = {}
    for piece in every:
        if "\t" in by_number[piece.span.page].text[piece.span.start + NUMBER_LENGTH : piece.span.end]:
            continue  # cells of a table read as one
        if is_sentence(piece.text, piece.language) and not is_quarantined(by_number[piece.span.page], piece.span):
            found.setdefault(fold(piece.text), piece)
    listed = _listed(document, pages, passages, language, list(found.values()))
    for piece in (*listed, *_tasks(document, pages, passages, language)):
        if not any(is_quarantined(by_number[place.page], place) for place in piece.places):
            found.setdefault(fold(piece.text), piece)
    of_contents = {page.number for page in pages if no_points.is_contents_page(page)}
    inside = [each for each in found.values() if each.span.page not in of_contents]
    points = [each for each in inside if no_points.weight(each.text, each.section, each.language)]
    ordered = sorted(points or found.values(), key=lambda each: (each.position, each.span.page, each.span.start))
    return _without_boilerplate(ordered)


def _listed(
    document: str, pages: Sequence[Page], passages: Sequence[Passage], language: str, known: Sequence[Candidate]
) -> Iterator[Candidate]:
    """What a document says in lists, item by item, where it is no whole sentence that is known."""
    if not passages:
        return
    for said in listed_statements(pages, passages[0].span.extraction, language):
        index = next((place for place, each in enumerate(passages) if _lies_in(said.lead, each.span)), None)
        if index is not None and not any(_lies_in(said.item, span) for each in known for span in each.places):
            own = language_of(said.text) or language
            position = index / max(1, len(passages) - 1)
            yield Candidate(document, said.item, said.text, passages[index].section, position, own, said.lead, "item")


def _lies_in(span: Span, within: Span) -> bool:
    return span.page == within.page and within.start <= span.start < within.end


def _tasks(document: str, pages: Sequence[Page], passages: Sequence[Passage], language: str) -> Iterator[Candidate]:
    """The rows of tables that tell who does something, and by when."""
    tasks = {page.number: [row for row in rows_of(page, page.language or language) if row.is_task] for page in pages}
    languages = {page.number: page.language or language for page in pages}
    for index, passage in enumerate(passages):
        within, own = passage.span, languages[passage.span.page]
        for row in tasks[within.page]:
            place = replace(within, start=row.start, end=row.end)
            if row.names and _lies_in(place, within):
                names = replace(within, start=row.names[0], end=row.names[1])
                position = index / max(1, len(passages) - 1)
                yield Candidate(document, place, f"{row.text}.", passage.section, position, own, names, "task")


def _without_boilerplate(sentences: Sequence[Candidate]) -> list[Candidate]:
    """Without addresses and notices, unless the document is about such things."""
    kept = [each for each in sentences if not no_points.is_boilerplate(each.text, each.language)]
    return kept if len(kept) >= (1 - MOST_BOILERPLATE) * len(sentences) else list(sentences)


def pieces(document: str, pages: Sequence[Page], passages: Sequence[Passage], language: str) -> Iterator[Candidate]:
    """Every sentence of a document's passages in reading order, list items and cells of tables too."""
    by_number = {page.number: page for page in pages}
    for index, passage in enumerate(passages):
        position = index / max(1, len(passages) - 1)
        page = by_number[passage.span.page]
        for span, text in _sentences(page, passage.span):
            own = language_of(text) or page.language or language  # a document may be in two languages
            yield Candidate(document, span, text, passage.section, position, own)


def whole_pieces(
    document: str, pages: Sequence[Page], passages: Sequence[Passage], language: str
) -> Iterator[Candidate]:
    """The same, each sentence that runs over a page's end once and whole, where it begins."""
    return joined(pieces(document, pages, passages, language), Crossings({document: pages}))


def _sentences(page: Page, within: Span) -> Iterator[tuple[Span, str]]:
    """The page's sentences that lie in a passage, without what stands before them; each begins with a capital."""
    addressed = False
    for start, end in page.sentences:
        if within.start <= start and end <= within.end:
            cleaned = as_told(page, start, end)
            text = cleaned.text.strip()
            skipped = lead_in(text)
            said = text[skipped:]
            if skipped or addressed:
                said = said[:1].upper() + said[1:]
            addressed = is_address(text)
            yield Span(within.extraction, within.page, cleaned.original(skipped, len(text))[0], end), said


def choose_points(sentences: Sequence[Candidate], count: int, choice: Choice = ANY) -> list[Point]:
    """At most ``count`` points, in document order, each with its evidence; no sentence is used twice.

    Very long documents are read in heats: each heat's best, with their evidence, go into the last one.
    """
    while len(sentences) > HEAT:
        heats = [sentences[start : start + HEAT] for start in range(0, len(sentences), HEAT)]
        sentences = [
            each for heat in heats for point in _choose(heat, FINALISTS * count, choice) for each in point.evidence
        ]
    return _choose(sentences, count, choice)


def _choose(sentences: Sequence[Candidate], count: int, choice: Choice) -> list[Point]:
    vectors = unit_vectors(sentences)
    salience = _wished(sentences, vectors, choice)
    allowed = [choice.allows(sentence) for sentence in sentences]
    chosen: list[int] = []
    closest = [0.0] * len(sentences)
    part_of = _parts(sentences, count)
    parts: Counter[tuple[str, int]] = Counter()
    while len(chosen) < min(count, sum(allowed)):
        worth = [
            salience[i] * (1 - NOVELTY * closest[i]) / (1 + 0.5 * parts[part_of[i]]) if allowed[i] else -1.0
            for i in range(len(sentences))
        ]
        for taken in chosen:
            worth[taken] = -1.0
        best = max(range(len(sentences)), key=worth.__getitem__)
        if worth[best] <= 0:
            break
        chosen.append(best)
        parts[part_of[best]] += 1
        for i, vector in enumerate(vectors):
            closest[i] = max(closest[i], _cosine(vector, vectors[best]))
    used = {i for i, sentence in enumerate(sentences) if sentence in choice.taken}
    return _with_companions(sentences, vectors, chosen, used)


def _wished(sentences: Sequence[Candidate], vectors: Sequence[Vector], choice: Choice) -> list[float]:
    salience = salience_of(sentences, vectors, opening=choice.opening and not choice.wish)
    if not choice.wish:
        return salience
    pulled = pulls(choice.wish, [each.text for each in sentences], vectors, [each.language for each in sentences])
    return salience if pulled is None else [a * b for a, b in zip(salience, pulled, strict=True)]


def drawn_on(text: str, evidence: Sequence[Candidate], language: str) -> tuple[Candidate, ...]:
    """The evidence that a sentence draws on: what shares most with it, and what adds words that this lacks."""
    wanted = set(stems(text, language))
    pieces = {candidate: wanted & set(stems(candidate.text, language)) for candidate in evidence}
    used: list[Candidate] = []
    covered: set[str] = set()
    for candidate in sorted(pieces, key=lambda each: -len(pieces[each])):
        if not used or len(pieces[candidate] - covered) >= ADDED_WORDS:
            used.append(candidate)
            covered |= pieces[candidate]
    return tuple(candidate for candidate in evidence if candidate in used)


def _parts(sentences: Sequence[Candidate], count: int) -> list[tuple[str, int]]:
    """The part of its document that each sentence stands in: parts have their chance by turns.

    Only what its author divided by headings has several; a transcript or a court's decision says what matters to it
    where it may, and is chosen from better as a whole.
    """
    headings: dict[str, set[str]] = {}
    for sentence in sentences:
        headings.setdefault(sentence.document, set()).add(sentence.section)
    return [
        (each.document, min(count - 1, int(each.position * count)) if len(headings[each.document]) > UNDIVIDED else 0)
        for each in sentences
    ]


def _with_companions(
    sentences: Sequence[Candidate], vectors: Sequence[Vector], chosen: Sequence[int], used: set[int]
) -> list[Point]:
    taken, points = used.union(chosen), []
    for index in chosen:
        near = sorted(
            (i for i in range(len(sentences)) if i not in taken and sentences[i].document == sentences[index].document),
            key=lambda i: (-_cosine(vectors[i], vectors[index]), i),
        )
        company = [i for i in near[:COMPANIONS] if _cosine(vectors[i], vectors[index]) >= COMPANION_CLOSENESS]
        taken.update(company)
        points.append(Point(sentences[index], tuple(sentences[i] for i in sorted([index, *company]))))
    return in_order(points)


def in_order(points: Sequence[Point]) -> list[Point]:
    """Points as their documents have them."""
    places = {point: (point.chosen.document, *_place(point.chosen)) for point in points}
    return sorted(points, key=places.__getitem__)


def _place(piece: Candidate) -> tuple[int, int]:
    return piece.span.page, piece.span.start


def _cosine(one: Vector, other: Vector) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)
