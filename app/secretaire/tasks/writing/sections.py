"""Which sentences of documents belong into which section of a draft: by what the section is about, and by what kind of
thing it holds (a deadline has a date and a word of duty). Pure, deterministic, no model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from secretaire.tasks.finding.evidence import NOVELTY, Candidate, Point
from secretaire.tasks.finding.salience import saliences
from secretaire.tasks.language.cues import Cue, holds
from secretaire.tasks.language.figures import WHOLE_DATE, amounts
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.text_features import shared, stems
from secretaire.tasks.language.units import TIMES, UNIT_WORDS
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.writing.templates import EvidenceKind, Section

ABOUT = 2.0
"""What a sentence that holds every word a section is about is worth more than one that holds none."""
SPANS = TIMES - {"minute"}
NEAR = 3
"""A limit's words ("within") come at most so many words before its span ("a calendar month")."""
BLANK = 0.3
"""What a sentence is worth that its author left a blank in ("[agency]"), as in a form or a model text."""
TORN = 0.3
"""The same of one that says too little, or something else, without those before it: a conclusion, an example."""
_BLANK = re.compile(r"\[[^\W\d_][^\]\d]{2,40}\]|_{3,}|\.{5,}|…{2,}")


def choose_for(sections: Sequence[Section], sentences: Sequence[Candidate]) -> list[list[Point]]:
    """The points of each section, in its own order; no sentence stands in two of them.

    Sections that want a rare kind of thing choose first, those that take any fact last. A section may stay empty.
    """
    salience = dict(zip(sentences, saliences(sentences), strict=True))
    chosen: list[list[Point]] = [[] for _ in sections]
    taken: set[Candidate] = set()
    for number in sorted(range(len(sections)), key=lambda each: _turn(sections[each].evidence)):
        section = sections[number]
        fits = _FITS.get(section.evidence)
        if fits is None:
            continue
        worth = {
            each: salience[each] * (1 + ABOUT * _closeness(section, each)) * _alone(each)
            for each in sentences
            if each not in taken and fits(each)
        }
        picked = _best(worth, section.points)
        chosen[number] = [Point(each, (each,)) for each in sentences if each in picked]
        taken.update(picked)
    return chosen


def _turn(evidence: EvidenceKind) -> int:
    """When a section of this kind chooses: in the order of ``_FITS``, rarest first."""
    return list(_FITS).index(evidence) if evidence in _FITS else len(_FITS)


def _best(worth: Mapping[Candidate, float], count: int) -> list[Candidate]:
    """The sentences that are worth most, each less the more it shares with one that was picked before it."""
    picked: list[Candidate] = []
    left = dict(worth)
    while left and len(picked) < count:
        best = max(left, key=left.__getitem__)
        picked.append(best)
        del left[best]
        left = {
            each: value * (1 - NOVELTY * shared(each.text, best.text, each.language)) for each, value in left.items()
        }
    return picked


def _closeness(section: Section, sentence: Candidate) -> float:
    """The share, 0 to 1, of the words that the section is about which a sentence or its own heading holds."""
    wanted = set(stems(f"{section.heading} {section.about}", sentence.language))
    held = set(stems(f"{sentence.text} {sentence.section}", sentence.language))
    return len(wanted & held) / len(wanted) if wanted else 0.0


def _alone(sentence: Candidate) -> float:
    """How far a sentence stands alone, 0 to 1."""
    return (BLANK if _BLANK.search(sentence.text) else 1.0) * (TORN if _holds(sentence, "torn") else 1.0)


def _any(_sentence: Candidate) -> bool:
    return True


def _holds(sentence: Candidate, *lists: str) -> bool:
    """Whether a sentence holds a word or a phrase ("no_later_than") of one of the lists."""
    words = " ".join(["", *re.findall(r"\w+", sentence.text.casefold()), ""])
    known = {phrase for name in lists for phrase in word_list(name, sentence.language)}
    return any(f" {phrase.replace('_', ' ')} " in words for phrase in known)


def _binds(sentence: Candidate) -> bool:
    return _holds(sentence, "duty", "modal", "at_most") or _obliges(sentence)


def _obliges(sentence: Candidate) -> bool:
    return holds(Cue.DUTY, sentence.text, sentence.language)


def _dated(sentence: Candidate) -> bool:
    counted = any(unit in SPANS for _, unit in amounts(sentence.text, sentence.language))
    return (counted or _limits(sentence) or WHOLE_DATE.search(sentence.text) is not None) and _binds(sentence)


def _limits(sentence: Candidate) -> bool:
    """Whether a limit's words stand just before a span of time: "within a month"."""
    words = re.findall(r"\w+", sentence.text.casefold())
    limits = [phrase.split("_") for phrase in word_list("at_most", sentence.language)]
    ends = {
        start + len(limit)
        for start in range(len(words))
        for limit in limits
        if words[start : start + len(limit)] == limit
    }
    return any(_is_span(word, sentence.language) for end in ends for word in words[end : end + NEAR])


def _is_span(word: str, language: str) -> bool:
    """Whether a word is one for a span of time; "an" is so in French alone."""
    return (word != "an" or language == "fr") and any(UNIT_WORDS[unit].fullmatch(word) for unit in SPANS)


def _purposeful(sentence: Candidate) -> bool:
    return _holds(sentence, "purpose")


def _decided(sentence: Candidate) -> bool:
    return _holds(sentence, "decision")


def _named(sentence: Candidate) -> bool:
    return bool(missing_names(sentence.text, "", sentence.language))


def _counted(sentence: Candidate) -> bool:
    return bool(amounts(sentence.text, sentence.language))


_FITS: dict[EvidenceKind, Callable[[Candidate], bool]] = {
    "deadlines": _dated,
    "decision": _decided,
    "purpose": _purposeful,
    "figures": _counted,
    "people": _named,
    "duties": _obliges,
    "facts": _any,
}
