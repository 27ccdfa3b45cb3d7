"""Numbers written out in words, in English, German and French: "two weeks", "vierzehntägig", "quatre-vingt-dix", "ein
Drittel", "half a year", "der dritte". The words are data: ``resources/words``.

An article is no number: "ein", "un" and "a" count before a unit or a scale only ("ein Jahr", "a hundred").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from secretaire.tasks.language.cardinals import HALF, TENS, Cardinals, words_of
from secretaire.tasks.language.compound_numbers import compound, ordinal_compound
from secretaire.tasks.language.units import begins_with_unit
from secretaire.tasks.prompting.prompts import word_list

THOUSAND = 1000
LEAST_ORDINAL = 3
"""From here on an ordinal always counts; "first" and "second" are adverbs and nouns too often."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number, where it stands (``text[start:end]``), and whether it tells a rank ("third")."""

    start: int
    end: int
    value: Fraction
    ordinal: bool = False


def written_numbers(text: str, language: str, *, generous: bool = False) -> Iterator[WrittenNumber]:
    """The numbers that a text says in words, in order. ``generous`` counts what may be one, too: "a week", "first"."""
    words = words_of(language)
    if not words.small:
        return
    tokens = list(_WORD.finditer(text))
    reader = _Reading(text, language, tokens, words, generous)
    place = 0
    while place < len(tokens):
        found = reader.at(place)
        if found is None:
            place += 1
            continue
        place, number = found
        yield number


class _Reading(Cardinals):
    """One text being read for whatever says a number; every method takes a token's place."""

    def at(self, place: int) -> tuple[int, WrittenNumber] | None:
        """The number that begins at a token."""
        if self._is_never(place):
            return None
        found = self._part(place) or self._ranked(place) or self._counted(place)
        if found is None:
            return None
        end, value, ordinal, stop = found
        scale = self._words.scales.get(self._word(end))
        if scale is not None and scale >= THOUSAND and not ordinal and self._joined(end):  # "half a million"
            end, value, stop = end + 1, value * scale, self._tokens[end].end()
        return end, WrittenNumber(self._tokens[place].start(), stop, value, ordinal)

    _Found = tuple[int, Fraction, bool, int]

    def _counted(self, place: int) -> _Found | None:
        """A cardinal, with its decimals, its "and a half", its fraction's name."""
        end, value, stop = self._cardinal(place)
        if end == place:
            return self._compound(place)
        part = self._words.parts.get(self._word(end))
        if part is not None and part != HALF and value > 1:
            return end + 1, value * part, False, self._tokens[end].end()
        decimals = self._value(end + 1) if self._word(end) in self._words.point and self._joined(end + 1) else None
        if decimals is not None:
            return end + 2, value + decimals / 10 ** len(str(decimals)), False, self._tokens[end + 1].end()
        more = self._and_a_half(end)
        if more:
            return more, value + HALF, False, self._tokens[more - 1].end()
        if self._and_a_half(end + 1) and begins_with_unit(self._text, stop):  # "un an et demi"
            return end, value + HALF, False, stop
        if self._word(place) == "neuf" and end == place + 1 and not self._counts_something(end):
            return None  # "un véhicule neuf" is new
        return end, value, False, stop

    def _compound(self, place: int) -> _Found | None:
        """A German word that holds a number with what it counts: "vierzehntägig", "Zweidrittelmehrheit"."""
        if self._language != "de":
            return None
        found = compound(self._word(place))
        if found is None:
            return None
        value, length = found
        return place + 1, value, False, self._tokens[place].start() + length

    def _part(self, place: int) -> _Found | None:
        """Half, a third, three quarters: what is no whole number."""
        word, parts = self._word(place), self._words.parts
        if word in parts and parts[word] == HALF:
            return self._half(place)
        part = parts.get(self._word(place + 1))
        if word not in self._words.ones or part is None or not self._joined(place + 1):
            return None
        if part == HALF:
            behind = self._tokens[place + 1].end()
            return (place + 2, HALF, False, behind) if begins_with_unit(self._text, behind) else None
        named = (
            self._word(place + 1) == "drittel"
            or (word == "one" and part != Fraction(1, 4))
            or self._word(place + 2) in self._words.whole
        )
        trusted = self._word(place + 3) == "confiance"
        return (place + 2, part, False, self._tokens[place + 1].end()) if named and not trusted else None

    def _half(self, place: int) -> _Found | None:
        """ "Half a year", "halbes Jahr", "demi-heure"; "half of", "die Hälfte", "la moitié"."""
        behind = self._tokens[place].end()
        if self._word(place + 1) in ("a", "an"):
            return place + 2, HALF, False, self._tokens[place + 1].end()
        counts = begins_with_unit(self._text, behind)
        if counts or self._word(place) in ("hälfte", "moitié") or self._word(place + 1) in ("of", "the"):
            return place + 1, HALF, False, behind
        return None

    def _ranked(self, place: int) -> _Found | None:
        """An ordinal, with tens before it."""
        word = self._word(place)
        tens = self._words.small.get(word)
        following = self._word(place + 1) if tens is not None and tens >= TENS and tens % 10 == 0 else ""
        if following in self._words.ordinals and self._joined(place + 1) and self._words.ordinals[following] < 10:
            value = (tens or 0) + self._words.ordinals[following]
            return place + 2, value, True, self._tokens[place + 1].end()
        value_of = self._words.ordinals.get(word) if self._language != "de" else self._german_rank(place)
        if value_of is None or (value_of < LEAST_ORDINAL and not (self._generous or self._is_rank(place))):
            return None
        return place + 1, value_of, True, self._tokens[place].end()

    def _german_rank(self, place: int) -> Fraction | None:
        written = self._tokens[place][0]
        value = ordinal_compound(written.casefold()) if written.islower() else None  # "Dritte" are persons
        article = self._word(place - 1) if place else ""
        if value == 8 and not re.fullmatch(r"d(?:er|ie|as|em|en|es)|am|zum|im|jede\w", article):
            return None  # "achten" is to heed
        return value

    def _is_rank(self, place: int) -> bool:
        """Whether a "first" or a "second" surely tells a rank: "zweite", "deuxième", "the first of May"."""
        if self._word(place) in ("deuxième",) or (self._language == "de" and self._word(place).startswith("zweit")):
            return True
        return re.match(r"\s+(?:of\s+)?[A-ZÀ-Þa-zà-ÿ]+\s+\d{4}\b", self._text[self._tokens[place].end() :]) is not None

    def _counts_something(self, end: int) -> bool:
        """Whether what follows is counted: a plural or a unit."""
        word = self._word(end)
        stop = word_list("stop", self._language)
        return begins_with_unit(self._text, self._tokens[end - 1].end()) or (
            word[-1:] in ("s", "x") and word not in stop and self._joined(end)
        )
