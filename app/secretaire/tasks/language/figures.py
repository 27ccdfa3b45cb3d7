"""Numbers, amounts and dates in one form, however they are written in English, German or French, in digits or words.

A figure's key is its one form: "1000.5", "3/5" for the third of May, "month 5" for May; its value is what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from secretaire.tasks.language.digits import NUMBER, InDigits, in_digits, plain_number
from secretaire.tasks.language.units import UNIT_WORDS, UNITS, one_form

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier jan",
            "february februar février fevrier feb",
            "march märz marz mars maerz mar",
            "april avril apr",
            "may mai",
            "june juni juin jun",
            "july juli juillet jul",
            "august août aout aug",
            "september septembre sept sep",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember décembre decembre dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
WHOLE_DATE = re.compile(
    rf"\b\d{{1,2}}(?:\.|st|nd|rd|th|er)?\s+(?:{MONTH})\.?(?:\s+\d{{4}})?\b|\b(?:{MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b"
    rf"|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}\.\s?(?:1[0-2]|0?[1-9])\.\s?\d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b"
    rf"|\b(?:{MONTH})\s+\d{{4}}\b",
    re.IGNORECASE,
)
"""A date as it is written, with its day, its year or both."""
_WRITTEN_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s+(?:of\s+)?({MONTH})\b|\b({MONTH})\s+(\d{{1,2}})\b(?!\d)", re.I
)
# "May", "March" and "mars" are ordinary words too: alone they count only beside a year.
_MONTH_AND_YEAR = re.compile(rf"\b({MONTH})\.?\s+(?=\d{{4}}\b)", re.I)
_PLAIN_MONTH = re.compile(rf"\b(?!(?:may|mar|march|mars|mai|sep|sept|jan|dec|oct)\b)({MONTH})\b", re.I)
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>1[0-2]|0?[1-9])\.\s?(?P<year>\d{4}|\d{2}|)(?!\d)")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_AMOUNTS = {unit: re.compile(rf"({NUMBER.pattern})[\s-]*(?:{pattern})", re.I) for unit, pattern in UNITS.items()}
_BEFORE = {
    "€": re.compile(rf"(?:€|\beur)\s?({NUMBER.pattern})", re.I),
    "$": re.compile(rf"(?:\$|\busd)\s?({NUMBER.pattern})", re.I),
}
_PARTS_OF_A_HUNDRED = {"50": "0.5", "25": "0.25", "75": "0.75"}
Amount = tuple[str, str]
"""A number in its one form, and its unit."""


def missing_figures(sentence: str, evidence: str, language: str, evidence_language: str) -> list[str]:
    """What a sentence says in figures or number words and its evidence doesn't, as the sentence writes it.

    Two weeks are said where the evidence has 14 days.
    """
    known = known_figures(evidence, evidence_language)
    same = {number for number, _unit in _same_durations(sentence, language, evidence, evidence_language)}
    said = figures(sentence, language)
    return [written for key, written in said.items() if key not in known and key not in same]


def missing_units(sentence: str, evidence: str, language: str, evidence_language: str) -> list[str]:
    """Amounts of a sentence ("45 %", "14 days") whose number the evidence doesn't give in that unit, nor as the same
    time in another."""
    known = amounts(evidence, evidence_language, generous=True)
    same = _same_durations(sentence, language, evidence, evidence_language)
    return [written for key, written in amounts(sentence, language).items() if key not in known and key not in same]


def _same_durations(sentence: str, language: str, evidence: str, evidence_language: str) -> set[Amount]:
    """The amounts of a sentence that the evidence says, perhaps in another unit."""
    known = {one_amount(each) for each in amounts(evidence, evidence_language, generous=True)}
    return {each for each in amounts(sentence, language) if one_amount(each) in known}


def one_amount(amount: Amount) -> Amount:
    """An amount in the one form of equal durations: 14 days for two weeks."""
    number, unit = one_form(Fraction(amount[0]), amount[1])
    return str(number), unit


def figures(text: str, language: str, *, generous: bool = False) -> dict[str, str]:
    """Every number, number word and date of a text."""
    digits = in_digits(text, language, generous=generous)
    found = dict(_dates(digits))
    plain = _without_dates(digits.text)
    found |= {plain_number(match[0]): digits.written(*match.span()) for match in NUMBER.finditer(plain)}
    return found | dict(digits.fractions)


def known_figures(text: str, language: str) -> dict[str, str]:
    """``figures`` of evidence, which may be read generously: "a week" knows 1, "50 %" knows a half."""
    found = figures(text, language, generous=True)
    shares = {
        _PARTS_OF_A_HUNDRED.get(number, ""): written
        for (number, unit), written in amounts(text, language).items()
        if unit == "%"
    }
    return shares | found


def numbers(text: str, language: str, *, generous: bool = False) -> set[str]:
    """The numbers of a text in one form: ``1.000,50``, ``1,000.50`` and ``1 000,5`` are all "1000.5"."""
    plain = _without_dates(in_digits(text, language, generous=generous).text)
    return {plain_number(match[0]) for match in NUMBER.finditer(plain)}


def amounts(text: str, language: str, *, generous: bool = False) -> dict[Amount, str]:
    """Numbers that have a unit: (number, unit) to what was written."""
    digits = in_digits(text, language, generous=generous)
    return {
        (plain_number(match[1]), unit): digits.written(*match.span())
        for patterns in (_AMOUNTS, _BEFORE)
        for unit, pattern in patterns.items()
        for match in pattern.finditer(digits.text)
    }


def units_named(text: str) -> frozenset[str]:
    """The units that a text names, with a number or without: "how many months" names the month."""
    return frozenset(unit for unit, pattern in UNIT_WORDS.items() if pattern.search(text))


def _without_dates(text: str) -> str:
    """Dates blanked but for their year, so that 03.05.2021 is not taken for the number 3.05, nor 3 May for 3; every
    place stays."""
    for pattern in (_ISO, _DOTTED):
        text = pattern.sub(lambda match: _blanked(match, "year"), text)
    text = _SLASHED.sub(lambda match: _blanked(match, 3), text)
    return _WRITTEN_DATE.sub(lambda match: " " * len(match[0]), text)


def _blanked(match: re.Match[str], kept: str | int) -> str:
    start, end = (place - match.start() for place in match.span(kept))
    return " " * start + match[0][start:end] + " " * (len(match[0]) - end)


def _dates(digits: InDigits) -> Iterator[tuple[str, str]]:
    text = digits.text

    def written(match: re.Match[str], group: int = 0) -> str:
        return digits.written(*match.span(group))

    for match in _WRITTEN_DATE.finditer(text):
        day, name = (1, 2) if match[1] else (4, 3)
        month = _MONTHS[match[name].lower()]
        yield f"{int(match[day])}/{month}", written(match)
        yield f"month {month}", written(match, name)
    for pattern in (_MONTH_AND_YEAR, _PLAIN_MONTH):
        for match in pattern.finditer(text):
            yield f"month {_MONTHS[match[1].lower()]}", written(match, 1)
    for pattern in (_ISO, _DOTTED):
        for match in pattern.finditer(text):
            yield f"{int(match['day'])}/{int(match['month'])}", written(match)
            yield f"month {int(match['month'])}", written(match)
    for match in _SLASHED.finditer(text):
        yield from _slashed(int(match[1]), int(match[2]), written(match))


def _slashed(first: int, second: int, written: str) -> Iterator[tuple[str, str]]:
    """Day or month first, where that can be told; else only the same writing is the same date."""
    if first > 12 or second > 12:
        yield f"{max(first, second)}/{min(first, second)}", written
    else:
        yield written, written
