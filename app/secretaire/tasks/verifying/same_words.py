"""Whether two runs of words say the same: the same words, listed synonyms, or one word that only agrees differently.

The lists (``resources/words/same.LANGUAGE.txt``) are short and strict: what only mostly means the same isn't there. Of
inflection only what follows from agreement is forgiven (number, gender, an adjective's case), never tense, degree or
an article's case.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence

from secretaire.places import resources
from secretaire.tasks.prompting.prompts import word_list

LEAST_STEM = 4
_AGREEING = {
    "en": ("|s", "|es", "y|ies"),
    "de": ("|e", "|en", "|n", "|s", "|es", "e|en", "e|es", "e|em", "e|er", "en|es", "en|er", "en|em", "er|es", "er|em"),
    "fr": ("|s", "|e", "|es", "s|e", "s|es", "e|es", "|x", "e|ent"),
}
"""Pairs of endings that agreement exchanges."""


def say_the_same(one: Sequence[str], other: Sequence[str], language: str) -> bool:
    """Whether two runs of words, in lower case, are the same word for word, phrase for phrase."""
    first, second = list(_parts(one, language)), list(_parts(other, language))
    return len(first) == len(second) and all(
        not mine.isdisjoint(theirs) or _agree(mine, theirs, language)
        for mine, theirs in zip(first, second, strict=True)
    )


def _parts(words: Sequence[str], language: str) -> Iterator[frozenset[str]]:
    """The phrases of a run, the longest that are listed; each as itself and the numbers of its groups."""
    known, longest = _listed(language)
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            phrase = " ".join(words[place : place + length])
            if length == 1 or phrase in known:
                yield frozenset((phrase, *known.get(phrase, ())))
                place += length
                break


def _agree(one: frozenset[str], other: frozenset[str], language: str) -> bool:
    """Whether two phrases are one word in two forms; articles and pronouns, whose case tells who does what, are not."""
    stop = word_list("stop", language)
    return any(
        not {mine, theirs} & stop and _differ_in_agreement(mine, theirs, language)
        for mine, theirs in itertools.product(one, other)
        if mine.isalpha() and theirs.isalpha()
    )


def _differ_in_agreement(one: str, other: str, language: str) -> bool:
    return any(
        mine.endswith(short) and len(stem := mine[: len(mine) - len(short)]) >= LEAST_STEM and theirs == stem + long
        for mine, theirs in ((one, other), (other, one))
        for short, long in (pair.split("|") for pair in _AGREEING.get(language, ()))
    )


@functools.cache
def _listed(language: str) -> tuple[dict[str, tuple[str, ...]], int]:
    """Every listed phrase with its groups' numbers, and how many words the longest has."""
    path = resources() / "words" / f"same.{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    known: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines):
        if not line.startswith("#"):
            for phrase in line.split(" = "):
                known[phrase] = (*known.get(phrase, ()), f"={number}")
    return known, max((len(phrase.split()) for phrase in known), default=1)
