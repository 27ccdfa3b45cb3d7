"""Which sentences of the passages that were found answer a question: rare shared words, near each other, weigh most."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from secretaire.documents.note_marks import as_told
from secretaire.records import Page, Span
from secretaire.tasks.asking.questions import Question, answers_when, holds_figures
from secretaire.tasks.asking.words_held import share_held, share_of_kin
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.retrieval import Found
from secretaire.tasks.finding.table_rows import Row, rows_of
from secretaire.tasks.language.figures import figures
from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.language.sentence_form import is_sentence, lead_in
from secretaire.tasks.language.text_features import links, stems
from secretaire.tasks.prompting.prompts import word_list

NEARNESS = 0.5
"""What words asked for beside each other add, when they stand near each other, to what they are worth alone."""
DENSITY = 0.1
FIGURE_ASKED = 0.3
FIGURE_NAMED = 0.4
"""What the date or number that a question names adds, where a sentence holds it."""
FRAGMENT, VERBLESS = 0.5, 0.85
LEAST_FRAGMENT = 25
ANSWERABLE = 0.45
"""How well the best sentence must fit the question, else there is no answer: judged by words alone, on the corpus's
question sets, this keeps 0.93 / 0.81 / 0.7 (en/de/fr) of the questions the text answers, and lets through 0.5 / 0.4 /
0.4 of those it doesn't."""
MIDDLE, MEANING_WEIGHT, MOST_NEAR = 1.97, 0.3, 3.4
"""What a passage's nearness in meaning adds to how well its sentences fit, or takes off it; so near at most counts as
proof, as a passage on the same subject need not answer."""
HELD, HALF_HELD = 0.6, 0.5
"""What the share of the question's words in the whole passage adds or takes off: what has none of the rare ones is
about something else, however near. These five, and those below, were fitted to the corpus's question sets among 1,427
pages, with their page and without it, and to the pairs in ``tests/benchmarks/near_questions.py``."""
FOREIGN_NEAR, MEANING_SCALE, KIN = 3.5, 0.24, 1.0
"""How much nearer than to anything else the question must be to a passage in another language that just fits, what each
further unit adds, and how many units it is worth that the passage knows all the question's words (``share_of_kin``)."""
FOREIGN, UNPROVED = 3, 0.44
"""Of so many passages in other languages than the question's the sentences are compared by meaning; those of the others
fit by so much at most: words that two languages share by chance prove nothing."""


@dataclass(frozen=True, slots=True)
class Pertinent:
    """A sentence, how well it fits the question (``ANSWERABLE`` is just enough), and its neighbours in the passage.

    ``by_meaning``: its vector alone tells how well, as it is in another language; ``compared``: its passage's did, too.
    ``ahead`` is what orders it before others but proves no fit: that it holds the figures that the question names, or
    that its passage is nearer yet.
    """

    sentence: Candidate
    score: float
    ahead: float
    context: tuple[Candidate, ...]
    by_meaning: bool = False
    compared: bool = False

    @property
    def place(self) -> tuple[str, int]:
        """The document's id and the page."""
        return self.sentence.document, self.sentence.span.page


def pertinent(
    question: Question, found: Sequence[Found], pages: Sequence[Page], meaning: Meaning | None = None
) -> list[Pertinent]:
    """The sentences of the passages, best first, without orders to a program; ``pages`` are aligned with ``found``.

    Where meaning can be compared across languages, those in another language than the question's are judged by it.
    """
    asked, language = question.asked, question.language
    several = meaning is not None and meaning.several_languages
    foreign = [several and item.document.language not in ("", language) for item in found]
    by_place = {item.place: (item, page) for item, page in zip(found, pages, strict=True)}
    rows = {place: list(rows_of(page, item.document.language or "en")) for place, (item, page) in by_place.items()}
    by_passage = [_sentences(item, page, rows[item.place]) for item, page in zip(found, pages, strict=True)]
    near = _meant(question, meaning, found, by_passage, foreign) if meaning and any(foreign) else {}
    weights = _weights(question, [sentence for sentences in by_passage for sentence in sentences])
    proofs = [_proof(item, weights, language) for item in found]
    wants_figure = bool(set(re.findall(r"\w+", question.text.casefold())) & word_list("asking_figure", language))
    ranked = [
        Pertinent(
            sentence,
            near[sentence.span]
            if sentence.span in near
            else min(
                UNPROVED if is_foreign else math.inf,
                _score(sentence, asked, weights)
                + FIGURE_ASKED
                * (wants_figure and (bool(figures(sentence.text, language)) or answers_when(question, sentence.text)))
                + proof,
            ),
            FIGURE_NAMED * (bool(question.figures) and holds_figures(question, sentence.text)) + _beyond_proof(item),
            tuple(sentences[max(0, index - 1) : index + 2]),
            sentence.span in near,
            item.nearness is not None,
        )
        for item, proof, is_foreign, sentences in zip(found, proofs, foreign, by_passage, strict=True)
        for index, sentence in enumerate(sentences)
    ]
    if question.subject:  # a text says at its beginning what it is about
        return sorted(ranked, key=lambda each: (each.score < ANSWERABLE, each.place[1], each.sentence.span.start))
    return sorted(ranked, key=lambda each: -each.score - each.ahead)


def _proof(item: Found, weights: dict[str, float], language: str) -> float:
    """What a passage's meaning, and its words where that was compared, add to the fit of its sentences."""
    if item.nearness is None:
        return 0.0
    held = share_held(weights, item, language) - HALF_HELD
    return MEANING_WEIGHT * (min(item.nearness, MOST_NEAR) - MIDDLE) + HELD * held


def _beyond_proof(item: Found) -> float:
    return MEANING_WEIGHT * max(0.0, (item.nearness or 0.0) - MOST_NEAR)


def _meant(
    question: Question,
    meaning: Meaning,
    found: Sequence[Found],
    by_passage: Sequence[Sequence[Candidate]],
    foreign: Sequence[bool],
) -> dict[Span, float]:
    """How well sentences in another language fit, on the scale of those that are judged by their words.

    The passage's nearness decides; its own sentence that is nearest stands for it, the others behind that.
    """
    apart = zip(found, by_passage, foreign, strict=True)
    chosen = [(item, each) for item, each, is_foreign in apart if is_foreign and item.nearness is not None][:FOREIGN]
    texts = [[each for each in sentences if is_sentence(each.text, "")] for _, sentences in chosen]
    cosines = iter(meaning.closeness([each.text for sentences in texts for each in sentences]))
    least = meaning.nearness_to_all() + FOREIGN_NEAR
    fit: dict[Span, float] = {}
    for (item, _), sentences in zip(chosen, texts, strict=True):
        near = {each.span: next(cosines) for each in sentences}
        units = (item.nearness or 0.0) + KIN * share_of_kin(question.asked, question.language, item) - least
        whole = ANSWERABLE + MEANING_SCALE * units
        fit |= {span: max(0.0, whole + MEANING_SCALE * (own - max(near.values()))) for span, own in near.items()}
    return fit


def _sentences(item: Found, page: Page, page_rows: Sequence[Row]) -> list[Candidate]:
    """A passage's sentences and the rows of its tables, in order."""
    whole, rows = item.passage.span, _rows(item, page, page_rows)
    made = list(rows)
    for start, end in page.sentences:
        if start < whole.start or end > whole.end or is_quarantined(page, replace(whole, start=start, end=end)):
            continue
        if any(start < row.span.end and row.span.start < end for row in rows):
            continue
        cleaned = as_told(page, start, end)
        text = cleaned.text.strip()
        skipped = lead_in(text)
        language = item.document.language or "en"
        if _may_tell(text[skipped:], language):
            span = Span(whole.extraction, whole.page, cleaned.original(skipped, len(text))[0], end)
            made.append(Candidate(item.document.id, span, text[skipped:], item.passage.section, 0.0, language))
    return sorted(made, key=lambda each: each.span.start)


def _rows(item: Found, page: Page, page_rows: Sequence[Row]) -> list[Candidate]:
    """The rows of tables that begin in a passage, each with its columns' names: a whole table answers nothing."""
    whole, language, made = item.passage.span, item.document.language or "en", []
    for row in page_rows:
        place = replace(whole, start=row.start, end=row.end)
        names = replace(whole, start=row.names[0], end=row.names[1]) if row.names else None
        if whole.start <= place.start < whole.end and not is_quarantined(page, place):
            made.append(Candidate(item.document.id, place, row.text, item.passage.section, 0.0, language, names))
    return made


def _may_tell(text: str, language: str) -> bool:
    """Whether a piece of text may answer something: what is short must say something, or hold a figure."""
    if len(text) >= LEAST_FRAGMENT:
        return True
    return len(text.split()) > 1 and (bool(figures(text, language)) or has_finite_verb(text, language))


def _weights(question: Question, sentences: Sequence[Candidate]) -> dict[str, float]:
    """Inverse document frequency of the words asked for, among the sentences that were found."""
    frequency: Counter[str] = Counter()
    for sentence in sentences:
        frequency.update(set(stems(sentence.text, sentence.language)))
    wanted = stems(question.asked, question.language)
    return {stem: math.log(1 + len(sentences) / (1 + frequency[stem])) for stem in wanted}


def _score(sentence: Candidate, asked: str, weights: dict[str, float]) -> float:
    held = set(stems(sentence.text, sentence.language))
    total = sum(weights.values()) or 1.0
    alone = sum(weight for stem, weight in weights.items() if stem in held) / total
    pairs = links(asked, sentence.text, sentence.language)
    near = sum(pairs) / len(pairs) if pairs else 0.0
    score = alone + NEARNESS * near + DENSITY * _density(sentence, weights)
    if not is_sentence(sentence.text, ""):
        return FRAGMENT * score
    return score if has_finite_verb(sentence.text, sentence.language) else VERBLESS * score


def _density(sentence: Candidate, weights: dict[str, float]) -> float:
    """How closely the words asked for stand together: their number over the length of the shortest stretch with all."""
    words = stems(sentence.text, sentence.language)
    wanted = {word for word in words if word in weights}
    stretches = (
        next((end - start for end in range(start + 1, len(words) + 1) if wanted <= set(words[start:end])), 0)
        for start, word in enumerate(words)
        if word in wanted
    )
    shortest = min((length for length in stretches if length), default=0)
    return len(wanted) / shortest if len(wanted) > 1 else 0.0
