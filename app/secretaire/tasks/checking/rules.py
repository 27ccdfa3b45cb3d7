"""The rules of a document: the items of a checklist, or the sentences of a regulation that lay something down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from secretaire.records import Page, Span
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list

MOSTLY = 0.5
"""From this share of list items on, a document is a checklist, and its items are the rules."""
SHORT = 60
"""A document of at most so many sentences of which few lay something down is a list of rules without bullets."""
LEAST_STEMS = 2
ITEM = "item"
_BULLET = re.compile(r"\s*(?:[-–•*·☐□▪]|\[[ xX]?\]|\(?\d{1,3}[.)])\s+(?:\[[ xX]?\]\s+)?")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that were taken, in order, and how: "items", "sentences" that lay something down, or "all"."""

    rules: tuple[Candidate, ...]
    taken: str


def rules_of(sentences: Sequence[Candidate], pages: Sequence[Page]) -> Rules:
    """Take the rules out of a document's sentences (``evidence.pieces``)."""
    telling = [each for each in sentences if len(stems(each.text, each.language)) >= LEAST_STEMS]
    items = _items(telling, pages)
    if telling and len(items) >= MOSTLY * len(telling):
        return Rules(tuple(map(_unmarked, items)), "items")
    laid_down = [each for each in telling if lays_down(each)]
    if not laid_down or (len(telling) <= SHORT and len(laid_down) < MOSTLY * len(telling)):
        return Rules(tuple(map(_unmarked, items or telling)), "items" if items else "all")
    return Rules(tuple(map(_unmarked, laid_down)), "sentences")


def lays_down(sentence: Candidate) -> bool:
    """Whether a sentence says what must or should be done."""
    words = {word.strip(".,;:()").casefold() for word in sentence.text.split()}
    return bool(words & (word_list("duty", sentence.language) | word_list("modal", sentence.language)))


def _items(sentences: Sequence[Candidate], pages: Sequence[Page]) -> list[Candidate]:
    by_number = {page.number: page for page in pages}
    return [each for each in sentences if _is_item(each.span, by_number[each.span.page])]


def _is_item(span: Span, page: Page) -> bool:
    """Whether the reader told a list's item there, or its line begins with a bullet or a number."""
    line = page.text.rfind("\n", 0, span.start) + 1
    told = any(_within(span, part.start, part.end) for part in page.structure if part.kind == ITEM)
    return told or _BULLET.match(page.text, line) is not None


def _unmarked(rule: Candidate) -> Candidate:
    """A rule without its bullet or number."""
    marker = _BULLET.match(rule.text)
    return replace(rule, text=rule.text[marker.end() :]) if marker else rule


def _within(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end
