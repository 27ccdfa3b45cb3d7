"""What announces a list and its items, put together to statements: "The agency shall:" and "(a) keep a register;" say
"The agency shall keep a register". Pure; the words are data (``list_…`` in ``resources/words``).

Left out is what would say something else alone: alternatives, items below a condition, and those whose verb stands
behind the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.tasks.language.cues import Cue, holds
from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.language.sentence_form import MOST_CHARACTERS
from secretaire.tasks.prompting.prompts import phrase_pattern, word_list

LEFT_OUT = "[…]"
"""Stands for the items before one that an announcement ("the following duties:") is followed by."""
_JOINER = re.compile(r"[\s,;]*(?:\b(?P<word>und|oder|bzw\.|sowie|and|or|et|ou))?[\s,;.]*$")
_ALTERNATIVE = frozenset(("oder", "bzw.", "or", "ou"))
_OFFERS = re.compile(r"(?:soit|either|entweder|ou|or|oder)\b", re.IGNORECASE)
_WITH_ZU = re.compile(r"\bzu\s+[a-zäöüß]+n\b|\b[a-zäöüß]{2,}zu[a-zäöüß]{2,}n\b")
_BARE = re.compile(r"\b[a-zäöüß]{2,}(?:en|ern|eln|sein|tun)\b(?=\s*$|,)")
_FRENCH_VERB = re.compile(r"(?:(?:ne pas|se|en|y)\s+|s['’])*[a-zà-ÿ]{2,}(?:er|ir|re|oir)\b", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyàâéèêëîïôû]|h(?!iérarchis|auss|eurt|ât|iss|aï|ach|asard|arcel)", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:de|que)\b|(?:d|qu)['’]", re.IGNORECASE)
"""What a French item begins with that goes on with the words before the colon."""
_CLAUSES = frozenset(("that", "que", "qu", "dass"))
"""Behind these an item is a whole clause."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a list says of one item, or of all; ``first`` and ``last`` are the items that it holds."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Stem:
    text: str
    language: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset(re.findall(r"\w+", self.text.casefold()))

    @property
    def last(self) -> str:
        return next((found[0] for found in re.finditer(r"\w+(?=\W*$)", self.text.casefold())), "")

    @property
    def announces(self) -> bool:
        """Whether what follows is announced ("the following duties:"), rather than going on with the sentence."""
        return self.text.endswith(":") and self.last not in word_list("list_governing", self.language)


def statements(lead: str, items: Sequence[str], language: str) -> list[Statement]:
    """What a list states; nothing where it states nothing by single items.

    ``lead`` and ``items`` stand without marks; an empty item makes no statement.
    """
    stem = _Stem(" ".join(lead.split()), language)
    said = [_item(item, language) for item in items]
    negated = word_list("negation", language) & stem.words
    offered = any(_joiner(item) in _ALTERNATIVE for item in items[:-1]) or any(map(_OFFERS.match, said))
    if not any(said) or (offered and not negated) or not _begins(stem, said):
        return []
    if not all(_completes(stem, item) for item in said):
        if not stem.text.endswith(":"):
            return []  # what they share stands behind the last one
        return list(_announced(stem, said))
    if stem.announces and not all(_GOES_ON.match(item) for item in said if item):
        return list(_announced(stem, said))
    return [Statement(_governed(stem, item), place, place) for place, item in enumerate(said) if item]


def _begins(stem: _Stem, items: Sequence[str]) -> bool:
    """Whether a list's first words begin a main clause that each item may end alone."""
    clauses = re.split(r"[,;]\s", stem.text)
    hanging = phrase_pattern("list_condition", stem.language)
    conditions = clauses[-1:] if hanging.match(stem.text) else clauses[-2:]
    offering = phrase_pattern("list_alternatives", stem.language).search(stem.text)
    verbs = word_list("verbs", stem.language) | word_list("modal", stem.language)  # last, too: "Die Behörde hat"
    sentences = not stem.text.endswith(":") and stem.language != "de" and any(each[:1].isupper() for each in items)
    return (
        stem.text[:1].isupper()
        and not stem.text.endswith(";")
        and not any(map(hanging.search, conditions))
        and not offering
        and not sentences
        and (
            not verbs.isdisjoint(stem.words)
            or has_finite_verb(stem.text.rstrip(": "), stem.language)
            or holds(Cue.DECISION, stem.text, stem.language)  # "La direction recommande au conseil :"
        )
    )


def _item(item: str, language: str) -> str:
    """An item without what joins it to the next; none where it announces a list of its own, or is a condition."""
    text = " ".join(item.split())
    found = _JOINER.search(text)
    text = text[: found.start()] if found else text
    return "" if text.endswith(":") or phrase_pattern("list_condition", language).match(text) else text


def _joiner(item: str) -> str:
    found = _JOINER.search(" ".join(item.split()))
    return (found["word"] or "").casefold() if found else ""


def _completes(stem: _Stem, item: str) -> bool:
    """Whether an item has the verb that its stem waits for; an empty one was left out for itself."""
    if not item or stem.last in _CLAUSES:
        return True
    if stem.language == "fr":
        return stem.last not in ("de", "d", "à") or _FRENCH_VERB.match(item) is not None
    if stem.language == "de" and word_list("modal", "de") & stem.words:
        return _BARE.search(item) is not None
    return stem.language != "de" or _WITH_ZU.search(item) is not None


def _announced(stem: _Stem, items: Sequence[str]) -> Iterator[Statement]:
    """All items in one statement where that is short enough, else each in one."""
    said = [_uncapitalised(stem, item) for item in items]
    between = " ; " if stem.language == "fr" else "; "
    whole = f"{stem.text} {between.join(said)}."
    if all(items) and len(whole) <= MOST_CHARACTERS:
        yield Statement(whole, 0, len(items) - 1)
        return
    for place, item in enumerate(said):
        if item:
            gap = f" {LEFT_OUT}" if place else ""
            yield Statement(f"{stem.text}{gap} {item}.", place, place)


def _governed(stem: _Stem, item: str) -> str:
    begun, item = stem.text.rstrip(": "), _uncapitalised(stem, item)
    if stem.language == "fr" and stem.last in ("de", "que", "ne") and _VOWEL.match(item):
        return f"{begun[:-1]}’{item}."
    return f"{begun} {item}."


def _uncapitalised(stem: _Stem, item: str) -> str:
    """An item without the capital that it has only since it begins a line."""
    first = item.split()[0] if item else ""
    if not first or not (first[1:].islower() or len(first) == 1):
        return item
    known = first.casefold() in word_list("stop", stem.language)
    verb = stem.language == "en" and stem.last not in _CLAUSES and not stem.announces
    verb = verb or (stem.language == "fr" and _FRENCH_VERB.fullmatch(first) is not None)
    return first[0].lower() + item[1:] if known or verb else item
