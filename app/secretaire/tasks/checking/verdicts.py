"""Whether a text keeps a rule, as far as words and figures tell: limits, negations, and how much of it is said. Pure.

A limit is an amount with a unit that the rule bounds ("at most 14 days", "mindestens zwei Wochen"). A text that names
another amount in that unit keeps the limit or breaks it; which of the two is arithmetic, not opinion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from secretaire.records import Warned
from secretaire.tasks.checking.concepts import concepts, held
from secretaire.tasks.checking.limits import bounds, limits, phrases, unlimited, words_in
from secretaire.tasks.checking.voice import is_passive
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.salience import Vector, unit_vectors
from secretaire.tasks.finding.searching import fused_candidates
from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.language.text_features import links, shared
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.verifying.checks import turned_round

NEAR, LEAST_SHARED = 0.2, 2
"""How close (cosine) a sentence must be to a rule, and how many words they must share, to speak about the same."""
EVIDENCE = 3
NAMED = 0.5
"""The share of a rule's words that words without a verb (a heading, an item) must hold to speak about the same."""
SAME_MATTER = 0.6
"""The share of a rule's words that a sentence must hold for its "not" to count against the rule."""
SAID = 0.75
"""The share of a rule's words that a text must hold to say the same as the rule."""
LINKED = 0.6
"""The share of a rule's pairs of neighbouring words that must be near each other in such a text."""
SAID_OTHERWISE = 0.8
"""The share of what a rule speaks of that a text must speak of, in whatever words, to say the same."""
MATTER = 0.6
"""The share of it that a sentence must speak of for its amount to keep the rule's limit."""


class Verdict(StrEnum):
    """What a text does about a rule."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ADDRESSED = "not_addressed"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the sentences it rests on, and what was found."""

    verdict: Verdict
    evidence: tuple[Candidate, ...]
    findings: tuple[Warned, ...] = ()


def judge_by_words(rule: Candidate, evidence: Sequence[Candidate]) -> Finding:
    """NOT_ADDRESSED without evidence, NOT_MET where a limit or a negation says so, MET where a limit is kept or the
    rule's own words are said; else UNCLEAR, for a model to judge."""
    if not evidence:
        return Finding(Verdict.NOT_ADDRESSED, ())
    broken = [found for each in evidence for found in limits(rule, each) if found.code == "rule.limit_broken"]
    if broken:
        return Finding(Verdict.NOT_MET, tuple(evidence), tuple(broken[:1]))
    nearest = evidence[0]
    close = shared(rule.text, nearest.text, rule.language) if has_finite_verb(nearest.text, nearest.language) else 0.0
    if close >= SAME_MATTER and _plainly_turned_round(nearest, rule):
        return Finding(Verdict.NOT_MET, tuple(evidence), (Warned("rule.turned_round", {}),))
    for each in evidence:
        kept = list(limits(rule, each))
        if kept and _same_matter(rule, each):
            return Finding(Verdict.MET, tuple(evidence), tuple(kept[:1]))
    if not bounds(rule) and any(_says(each, rule) for each in evidence):
        return Finding(Verdict.MET, tuple(evidence), (Warned("rule.said", {}),))
    return Finding(Verdict.UNCLEAR, tuple(evidence))


def _plainly_turned_round(said: Candidate, rule: Candidate) -> bool:
    """Whether a text denies what a rule asks, or the reverse, under no condition: "no data without consent" doesn't."""
    same = said.language == rule.language
    if not same or _added(said, rule, "condition"):
        return False
    if _forbids_without(said) and _forbids_without(rule):
        return False  # "not without consent", "not … without prior written consent": neither denies the other
    return turned_round(unlimited(said), unlimited(rule), rule.language)


def _forbids_without(piece: Candidate) -> bool:
    """Whether a text forbids a thing that is done without another."""
    without = _list(piece, "without")
    return bool(without and _list(piece, "negation") - without)


def _says(said: Candidate, rule: Candidate) -> bool:
    """Whether a sentence says what a rule asks, in its words or in others for the same: nearly all that it speaks of,
    its "before" and "after", and no condition, "mostly" or "not" of its own."""
    if not has_finite_verb(said.text, said.language) or not _plain(said, rule):
        return False
    if _missing_order(rule, said) or (_list(rule, "only") and not _list(said, "only")):
        return False
    if _roles_swapped(rule, said):
        return False
    if said.language != rule.language:
        return _held(rule, said) == 1 and len(set(concepts(rule.text, rule.language))) >= LEAST_SHARED
    pairs = links(rule.text, said.text, rule.language)
    close = shared(rule.text, said.text, rule.language) >= SAID and sum(pairs) >= LINKED * len(pairs)
    return close or (
        _held(rule, said) >= SAID_OTHERWISE and len(set(concepts(rule.text, rule.language))) >= LEAST_SHARED
    )


def _roles_swapped(rule: Candidate, said: Candidate) -> bool:
    """Whether another than in the rule may be the one who acts: both say it in the active, about others first."""
    wanted, known = concepts(rule.text, rule.language), concepts(said.text, said.language)
    first, other = (next((each for each in one if each in two), "") for one, two in ((wanted, known), (known, wanted)))
    return first != other and not is_passive(rule.text, rule.language) and not is_passive(said.text, said.language)


def _same_matter(rule: Candidate, said: Candidate) -> bool:
    """Whether a sentence's amount is of what the rule speaks of: "14 days" are many things."""
    return _held(rule, said) >= MATTER and not _added(said, rule, "hedge")


def _held(rule: Candidate, said: Candidate) -> float:
    """The share of what a rule speaks of that a sentence speaks of too; LEAST_SHARED at least must be shared."""
    wanted, known = concepts(rule.text, rule.language), concepts(said.text, said.language)
    return held(wanted, known) if len(set(wanted) & set(known)) >= min(LEAST_SHARED, len(set(wanted))) else 0.0


def _plain(said: Candidate, rule: Candidate) -> bool:
    """Whether a sentence has no condition, no "mostly" and no "not" that the rule lacks; "nobody … without" is none."""
    if _added(said, rule, "hedge"):
        return False
    doubled = set(words_in(said.text)) & word_list("without", said.language)
    denied = _added(said, rule, "negation") - doubled
    conditions = _added(said, rule, "condition") - word_list("only", said.language)  # "only" asks for more
    return bool(doubled and denied) or not (denied or doubled or conditions)


def _missing_order(rule: Candidate, said: Candidate) -> bool:
    """Whether a sentence lacks a rule's "before" or "after", or turns it round; "no … without" is a before."""
    wanted = _order(rule)
    if wanted == {"before"} and _list(said, "without") and _list(said, "negation"):
        return False
    return bool(wanted) and wanted != _order(said)


def _list(piece: Candidate, name: str) -> set[str]:
    """The words of a list that a text has."""
    return set(words_in(piece.text)) & word_list(name, piece.language)


def _order(piece: Candidate) -> frozenset[str]:
    """ "before" or "after", where a sentence says that one thing comes before another."""
    words = set(words_in(piece.text)) & word_list("order", piece.language)
    return frozenset("after" if word in word_list("after", piece.language) else "before" for word in words)


def _added(one: Candidate, other: Candidate, list_: str) -> set[str]:
    """The words and phrases of a list that a text has and another hasn't; phrases of limits ("no later than") aside."""
    here, there = (f" {' '.join(words_in(unlimited(each)))} " for each in (one, other))
    held = {phrase for phrase in phrases(list_, one.language) if f" {phrase} " in here}
    return held if one.language != other.language else {phrase for phrase in held if f" {phrase} " not in there}


def evidence_for_rules(rules: Sequence[Candidate], text: Sequence[Candidate]) -> list[list[Candidate]]:
    """For each rule the sentences of a text that speak about the same, nearest first."""
    text = stating(text)
    vectors = unit_vectors([*rules, *text])
    own, theirs = vectors[: len(rules)], vectors[len(rules) :]
    spoken = [set(concepts(each.text, each.language)) for each in text]
    return [
        [
            each
            for each in fused_candidates(list(_nearest(vector, text, theirs)), _of_the_same(rule, text, spoken))
            if _speaks_of(each, rule)
        ][:EVIDENCE]
        for rule, vector in zip(rules, own, strict=True)
    ]


def _speaks_of(piece: Candidate, rule: Candidate) -> bool:
    """Whether a piece is a sentence, or names most of a rule's matter; in another language that can't be told."""
    if piece.language != rule.language or has_finite_verb(piece.text, piece.language):
        return True
    return shared(rule.text, piece.text, rule.language) >= NAMED


def _of_the_same(rule: Candidate, text: Sequence[Candidate], spoken: Sequence[set[str]]) -> list[Candidate]:
    """The sentences that speak of most of what a rule speaks of, in whatever words and language, best first."""
    wanted = set(concepts(rule.text, rule.language))
    least = min(LEAST_SHARED, len(wanted))
    shares = [
        (len(wanted & known) / max(1, len(wanted)), place)
        for place, known in enumerate(spoken)
        if len(wanted & known) >= max(1, least)
    ]
    best = sorted((each for each in shares if each[0] >= MATTER), key=lambda each: (-each[0], each[1]))
    return [text[place] for _, place in best[:EVIDENCE]]


def stating(text: Sequence[Candidate]) -> list[Candidate]:
    """The sentences of a text without its questions, which state nothing."""
    return [each for each in text if not each.text.rstrip().endswith("?")]


def _nearest(vector: Vector, text: Sequence[Candidate], vectors: Sequence[Vector]) -> Iterator[Candidate]:
    wanted = min(LEAST_SHARED, len(vector))
    scores = [
        (sum(weight * other[word] for word, weight in vector.items() if word in other), place)
        for place, other in enumerate(vectors)
        if len(vector.keys() & other.keys()) >= wanted
    ]
    best = sorted((each for each in scores if each[0] >= NEAR), key=lambda each: (-each[0], each[1]))
    return (text[place] for _, place in best[:EVIDENCE])
