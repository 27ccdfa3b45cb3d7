"""Whether a text keeps a rule, as far as words and figures tell: limits, negations, and how much of it is said. Pure.

A limit is an amount with a unit that the rule bounds ("at most 14 days", "mindestens zwei Wochen"). A text that names
another amount in that unit keeps the limit or breaks it; which of the two is arithmetic, not opinion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from secretaire.records import Params, Warned
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.salience import Vector, unit_vectors
from secretaire.tasks.language.figures import amounts
from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.language.text_features import links, shared
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.verifying.checks import turned_round

NEAR, LEAST_SHARED = 0.2, 2
"""How close (cosine) a sentence must be to a rule, and how many words they must share, to speak about the same."""
EVIDENCE = 3
SAME_MATTER = 0.6
"""The share of a rule's words that a sentence must hold for its "not" to count against the rule."""
SAID = 0.75
"""The share of a rule's words that a text must hold to say the same as the rule."""
LINKED = 0.6
"""The share of a rule's pairs of neighbouring words that must be near each other in such a text."""
BEFORE, BEHIND = 30, 24
"""So many characters before and behind an amount say how it is meant."""


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
    broken = [found for each in evidence for found in _limits(rule, each) if found.code == "rule.limit_broken"]
    if broken:
        return Finding(Verdict.NOT_MET, tuple(evidence), tuple(broken[:1]))
    nearest = evidence[0]
    close = shared(rule.text, nearest.text, rule.language) if has_finite_verb(nearest.text, nearest.language) else 0.0
    if close >= SAME_MATTER and _plainly_turned_round(nearest, rule):
        return Finding(Verdict.NOT_MET, tuple(evidence), (Warned("rule.turned_round", {}),))
    kept = [found for each in evidence for found in _limits(rule, each)]
    if kept:
        return Finding(Verdict.MET, tuple(evidence), tuple(kept[:1]))
    if close >= SAID and not amounts(rule.text) and _says(nearest, rule):
        return Finding(Verdict.MET, tuple(evidence), (Warned("rule.said", {}),))
    return Finding(Verdict.UNCLEAR, tuple(evidence))


def _plainly_turned_round(said: Candidate, rule: Candidate) -> bool:
    """Whether a text denies what a rule asks, or the reverse, under no condition: "no data without consent" doesn't."""
    same = said.language == rule.language
    return same and not _added(said, rule, "condition") and turned_round(said.text, rule.text, rule.language)


def _says(said: Candidate, rule: Candidate) -> bool:
    """Whether a text puts a rule's words together as the rule does, with its "before" and "after", and no condition or
    "not" of its own."""
    pairs = links(rule.text, said.text, rule.language)
    plain = not _added(said, rule, "condition") and not _added(said, rule, "negation")
    return plain and sum(pairs) >= LINKED * len(pairs) and not _added(rule, said, "order")


def _added(one: Candidate, other: Candidate, list_: str) -> set[str]:
    """The words of a list that a text has and another hasn't."""
    return (set(_words(one.text)) - set(_words(other.text))) & word_list(list_, one.language)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def evidence_for_rules(rules: Sequence[Candidate], text: Sequence[Candidate]) -> list[list[Candidate]]:
    """For each rule the sentences of a text that speak about the same, nearest first."""
    text = stating(text)
    vectors = unit_vectors([*rules, *text])
    own, theirs = vectors[: len(rules)], vectors[len(rules) :]
    return [list(_nearest(vector, text, theirs)) for vector in own]


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


def _limits(rule: Candidate, said: Candidate) -> Iterator[Warned]:
    """For each limit of a rule and each amount in its unit that a sentence names: kept or broken."""
    wanted, named = amounts(rule.text), amounts(said.text)
    for (limit, unit), written in wanted.items():
        way = _way(rule, written)
        for (number, other), found in named.items():
            if unit == other:
                kept = _keeps(float(number), float(limit), way)
                params: Params = {"wanted": f"{_sign(rule, written)}{written}", "found": found}
                yield Warned("rule.limit_kept" if kept else "rule.limit_broken", params)


def _sign(rule: Candidate, written: str) -> str:
    return {"at_most": "≤ ", "at_least": "≥ ", "": ""}[_way(rule, written)]


def _way(rule: Candidate, written: str) -> str:
    """How an amount bounds: "at_most", "at_least", or "" for exactly. "Not more than" is told by the list of phrases;
    "no … may … more than" by a "no" that stands anywhere before."""
    place = rule.text.find(written)
    before = f" {' '.join(_words(rule.text[max(0, place - BEFORE) : place]))} "
    behind = f" {' '.join(_words(rule.text[place + len(written) :][:BEHIND]))} "
    if any(f" {phrase} " in behind for phrase in _phrases("not_beyond", rule.language)):
        return "at_most"
    found = [
        (len(phrase), way) for way in OTHER_WAY for phrase in _phrases(way, rule.language) if f" {phrase} " in before
    ]
    if not found:
        return ""
    _length, way = max(found)
    compared = any(f" {phrase} " in before for phrase in _phrases("compared", rule.language))
    negated = set(_words(rule.text[:place])) & word_list("negation", rule.language)
    denied = any(_negated(phrase, rule.language) for phrase in _phrases(way, rule.language) if f" {phrase} " in before)
    return OTHER_WAY[way] if compared and negated and not denied else way


OTHER_WAY = {"at_most": "at_least", "at_least": "at_most"}


def _negated(phrase: str, language: str) -> bool:
    return bool(set(phrase.split()) & word_list("negation", language))


def _phrases(name: str, language: str) -> list[str]:
    return [phrase.replace("_", " ") for phrase in word_list(name, language)]


def _keeps(number: float, limit: float, way: str) -> bool:
    if way == "at_most":
        return number <= limit
    return number >= limit if way == "at_least" else number == limit
