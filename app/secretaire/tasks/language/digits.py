"""A text with its numbers in digits, whatever way they are written, so that one pattern finds them all.

"two weeks" becomes "2 weeks", "2,5 Mio. Euro" "2500000 Euro"; every place leads back to what was written.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from secretaire.tasks.language.number_words import WrittenNumber, written_numbers

_GROUPS = "[.,\u202f\u00a0 ’']"
NUMBER = re.compile(rf"\d{{1,3}}(?:{_GROUPS}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_SCALED = re.compile(
    rf"(?P<number>{NUMBER.pattern})[\s-]*(?:(?P<thousand>thousand|tausend|mille|tsd\.?)"
    r"|(?P<million>millions?|millionen|mio\.?|mln\.?)|(?P<billion>billions?|milliarden?|milliards?|mrd\.?|bn))(?!\w)",
    re.IGNORECASE,
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
_FRACTION = re.compile(
    rf"(?P<whole>\d+)?\s?(?P<sign>[{''.join(_VULGAR)}])"
    r"|(?<![\d/.,])(?P<top>[1-9])/(?P<bottom>[2-9])(?![\d/.,])(?=\s(?:of|der|des|du|de|von)\b|[\s-]?(?:majority|mehrheit))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class InDigits:
    """``text`` is the text in digits; ``fractions`` what no decimal says, "1÷3" to what was written."""

    text: str
    fractions: tuple[tuple[str, str], ...]
    _source: str
    _places: tuple[tuple[int, int, int, int], ...]

    def written(self, start: int, end: int) -> str:
        """What the source writes where ``text[start:end]`` stands; a number counts whole."""
        return self._source[self._back(start, 0) : self._back(end, 1)].strip()

    def place(self, start: int) -> int:
        """Where the source writes what begins at a place of the text."""
        return self._back(start, 0)

    def _back(self, place: int, side: int) -> int:
        moved = 0
        for start, end, begin, stop in self._places:
            if place <= start and not (side and place == end):  # a fraction left nothing there
                break
            if place < end:
                return (begin, stop)[side]
            moved = stop - end
        return place + moved


@functools.lru_cache(maxsize=20_000)
def in_digits(text: str, language: str, *, generous: bool = False) -> InDigits:
    """Write a text's numbers in digits. ``generous`` counts what may be a number, too: "a week", "first"."""
    parts: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    fractions: list[tuple[str, str]] = []
    done = length = 0
    for number in _numbers(text, language, generous):
        if number.start < done:
            continue
        said = _decimal(number.value)
        if not said:
            fraction = f"{number.value.numerator}÷{number.value.denominator}"
            fractions.append((fraction, text[number.start : number.end]))
        between = text[done : number.start]
        start = length + len(between)
        parts += [between, said]
        places.append((start, start + len(said), number.start, number.end))
        length, done = start + len(said), number.end
    return InDigits("".join([*parts, text[done:]]), tuple(fractions), text, tuple(places))


def _numbers(text: str, language: str, generous: bool) -> list[WrittenNumber]:
    found = [*_scaled(text), *_fractions(text), *written_numbers(text, language, generous=generous)]
    return sorted(found, key=lambda each: (each.start, -each.end))


def _scaled(text: str) -> Iterator[WrittenNumber]:
    for match in _SCALED.finditer(text):
        scale = next(size for name, size in _SCALES.items() if match[name])
        yield WrittenNumber(match.start(), match.end(), Fraction(plain_number(match["number"])) * scale)


def _fractions(text: str) -> Iterator[WrittenNumber]:
    for match in _FRACTION.finditer(text):
        part = Fraction(_VULGAR[match["sign"]]) if match["sign"] else Fraction(f"{match['top']}/{match['bottom']}")
        yield WrittenNumber(match.start(), match.end(), int(match["whole"] or 0) + part)


def _decimal(value: Fraction) -> str:
    """A number in digits; "" for a third, which has no end."""
    for places in range(10):
        if (value * 10**places).denominator == 1:
            whole = str((value * 10**places).numerator).rjust(places + 1, "0")
            return f"{whole[:-places]}.{whole[-places:]}" if places else whole
    return ""


def plain_number(written: str) -> str:
    """A number in one form; a single separator before three digits is taken to group them."""
    digits = re.sub(r"[\u202f\u00a0 ’']", "", written)
    whole, fraction = digits, ""
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        separator = digits[last]
        grouped = digits.count(separator) > 1 or (len(digits) - last - 1 == 3 and not digits.startswith("0"))
        if not grouped:
            whole, fraction = digits[:last], digits[last + 1 :].rstrip("0")
    whole = re.sub(r"[.,]", "", whole).lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole
