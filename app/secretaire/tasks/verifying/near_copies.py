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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from secretaire.documents.sentences import segment
from secretaire.tasks.language.digits import plain_number
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.verifying.same_words import say_the_same

NEAR, NEAR_WHEN_JOINED = 0.7, 0.8
"""The share of a sentence's words that must stand in one sentence of the evidence, or in several, in order."""
LEAST_WORDS = 4
LEAST_CLAUSE = 2
SHOWN_WORDS = 8
BESIDE = 2
"""So many of a phrase's words, less one, may be the same on either side of what differs."""
Tokens = list[str]
Run = tuple[Tokens, int, int]
"""A text's tokens, and the first and the one after the last of a run."""
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+'(?=\w)|\w+(?:-\w+)*|[^\w\s]")
_PLAIN = str.maketrans("’‑", "'-")
# What sets a clause or a parenthesis off. A hyphen does not, and nor does an apostrophe.
_SETS_OFF = frozenset(",;:.!?()[]–—…")
_ENDS = frozenset(".;!?:")
_ASIDE = frozenset("([–—")


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
        foreign = [word for word in put_in if _counts(word, "insertable", language)]
        if (
            _words_of(left_out)
            and _words_of(put_in)
            and _means_the_same((source, first, last), (said, begin, end), language)
        ):
            same.update(put_in)
        elif foreign and not _joins(foreign, left_out, language):
            altered.append(_shown(put_in))
        elif not _goes_without_harm(source, first, last, language):
            shortened.append(_shown(left_out))
    return Departures(tuple(altered), tuple(shortened), frozenset(same), near=True)


def _tokens(text: str) -> Tokens:
    """Words and punctuation in lower case; a number in its one form, so that 1.250,50 is 1,250.50."""
    tokens = _TOKEN.findall(text.translate(_PLAIN).casefold())
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
    words = sum(map(_is_word, said))
    held = sum(
        _is_word(token)
        for _source, place, size in _matcher(source, said).get_matching_blocks()
        for token in said[place : place + size]
    )
    return held / words if words >= LEAST_WORDS else 0.0


def _matcher(source: Tokens, said: Tokens) -> SequenceMatcher[str]:
    return SequenceMatcher(None, source, said, autojunk=False)


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _counts(token: str, free: str, language: str) -> bool:
    """Whether a token is a word, and none of those that change nothing (a word list of the language)."""
    return _is_word(token) and token not in word_list(free, language)


def _means_the_same(left_out: Run, put_in: Run, language: str) -> bool:
    """Whether two runs say the same, by themselves or with words beside them that both texts have: the alignment cuts
    "à cause de" and "en raison de" before their "de"."""
    for before, after in itertools.product(range(BESIDE), repeat=2):
        one, other = (_run(each, before, after) for each in (left_out, put_in))
        bare = [[word for word in run if _counts(word, "insertable", language)] for run in (one, other)]
        if say_the_same(one, other, language) or say_the_same(bare[0], bare[1], language):
            return True
    return False


def _words_of(tokens: Tokens) -> Tokens:
    return [token for token in tokens if _is_word(token)]


def _run(place: Run, before: int, after: int) -> Tokens:
    """The words of a run, and so many beside it."""
    tokens, first, last = place
    return [each for each in tokens[max(0, first - before) : last + after] if _is_word(each) or each == "%"]


def _joins(foreign: Sequence[str], left_out: Tokens, language: str) -> bool:
    """Whether what is put in only joins two sentences: "and" for a full stop."""
    return bool(_ENDS & set(left_out)) and set(foreign) <= word_list("joining", language)


def _goes_without_harm(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run may be left out, and neither what follows it hangs on it nor the statement itself is in it."""
    if not any(_counts(word, "droppable", language) for word in source[first:last]):
        return True
    cuts_open = any(source[first:last].count(one) != source[first:last].count(other) for one, other in ("()", "[]"))
    if cuts_open or _is_leant_on(source, first, last, language):
        return False
    if _is_member(source, first, last, language):
        return True
    return _may_go(source, first, last, language) and not _states(source, first, last, language)


def _is_leant_on(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether the clause that follows a run speaks of what is in it ("…, and the plan, which is …"); of what stands in
    brackets or between dashes none does."""
    if first == 0 or {source[first - 1], source[first]} & _ASIDE:
        return False
    following = [token for token in source[last:] if _is_word(token)][:1]
    set_off = source[last - 1] in _SETS_OFF or source[last : last + 1] == [","]
    return set_off and bool(set(following) & word_list("relative", language))


def _states(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run in the midst of a sentence is a main clause: it has a verb, and no word that subordinates it."""
    words = _words_of(source[first:last])
    verbs = word_list("verbs", language) | word_list("modal", language)
    ends = all(token in _ENDS for token in source[last:])
    if first == 0 or ends or {source[first - 1], source[first]} & _ASIDE or not verbs & set(words):
        return False
    return not set(words[:2]) & (word_list("relative", language) | word_list("subordinating", language))


def _may_go(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run may be left out: words that change nothing, or a whole clause that restricts nothing. A single
    word is no clause (but the other half of a German verb, "…, aus."), unless it stands in brackets."""
    left_out = source[first:last]
    if not any(_counts(word, "droppable", language) for word in left_out) or _is_mark(left_out, first):
        return True
    if len(_words_of(left_out)) < LEAST_CLAUSE and not {"(", "[", ")", "]"} & set(source[max(0, first - 1) : last + 1]):
        return False
    opened = first == 0 or source[first - 1] in _SETS_OFF or left_out[0] in _SETS_OFF
    closed = last == len(source) or source[last] in _SETS_OFF or left_out[-1] in _SETS_OFF
    return opened and closed and not any(_restricts(clause, language) for clause in _clauses(left_out))


def _is_mark(left_out: Tokens, first: int) -> bool:
    """Whether a run is what numbers a sentence in its document: "2." or "(3)" at its beginning."""
    return first == 0 and len(_words_of(left_out)) == 1 and left_out[0].isdigit() != left_out[-1].isdigit()


def _is_member(source: Tokens, first: int, last: int, language: str) -> bool:
    """Whether a run is a member of an enumeration ("…, the budget and the plan") of which each holds by itself: nothing
    denies, restricts or counts the members, or ties them to each other ("between")."""
    joining = word_list("joining", language)
    left_out, after = source[first:last], source[last : last + 1]
    ends = not after or after[0] in _SETS_OFF
    begins = (left_out[0] in joining and ends) or (left_out[0] == "," and (ends or after[0] in joining))
    tied = {":", *word_list("negation", language), *word_list("joint", language)}
    tied |= {pair.split("=")[0] for pair in word_list("numbers", language)}
    return begins and not tied & set(source) and not word_list("condition", language) & set(left_out)


def _clauses(tokens: Tokens) -> Iterator[Tokens]:
    clause: Tokens = []
    for token in tokens:
        if token in _SETS_OFF:
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _restricts(clause: Tokens, language: str) -> bool:
    """Whether a clause says under which condition the rest holds, for whom, or who says so: it begins with "if",
    "unless", "according to", …, or with a preposition and the pronoun of a German relative clause."""
    begins = " ".join(clause[:3])
    if language == "de" and len(clause) > LEAST_WORDS and clause[1] in word_list("relative", language):
        return True
    return any(begins == word or begins.startswith(f"{word} ") for word in _restricting(language))


def _restricting(language: str) -> list[str]:
    return [word.replace("_", " ") for word in word_list("restricting", language)]


def _shown(tokens: Tokens) -> str:
    """A run of words as a person reads it, cut where it is long."""
    words = _words_of(tokens)
    text = " ".join(words[:SHOWN_WORDS]).replace("' ", "'")
    return f"{text} …" if len(words) > SHOWN_WORDS else text
