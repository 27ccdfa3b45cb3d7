"""Who speaks in a transcript: a sentence in the first person says little in minutes without its speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.records import Page, Span
from secretaire.tasks.prompting.prompts import word_list

_TURN = re.compile(r"^(?P<name>[^\W\d_a-zß-ÿ][^:\n\t]{1,58}?)\s?:[ \u00a0]+(?=\S)", re.MULTILINE)
TURNS, SPEAKERS = 2, 2
"""A name is a speaker's where it begins so many turns; a transcript has so many speakers."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody begins to speak; ``start`` and ``end`` are those of the name on its page."""

    name: str
    page: int
    start: int
    end: int


def turns_of(pages: Sequence[Page]) -> list[Turn]:
    """The turns of a transcript, in order; none for what isn't one."""
    found = [
        Turn(match["name"], page.number, *match.span("name")) for page in pages for match in _TURN.finditer(page.text)
    ]
    counts = Counter(each.name for each in found)
    speakers = {name for name, count in counts.items() if count >= TURNS}
    return [each for each in found if each.name in speakers] if len(speakers) >= SPEAKERS else []


def speaker_of(span: Span, text: str, language: str, turns: Sequence[Turn]) -> Turn | None:
    """Whose words a sentence in the first person is, where it doesn't say so itself."""
    words = set(re.findall(r"\w+", text.casefold()))
    before = [each for each in turns if (each.page, each.start) <= (span.page, span.start)]
    if not before or not words & word_list("first_person", language) or text.startswith(before[-1].name):
        return None
    return before[-1]
