"""Items of lists as evidence, each with what announces it, in both places: what is decided, asked for or laid down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.documents.enumerations import Enumeration, Range, enumerations, items_beyond
from secretaire.documents.note_marks import as_told
from secretaire.documents.run_in_lists import run_in_lists
from secretaire.documents.sentences import segment
from secretaire.records import Page, Span
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.language.cues import Cue, holds
from secretaire.tasks.language.list_statements import statements
from secretaire.tasks.language.sentence_form import is_sentence, lead_in

Place = tuple[Page, Range]
_STATED = (Cue.DUTY, Cue.DECISION)
_NESTED = re.compile(r"\n\s*(?:[-–—•▪■●◦‣*]|\(?(?:\d{1,2}|[a-z])[.)]|\d{1,2}(?:\.\d{1,2})+)\s")

_HEADED = re.compile(r"(?:§|Art|\d|[IVX]+\.)[^\n]{0,80}\n+(?=[A-ZÀ-Þ(])")


@dataclass(frozen=True, slots=True)
class Listed:
    """A statement, and the places of the words before the list (``lead``) and of the item."""

    text: str
    lead: Span
    item: Span


def listed_statements(pages: Sequence[Page], extraction: str, language: str) -> Iterator[Listed]:
    """What all lists of a document's pages state; an item that goes on on the next page is left out there."""
    for index, page in enumerate(pages):
        own = page.language or language
        for places in _lists(page):
            items = [(page, place) for place in places.items]
            items += items_beyond(places.open_kind, pages[index + 1 :])
            yield from _statements((page, places.lead), items, extraction, own)


def _lists(page: Page) -> list[Enumeration]:
    """Those with lines of their own, and those within paragraphs that are none of these."""
    lined = enumerations(page)
    known = {start for each in lined for start, _ in (each.lead, *each.items)}
    return lined + [each for each in run_in_lists(page) if known.isdisjoint(start for start, _ in each.items)]


def _statements(lead: Place, items: Sequence[Place], extraction: str, language: str) -> Iterator[Listed]:
    page, (start, end) = lead
    start += _heading(page.text[start:end])
    announced = Span(extraction, page.number, start, end)
    if is_quarantined(page, announced):
        return
    ends = [(on, _first_sentence(on, place, language)) for on, place in items]
    said = [
        "" if _NESTED.search(on.text, *whole) else as_told(on, *place).text.strip()
        for (on, whole), (_, place) in zip(items, ends, strict=True)
    ]
    for made in statements(as_told(page, start, end).text.strip(), said, language):
        on, (first, last) = ends[made.first][0], (ends[made.first][1][0], ends[made.last][1][1])
        span = Span(extraction, on.number, first, last)
        if ends[made.last][0] is not on or is_quarantined(on, span):
            continue
        if is_sentence(made.text, "") and any(holds(cue, made.text, language) for cue in _STATED):
            yield Listed(made.text, announced, span)


def _first_sentence(page: Page, place: Range, language: str) -> Range:
    """An item up to the end of its first sentence."""
    start, end = place
    found = segment(page.text[start:end], language)
    return (start, start + found[0][1]) if found else place


def _heading(lead: str) -> int:
    """The length of a heading ("§ 3 Aufgaben") that the layout left on the words before a list, and of a number."""
    headed = _HEADED.match(lead)
    start = headed.end() if headed else 0
    return start + lead_in(lead[start:])
