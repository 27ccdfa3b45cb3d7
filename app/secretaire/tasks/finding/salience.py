"""How much a sentence matters: tf-idf closeness to the whole document, weighted by its place and by what it is.

Centroid summarisation (Radev et al. 2004) with weight for what opens a document, for words of duty and deadlines, and
less for what leans on its neighbour, points elsewhere, is only reported, is very long, or is no point
(``no_points.py``). A court's decision is another kind: neither its opening nor words of duty tell what it holds, and
what only concerns the parties of its case matters less.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from secretaire.tasks.language import no_points, proceedings
from secretaire.tasks.language.cues import Cue, holds, is_reported
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list

if TYPE_CHECKING:
    from secretaire.tasks.finding.evidence import Candidate

REPORTED, LEANING, PRONOUN = 0.5, 0.5, 0.1
OPENING, FADES = 4.0, 0.07
"""What stands first is worth so much more, and over which share of a document that falls to a third: measured on
reports and minutes (docs/evaluation.md)."""
DUTY = 1.25
EASY_WORDS = 35
Vector = dict[str, float]


def unit_vectors(sentences: Sequence[Candidate]) -> list[Vector]:
    """Unit tf-idf vectors over stems."""
    counts = [Counter(stems(sentence.text, sentence.language)) for sentence in sentences]
    frequency: Counter[str] = Counter()
    for count in counts:
        frequency.update(count.keys())
    total = max(1, len(sentences))
    vectors = []
    for count in counts:
        weights = {word: (1 + math.log(n)) * math.log(1 + total / frequency[word]) for word, n in count.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append({word: weight / length for word, weight in weights.items()})
    return vectors


def saliences(sentences: Sequence[Candidate]) -> list[float]:
    """How much each sentence matters among all of them, wherever it stands."""
    return salience_of(sentences, unit_vectors(sentences))


def salience_of(sentences: Sequence[Candidate], vectors: Sequence[Vector], *, opening: bool = False) -> list[float]:
    """How much each sentence matters: its closeness to all of them, weighted; with ``opening`` by its place, too."""
    centroid: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, weight in vector.items():
            centroid[word] += weight / max(1, len(vectors))
    scores = []
    for sentence, vector, worth in zip(sentences, vectors, _weights_by_kind(sentences, opening), strict=True):
        closeness = sum(weight * centroid[word] for word, weight in vector.items())
        scores.append(closeness * worth * math.prod(weight(sentence) for weight in _WEIGHTS))
    return scores


def _weights_by_kind(sentences: Sequence[Candidate], opening: bool) -> list[float]:
    """By what kind of document each stands in: a court's decision or any other."""
    texts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in sentences:
        texts[each.document, each.language].append(each.text)
    of_case = {kind for kind, own in texts.items() if proceedings.is_of_case(own, kind[1])}
    return [
        proceedings.weight(each.text, each.language)
        if (each.document, each.language) in of_case
        else _duty_weight(each) * (_opening_weight(each) if opening else 1.0)
        for each in sentences
    ]


def _opening_weight(sentence: Candidate) -> float:
    return 1.0 + OPENING * math.exp(-sentence.position / FADES)


def _duty_weight(sentence: Candidate) -> float:
    duties = word_list("duty", sentence.language)
    words = {word.strip(".,;:()").casefold() for word in sentence.text.split()}
    return DUTY if words & duties else 1.0


def _deadline_weight(sentence: Candidate) -> float:
    return 1.25 if holds(Cue.DEADLINE, sentence.text, sentence.language) else 1.0


def _own_weight(sentence: Candidate) -> float:
    """Less for a sentence that leans on the one before it ("This …"), least where nobody knows of whom it speaks."""
    if _first_word(sentence.text) in word_list("pronouns", sentence.language):
        return PRONOUN
    return LEANING if leans(sentence.text, sentence.language) else 1.0


def leans(text: str, language: str) -> bool:
    """Whether a sentence leans on the one before it: "This …", "They …", "In this case …"."""
    one, two, *_ = (*text.split()[:2], "", "")
    if language == "de" and one in ("Das", "Dem") and two[:1].isupper():
        return False  # an article: "Das Gericht …"
    first, second = one.casefold().strip(","), two.casefold().strip(",")
    return bool({first, f"{first}_{second}"} & (word_list("leaning", language) | word_list("dangling", language)))


def _first_word(text: str) -> str:
    return text.split(maxsplit=1)[0].casefold().strip(",") if text.strip() else ""


def _pointing_weight(sentence: Candidate) -> float:
    """Less for a sentence that only says where something else stands, or whom to ask."""
    pointers = word_list("pointing", sentence.language)
    return 0.6 if any(word.strip(".,;:()").casefold() in pointers for word in sentence.text.split()) else 1.0


def _reported_weight(sentence: Candidate) -> float:
    """Less for what the document only reports that somebody says."""
    return REPORTED if is_reported(sentence.text, sentence.language) else 1.0


def _length_weight(sentence: Candidate) -> float:
    """Less for what is too long to be taken in at once: of two that say the same the short one is the point."""
    return min(1.0, EASY_WORDS / max(1, len(sentence.text.split())))


def _no_point_weight(sentence: Candidate) -> float:
    return no_points.weight(sentence.text, sentence.section, sentence.language)


_WEIGHTS = (
    _deadline_weight,
    _own_weight,
    _pointing_weight,
    _reported_weight,
    _length_weight,
    _no_point_weight,
)
