"""Which sentences of documents belong into which section of a draft: by what the section is about, and by what kind of
thing it holds (a deadline has a date and a word of duty). Pure, deterministic, no model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from secretaire.tasks.finding.evidence import NOVELTY, Candidate, Point
from secretaire.tasks.finding.salience import saliences
from secretaire.tasks.language.figures import WHOLE_DATE, amounts, units_named
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.text_features import shared, stems
from secretaire.tasks.language.units import TIMES
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.writing.templates import EvidenceKind, Section

ABOUT = 2.0
"""What a sentence that holds every word a section is about is worth more than one that holds none."""
SPANS = TIMES - {"minute"}


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
            each: salience[each] * (1 + ABOUT * _closeness(section, each))
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


def _any(_sentence: Candidate) -> bool:
    return True


def _holds(sentence: Candidate, *lists: str) -> bool:
    """Whether a sentence holds a word or a phrase ("no_later_than") of one of the lists."""
    words = " ".join(["", *re.findall(r"\w+", sentence.text.casefold()), ""])
    known = {phrase for name in lists for phrase in word_list(name, sentence.language)}
    return any(f" {phrase.replace('_', ' ')} " in words for phrase in known)


def _binds(sentence: Candidate) -> bool:
    return _holds(sentence, "duty", "modal", "at_most")


def _dated(sentence: Candidate) -> bool:
    counted = any(unit in SPANS for _, unit in amounts(sentence.text, sentence.language))
    spans = counted or (bool(units_named(sentence.text) & SPANS) and _holds(sentence, "at_most"))  # "within a month"
    return (spans or WHOLE_DATE.search(sentence.text) is not None) and _binds(sentence)


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
    "duties": _binds,
    "facts": _any,
}
