"""Items of lists as evidence, told with what announces them: "The group decided that" is half of each sentence. Pure.

Only lists of what is decided, asked for or laid down, each item of which holds alone: not conditions that hold
together, nor alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from secretaire.documents.cleaning import clean
from secretaire.documents.enumerations import Range, enumerations
from secretaire.documents.note_marks import without_marks
from secretaire.records import Page
from secretaire.tasks.language.cues import Cue, holds
from secretaire.tasks.prompting.prompts import word_list

_JOINER = re.compile(r"[\s,;.]*(?:\b(?:and|und|et|sowie))?[\s,;.]*$", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\b(?:or|oder|ou)\s*$", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\b(?:either|one of|any of|one or more|entweder|eine[rms]? der|l['’]une? des|soit|au moins une?)\b", re.IGNORECASE
)
_SEVERAL = re.compile(r"[!?;]\s+\S|(?<!\d)\.\s+[A-ZÀ-Þ]")
_OPEN = re.compile(r"(?:,|\b(?:that|to|dass|que))\s*:?$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:de|d['’]|que|qu['’])\s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """Where an item stands, and what announces it; ``text`` is both as one sentence."""

    lead: Range
    place: Range
    text: str


def items_with_stem(page: Page, language: str) -> Iterator[Item]:
    """The items of a page's lists that go on with the sentence that announces them."""
    for each in enumerations(page):
        lead = without_marks(clean(page.text, *each.lead).text.strip())
        said = [without_marks(clean(page.text, *place).text.strip()) for place in each.items]
        if not _announces(lead, language) or any(_ALTERNATIVE.search(item.rstrip(" ,;")) for item in said):
            continue
        for place, item in zip(each.items, said, strict=True):
            item = _JOINER.sub("", item)
            if item[:1].islower() and not _SEVERAL.search(item):
                yield Item(each.lead, place, f"{_stem(lead, item)} {item}.")


def _announces(lead: str, language: str) -> bool:
    """Whether words announce what is decided or laid down, each item for itself."""
    words = set(re.findall(r"\w+", lead.casefold()))
    return (
        any(holds(cue, lead, language) for cue in (Cue.DECISION, Cue.DUTY))
        and not words & (word_list("condition", language) - {"que"})
        and not _ONE_OF.search(lead)
    )


def _stem(lead: str, item: str) -> str:
    """What announces an item, without a colon where the sentence goes on: "that:", "to:", "recommande : de …"."""
    bare = lead.rstrip(" :").rstrip()
    return bare if _OPEN.search(lead) or _GOES_ON.match(item) else lead
