"""Whether a sentence that copies its evidence copies it faithfully.

A small model mostly writes its evidence down again with a word lost, swapped or put in, which no comparison of
vocabularies sees. So the sentence is aligned with the nearest one of its evidence, word by word (Ratcliff and
Obershelp's matching, from difflib). Where most of it stands there in order, it is a near copy, and then every word must
stand there too, or one that says the same (``same_words``), and what was left out must have been a whole parenthesis or
clause, or the member of an enumeration that stands without it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from secretaire.documents.sentences import segment
from secretaire.tasks.language.digits import plain_number
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.verifying.leaving_out import ENDS, Tokens, counts, goes_without_harm, is_word, words_of
from secretaire.tasks.verifying.same_words import say_the_same

NEAR, NEAR_WHEN_JOINED = 0.7, 0.8
"""The share of a sentence's words that must stand in one sentence of the evidence, or in several, in order."""
LEAST_WORDS = 4
SHOWN_WORDS = 8
BESIDE = 3
"""So many of a phrase's words, less one, may be the same on either side of what differs."""
Run = tuple[Tokens, int, int]
"""A text's tokens, and the first and the one after the last of a run."""
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+'(?=\w)|\w+(?:-\w+)*|[^\w\s]")
_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]*\)")
_PLAIN = str.maketrans("’‑", "'-")


@dataclass(frozen=True, slots=True)
class Departures:
    """Runs of words that a near copy has and its evidence has not (``altered``), and the other way round; and the words
    that say the same as others of the evidence. ``near`` tells whether the sentence is a near copy at all."""

    altered: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()
    same: frozenset[str] = frozenset()
    near: bool = False


def departures(sentence: str, evidence: str, language: str) -> Departures:
    """Where a near copy departs from its evidence; nothing for a faithful one, and for what is no near copy."""
    said = _tokens(sentence)
    source = _nearest(said, evidence, language)
    if source is None:
        return Departures()
    altered: list[str] = []
    shortened: list[str] = []
    same: set[str] = set()
    for tag, first, last, begin, end in _matcher(source, said).get_opcodes():
        if tag == "equal":
            continue
        left_out, put_in = source[first:last], said[begin:end]
        foreign = [word for word in put_in if counts(word, "insertable", language)]
        if words_of(left_out) and _means_the_same((source, first, last), (said, begin, end), language):
            same.update(put_in)
        elif foreign and not _joins(foreign, left_out, language):
            altered.append(_shown(put_in))
        elif not goes_without_harm(source, first, last, language):
            shortened.append(_shown(left_out))
    return Departures(tuple(altered), tuple(shortened), frozenset(same), near=True)


def _tokens(text: str) -> Tokens:
    """Words and punctuation in lower case, without where links lead; a number in its one form, so that 1.250,50 is
    1,250.50."""
    tokens = _TOKEN.findall(_LINK_TARGET.sub("", text).translate(_PLAIN).casefold())
    return [plain_number(token) if token[0].isdigit() else token for token in tokens]


def _nearest(said: Tokens, evidence: str, language: str) -> Tokens | None:
    """What the sentence is a near copy of: one sentence of the evidence, else all of it; None when it is none."""
    sources = [_tokens(evidence[start:end]) for start, end in segment(evidence, language)]
    nearest = max(sources, key=lambda source: _held(said, source), default=[])
    if _held(said, nearest) >= NEAR:
        return nearest
    whole = [token for source in sources for token in source]
    return whole if _held(said, whole) >= NEAR_WHEN_JOINED else None


def _held(said: Tokens, source: Tokens) -> float:
    """The share of a sentence's words that stand in a source, in order."""
    words = sum(map(is_word, said))
    held = sum(
        is_word(token)
        for _source, place, size in _matcher(source, said).get_matching_blocks()
        for token in said[place : place + size]
    )
    return held / words if words >= LEAST_WORDS else 0.0


def _matcher(source: Tokens, said: Tokens) -> SequenceMatcher[str]:
    return SequenceMatcher(None, source, said, autojunk=False)


def _means_the_same(left_out: Run, put_in: Run, language: str) -> bool:
    """Whether two runs say the same, by themselves or with words beside them that both texts have: the alignment cuts
    "à cause de" and "en raison de" before their "de"."""
    for before, after in itertools.product(range(BESIDE), repeat=2):
        one, other = (_run(each, before, after) for each in (left_out, put_in))
        if not other:
            continue
        bare = [[word for word in run if counts(word, "insertable", language)] for run in (one, other)]
        if say_the_same(one, other, language) or say_the_same(bare[0], bare[1], language):
            return True
    return False


def _run(place: Run, before: int, after: int) -> Tokens:
    """The words of a run, and so many beside it."""
    tokens, first, last = place
    return [each for each in tokens[max(0, first - before) : last + after] if is_word(each) or each == "%"]


def _joins(foreign: Sequence[str], left_out: Tokens, language: str) -> bool:
    """Whether what is put in only joins two sentences: "and" or "while" for a full stop."""
    joining = word_list("joining", language) | word_list("setting_beside", language)
    return bool(ENDS & set(left_out)) and set(foreign) <= joining


def _shown(tokens: Tokens) -> str:
    """A run of words as a person reads it, cut where it is long."""
    words = words_of(tokens)
    text = " ".join(words[:SHOWN_WORDS]).replace("' ", "'")
    return f"{text} …" if len(words) > SHOWN_WORDS else text
