"""What a person typed, as terms: for the index, for ranking and for the places that are shown as found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.vault.compounds import place_in
from secretaire.vault.normalise import normalise, words

_SNIPPET = 200
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing sought: its FTS5 expression, and the pattern that finds it in a folded text.

    ``single`` is one word, which may be a compound's part too; a phrase is found in the text alone.
    """

    match: str
    pattern: re.Pattern[str]
    single: bool

    def places(self, folded: str, *, german: bool) -> Iterator[tuple[int, int]]:
        """Where it stands in a folded text: as words, or with ``german`` as parts of compounds."""
        yield from (found.span() for found in self.pattern.finditer(folded))
        if not (german and self.single):
            return
        for word in _WORD.finditer(folded):
            place = None if self.pattern.match(word[0]) else place_in(word[0], self.pattern)
            if place:
                yield word.start() + place[0], word.start() + place[1]


def parse_query(text: str) -> list[Term]:
    """What a person typed, as terms; never an FTS5 syntax error, whatever it holds."""
    terms = []
    for phrase, word in _TERM.findall(text):
        parts = words(phrase or word)
        if not parts:
            continue
        prefix, single = bool(word) and word.endswith("*"), len(parts) == 1
        match = ("" if single else "normalised : ") + '"' + " ".join(parts) + '"' + ("*" if prefix else "")
        pattern = r"\b" + r"\W+".join(map(re.escape, parts)) + ("" if prefix else r"\b")
        terms.append(Term(match, re.compile(pattern), single))
    return terms


def snippet_of(text: str, terms: Sequence[Term], *, german: bool = False) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A piece of the original text around the first find, and where the finds stand in it, none within another."""
    folded, origins = normalise(text)
    places = {place for term in terms for place in term.places(folded, german=german)}
    finds = _apart((origins[start], origins[end - 1] + 1) for start, end in places)
    start = max(0, (finds[0][0] if finds else 0) - _SNIPPET // 4)
    while start and not text[start - 1].isspace():
        start -= 1
    end = min(len(text), start + _SNIPPET)
    furthest = min(len(text), end + _SNIPPET // 4)
    while end < furthest and not text[end].isspace():  # whole words, so that no find is cut in two
        end += 1
    inside = tuple((first - start, min(last, end) - start) for first, last in finds if start <= first < end)
    return text[start:end], inside


def _apart(places: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places in order; of those that overlap, the first and longest."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart
