"""What an answer may rest on: the sentences that fit the question and hold what it asks for, or why there are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from secretaire.records import Page, Span
from secretaire.tasks.asking.pertinence import ANSWERABLE, Pertinent, pertinent
from secretaire.tasks.asking.questions import (
    Question,
    could_answer,
    holds_figures,
    names_duration,
    names_somebody,
    of_another_year,
    tells_reason,
    years_asked_about,
)
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.retrieval import Found
from secretaire.tasks.language.blanks import has_blank
from secretaire.tasks.language.text_features import shared, stems

ENOUGH_OVERLAP = 0.5
"""The share of the question's words that the best passages together must hold, else the answer is abstained from."""
BARE = 0.5
"""The share of the question's words that the evidence of an answer must hold which holds none of them itself."""
AS_GOOD = 0.7
NEAREST, NEAREST_CHARACTERS = 3, 320
_LAST_BREAK = re.compile(r".*[.!?…;:](?=\s)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Grounds:
    """``fitting`` is empty where no answer was found; ``nearest`` the places that come closest."""

    fitting: tuple[Pertinent, ...]
    nearest: tuple[tuple[str, Span], ...]


def grounds(
    question: Question, found: Sequence[Found], pages: Sequence[Page], meaning: Meaning | None = None
) -> Grounds:
    """The sentences that may answer, best first; ``pages`` are aligned with ``found``."""
    if not question.asked or not found:
        return Grounds((), ())
    ranked = pertinent(question, found, pages, meaning)
    by_place = {item.place: page for item, page in zip(found, pages, strict=True)}
    nearest = tuple(
        _near(each.sentence, by_place[each.sentence.document, each.sentence.span.page])
        for each in _closest(question, ranked)
    )
    able = [
        each
        for each in ranked
        if could_answer(question, each.sentence.text, each.sentence.language)
        and not has_blank(each.sentence.text)
        and not of_another_year(question, each.sentence.text)
    ]
    if any("/" in figure for figure in question.figures):  # a whole date: nothing else is about it
        able = [each for each in able if holds_figures(question, each.sentence.text)]
    best = next((each for each in able if _fits(question, each, found)), None)
    told = " ".join(item.told for item in found)
    if best is None or any(year not in told for year in years_asked_about(question)):
        return Grounds((), nearest)
    first = _telling(question, best, able) or best
    return Grounds((first, *(each for each in able if each is not first)), nearest)


def _telling(question: Question, best: Pertinent, able: Sequence[Pertinent]) -> Pertinent | None:
    """The sentence of the same page that tells why, or names somebody, where that is asked and the one that fits best
    does not."""
    if not (question.reason or question.person) or _tells(question, best):
        return None
    asked = set(stems(question.asked, question.language))
    beside = [each for each in able if each.place == best.place and _tells(question, each)]
    if question.person:  # of all that is said of a body, what has as much to do with the question
        beside = [each for each in beside if each.score >= AS_GOOD * best.score]
    return next((each for each in beside if asked & set(stems(each.sentence.text, question.language))), None)


def _tells(question: Question, each: Pertinent) -> bool:
    said = each.sentence
    return tells_reason(said.text, said.language) if question.reason else names_somebody(question, said.text)


def _fits(question: Question, best: Pertinent, found: Sequence[Found]) -> bool:
    """Whether a sentence fits well enough to answer; where meaning was not compared, the passages' words count, too."""
    if best.by_meaning or best.compared:
        return best.score >= ANSWERABLE
    held = shared(question.asked, " ".join(item.text for item in found), question.language)
    return best.score >= ANSWERABLE and held >= ENOUGH_OVERLAP


def speaks_to(question: Question, sentence: str, evidence: Sequence[Candidate]) -> bool:
    """Whether an answer's sentence, or what it rests on, has to do with the question, and adds something to it."""
    if question.duration and not names_duration(sentence, question.language):
        return False  # "214 euros" does not say how long
    asked, said = set(stems(question.asked, question.language)), set(stems(sentence, question.language))
    if not said - set(stems(question.text, question.language)):
        return False
    if asked & said:
        return True
    # A bare answer ("The council.") speaks to what its evidence speaks to.
    return any(len(asked & set(stems(each.text, question.language))) >= BARE * len(asked) for each in evidence)


def _closest(question: Question, ranked: Sequence[Pertinent]) -> list[Pertinent]:
    asked = set(stems(question.asked, question.language))
    sharing = [each for each in ranked if each.by_meaning or asked & set(stems(each.sentence.text, question.language))]
    return sharing[:NEAREST]


def _near(sentence: Candidate, page: Page) -> tuple[str, Span]:
    """A sentence's place, cut at a clause's end, or else between words, where it is long (a list, a table)."""
    span = sentence.span
    text = page.text[span.start : span.end]
    if len(text) > NEAREST_CHARACTERS:
        head = text[:NEAREST_CHARACTERS]
        whole = _LAST_BREAK.match(head)
        end = whole.end() if whole else max(head.rfind(" "), head.rfind("\n"))
        span = replace(span, end=span.start + (end if end > 0 else NEAREST_CHARACTERS))
    return sentence.document, span
