"""Cardinals written out, token by token: "a hundred and five", "quatre-vingt-dix-neuf", "zwei Millionen"."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from secretaire.tasks.language.compound_numbers import compound
from secretaire.tasks.language.units import begins_with_unit
from secretaire.tasks.prompting.prompts import word_list

TENS, HUNDRED = 20, 100
_JOINT = re.compile(r"[ \t\u00a0\u202f-]*\n?[ \t]*")
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of a language."""

    small: Mapping[str, Fraction]
    scales: Mapping[str, Fraction]
    ordinals: Mapping[str, Fraction]
    parts: Mapping[str, Fraction]
    ones: frozenset[str]
    never: frozenset[str]
    whole: frozenset[str]
    joining: frozenset[str]
    point: frozenset[str]


@functools.cache
def words_of(language: str) -> NumberWords:
    """The number words of a language; empty for one that has none."""

    def numbers(name: str) -> dict[str, Fraction]:
        return {word: Fraction(value) for word, value in (pair.split("=") for pair in word_list(name, language))}

    lists = [word_list(name, language) for name in ("ones", "no_number", "of_a_whole", "number_and", "number_point")]
    return NumberWords(numbers("numbers"), numbers("scales"), numbers("ordinals"), numbers("parts"), *lists)


class Cardinals:
    """One text being read; every method takes a token's place, and tells the place behind what it read."""

    def __init__(
        self, text: str, language: str, tokens: Sequence[re.Match[str]], words: NumberWords, generous: bool
    ) -> None:
        self._text, self._language, self._words, self._generous = text, language, words, generous
        self._tokens = tokens
        self._said = [token[0].casefold() for token in tokens]

    def _cardinal(self, place: int) -> tuple[int, Fraction, int]:
        """The place behind a cardinal, its value and where its text ends; the same place where there is none."""
        total, current, last = Fraction(0), None, Fraction(10**12)
        at, said = place, False
        while at < len(self._tokens) and (at == place or self._joined(at)) and not (said and self._is_never(at)):
            word = self._said[at]
            if word in self._words.joining and said and self._goes_on(at + 1, current):
                at += 1
                continue
            value, scale = self._value(at), self._words.scales.get(word)
            if scale is not None and (said or word not in ("dutzend", "douzaine", "dozen")):
                if scale >= last or (not said and self._needs_one(at)):
                    break
                if scale == HUNDRED and current is not None and current < HUNDRED:
                    current *= HUNDRED
                elif scale == HUNDRED and current is None:
                    current = scale
                else:
                    total, current, last = total + (1 if current is None else current) * scale, None, scale
            elif value is not None:
                joined = self._combined(current, value)
                if joined is None:
                    break
                current = joined
            else:
                break
            said = True
            at += 1
        stop = self._tokens[at - 1].end() if at > place else 0
        return at, total + (current or 0), stop

    def _value(self, at: int) -> Fraction | None:
        word = self._said[at]
        known = self._words.small.get(word)
        if known is not None:
            return known
        if self._language == "de":
            found = compound(word)
            if found is not None and found[1] == len(word) and found[0].denominator == 1:
                return found[0]
        return Fraction(1) if word in self._words.ones and self._is_one(at) else None

    def _is_one(self, at: int) -> bool:
        """Whether a "one" or an article counts: before a scale or a unit, or behind tens ("vingt et un")."""
        word, following = self._said[at], self._word(at + 1)
        article = word in ("a", "an")
        if (following in self._words.scales and self._joined(at + 1)) or self._and_a_half(at + 1):
            return True
        if not article and self._ends_in_tens(at):
            return True
        counts = begins_with_unit(self._text, self._tokens[at].end())
        if counts and article:
            return self._generous or self._and_a_half(at + 2) > 0  # "a year and a half"
        return counts or (self._generous and not article)

    def _ends_in_tens(self, at: int) -> bool:
        """Whether tens, hundreds or thousands stand before a token: "vingt et un", "a hundred and one"."""
        before = at - 2 if self._word(at - 1) in self._words.joining else at - 1
        small = self._words.small.get(self._word(before), Fraction(0))
        tens = (small >= TENS and small % 10 == 0) or self._word(before) in self._words.scales
        return tens and all(map(self._joined, range(before + 1, at + 1)))

    def _needs_one(self, at: int) -> bool:
        """Whether a scale alone is no number: "hundreds", "million" in English; "cent", "mille" and "hundert" are."""
        return self._said[at] not in ("cent", "mille", "hundert", "tausend")

    def _combined(self, current: Fraction | None, value: Fraction) -> Fraction | None:
        """A number with the next word added to it: twenty and one, four and twenty (quatre-vingt), sixty and twelve."""
        if current is None or value >= HUNDRED:
            return value if current is None else None
        rest = current % HUNDRED
        if rest == 0:
            return current + value
        if self._language == "fr":
            if rest == 4 and value == 20:
                return current - 4 + 80
            if (rest in (60, 80) and value < 20) or (rest == 10 and 7 <= value <= 9):
                return current + value
        return current + value if rest >= TENS and rest % 10 == 0 and value < 10 else None

    def _goes_on(self, at: int, current: Fraction | None) -> bool:
        """Whether a number goes on behind an "and": "a hundred and five", "vingt et un", not "two and three"."""
        if at >= len(self._tokens) or not self._joined(at):
            return False
        value = self._value(at)
        if value is None:
            return False
        return current is None or self._combined(current, value) is not None

    def _and_a_half(self, place: int) -> int:
        """The place behind an "and a half", "et demi", "und ein halbes"; 0 where there is none."""
        if self._word(place) not in self._words.joining or not self._joined(place):
            return 0
        at = place + 1 + (self._word(place + 1) in self._words.ones)
        return at + 1 if self._words.parts.get(self._word(at)) == HALF else 0

    def _is_never(self, place: int) -> bool:
        one = [self._word(at) for at in range(place - 1, place + 3)]
        phrases = {f"{one[0]}_{one[1]}", f"{one[1]}_{one[2]}", f"{one[1]}_{one[2]}_{one[3]}"}
        return not phrases.isdisjoint(self._words.never) or (one[1] == "sept" and self._is_month(place))

    def _is_month(self, place: int) -> bool:
        """Whether "sept" is September: "15 sept. 2020"."""
        token = self._tokens[place]
        return re.search(r"\d(?:er)?\s*$", self._text[max(0, token.start() - 5) : token.start()]) is not None or (
            re.match(r"\.?\s+\d{4}", self._text[token.end() :]) is not None
        )

    def _word(self, place: int) -> str:
        return self._said[place] if 0 <= place < len(self._said) else ""

    def _joined(self, place: int) -> bool:
        """Whether nothing but a blank or a hyphen stands between a token and the one before it."""
        if not 0 < place < len(self._tokens):
            return False
        between = self._text[self._tokens[place - 1].end() : self._tokens[place].start()]
        return bool(between) and _JOINT.fullmatch(between) is not None
