"""Questions that ask for several things, answered by the document's own list of them, where it has one.

A small model names one item of a list and leaves the others out. Which list is meant its announcement tells
("The commonest faults are:"), with the heading above it and, for half, what stands shortly before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secretaire.documents.enumerations import LEAST_ITEMS, Enumeration, enumerations, items_beyond
from secretaire.documents.note_marks import as_told
from secretaire.documents.passages import JOINT
from secretaire.records import Page, Span
from secretaire.tasks.asking.questions import FIRST_WORDS, Question, holds_figures
from secretaire.tasks.finding.citing import page_at
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.finding.retrieval import Found
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import phrase_pattern, word_list

ENOUGH, BEFORE = 0.6, 0.5
"""The share of the question's words that a list must be announced with, and what a word counts that only stands before
the announcement, in so many ``CHARACTERS``."""
CHARACTERS = 700
# "Which documents …", "which federal agencies must …"; not "which authority decides".
_PLURAL = re.compile(
    r"\b(?:which|what)\s+(?!is\b|was\b|has\b|does\b)(?:(?:\w*[^su\W]s|people|criteria)\b"
    r"|[\w-]+\s+(?:\w*[^su\W]s|people|criteria)\s+(?:are|were|have|had|do|did|must|shall|should|may|can|will)\b)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\bwelche\s+(?:[\w-]+\s+)?[\w-]+\s+(?:ist|hat|wird|war|wurde|muss|kann|soll|darf)\b(?!\s+(?:ich|man|er|sie|es)\b)",
    re.IGNORECASE,
)
_ANNOUNCED = {
    "en": re.compile(r"\b(?:following|two|three|four|five|six|seven|eight|nine|ten)\s+(?:\w+\s+)?\w+", re.IGNORECASE),
    "de": re.compile(
        r"\b(?:folgende\w*|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)\s+(?:\w+\s+)?\w+", re.IGNORECASE
    ),
    "fr": re.compile(r"\w+\s+suivante?s?\b", re.IGNORECASE),
}
"""What a list is announced as: "the following documents"."""
_TRAILING = " ,;"


@dataclass(frozen=True, slots=True)
class _List:
    item: Found
    page: Page
    places: Enumeration
    share: float
    said: int
    """How many of the question's words its announcement itself holds."""


def asks_for_several(question: Question) -> bool:
    """Whether a question asks for a list: "Which documents …", "Nenne die …", "Quelles sont …"."""
    if question.amount or question.time or question.duration or question.size:
        return False
    beginning = " ".join(question.text.split()[:FIRST_WORDS])
    if question.language == "en" and _PLURAL.search(" ".join(question.text.split()[: FIRST_WORDS + 2])):
        return True
    return bool(phrase_pattern("asking_list", question.language).search(beginning)) and not _ONE.search(question.text)


def listed(question: Question, found: Sequence[Found], pages: Mapping[str, Sequence[Page]]) -> list[Candidate]:
    """What announces the list that a question asks for, then its items, on the next page too; nothing where none fits.

    ``pages`` are those of each document (by id).
    """
    if not question.asked or not asks_for_several(question):
        return []
    fitting = (
        each for item in found for each in _lists(question, item, page_at(pages, item.document.id, item.passage.span))
    )
    # of lists within each other the outer one, which is announced first
    best = max(fitting, key=lambda each: (each.share, each.said, -each.page.number, -each.places.lead[0]), default=None)
    if best is None or best.share < ENOUGH:
        return []
    first = [_candidate(best.item, best.page, place) for place in (best.places.lead, *best.places.items)]
    following = [each for each in pages[best.item.document.id] if each.number > best.page.number]
    rest = [_candidate(best.item, page, place) for page, place in items_beyond(best.places.open_kind, following)]
    return first + rest if len(best.places.items) + len(rest) >= LEAST_ITEMS else []


def announced(best: Candidate, question: Question, pages: Sequence[Page]) -> list[Candidate]:
    """The list that the sentence which fits best only announces ("The group decided that:"), with its announcement;
    nothing where it says something itself, or one figure or time is asked for. ``pages`` are its document's."""
    said = best.text.rstrip()
    if best.rest is not None or not said.endswith((":", ",")) or question.amount or question.time:
        return []
    page = next(each for each in pages if each.number == best.span.page)
    for places in enumerations(page):
        whole = replace(best.span, start=places.lead[0], end=places.lead[1])
        if not (whole.start < best.span.end and best.span.start < whole.end):
            continue
        spans = [whole, *(replace(whole, start=start, end=end) for start, end in places.items)]
        if len(spans) > LEAST_ITEMS and not any(is_quarantined(page, span) for span in spans):
            return [_told(best, page, span) for span in spans]
    return []


def _told(best: Candidate, page: Page, span: Span) -> Candidate:
    return replace(best, span=span, text=as_told(page, span.start, span.end).text.strip().rstrip(_TRAILING))


def _lists(question: Question, item: Found, page: Page) -> Iterator[_List]:
    """The lists that begin in a passage, none of whose items gives orders to a program."""
    span = item.passage.span
    if item.language != question.language:
        return
    for places in enumerations(page):
        start, end = places.lead
        last = places.items[-1][1] if places.items else end
        if not (span.start <= end and start < span.end):
            continue
        if any(is_quarantined(page, replace(span, start=a, end=b)) for a, b in (places.lead, *places.items)):
            continue
        if holds_figures(question, page.text[max(0, start - CHARACTERS) : last]):
            said = set(stems(page.text[start:end], question.language)) & set(stems(question.asked, question.language))
            yield _List(item, page, places, _share(question, item, page, places), len(said))


def _share(question: Question, item: Found, page: Page, places: Enumeration) -> float:
    """How much of the question announces a list; 0 where neither it nor its heading names what is
    asked for."""
    language, (start, end) = question.language, places.lead
    asked = stems(question.asked, language)
    wanted, first = set(asked), next(iter(asked), "")
    said = page.text[start:end]
    heading = set(stems(item.passage.section.split(JOINT)[-1], language))
    own = wanted & (heading | set(stems(said, language)))
    announced = _ANNOUNCED[language].search(said) if language in _ANNOUNCED else None
    if announced and not wanted & set(stems(announced[0], language)):
        own = wanted & heading  # "the requirements where these conditions apply:" are no requirements
    conditions = phrase_pattern("asking_condition", language).search(question.asked)
    if conditions and word_list("condition", language) & set(re.findall(r"\w+", said.casefold())):
        own |= set(stems(conditions[0], language))  # "You are entitled if you": these are conditions
    if first not in own:  # "which authorities": of these it must be a list
        return 0.0
    told = f"{page.text[max(0, start - CHARACTERS) : end]} {item.passage.section} {item.document.name}"
    before = (wanted - own) & set(stems(told, language))
    return (len(own) + BEFORE * len(before)) / len(wanted)


def _candidate(item: Found, page: Page, place: tuple[int, int]) -> Candidate:
    span = replace(item.passage.span, page=page.number, start=place[0], end=place[1])
    text = as_told(page, *place).text.strip().rstrip(_TRAILING)
    if text[-1:].isalpha() and not page.text[place[1] :].strip(" \n0123456789"):
        text += " …"  # it goes on on the next page
    return Candidate(item.document.id, span, text, item.passage.section, 0.0, item.language)
