"""Numbers, amounts and dates in one form, however they are written in English, German or French.

A figure's key is its one form: "1000.5", "3/5" for the third of May, "month 5" for May; its value is what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secretaire.tasks.prompting.prompts import word_list

_GROUPS = "[.,\u202f\u00a0 ’']"
NUMBER = re.compile(rf"\d{{1,3}}(?:{_GROUPS}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
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
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
WHOLE_DATE = re.compile(
    rf"\b\d{{1,2}}(?:\.|st|nd|rd|th|er)?\s+(?:{_MONTH})\.?(?:\s+\d{{4}})?\b|\b(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b"
    rf"|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}\.\s?(?:1[0-2]|0?[1-9])\.\s?\d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b"
    rf"|\b(?:{_MONTH})\s+\d{{4}}\b",
    re.IGNORECASE,
)
"""A date as it is written, with its day, its year or both."""
_WRITTEN_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s+({_MONTH})\b|\b({_MONTH})\s+(\d{{1,2}})\b(?!\d)", re.I
)
# "May", "March" and "mars" are ordinary words too: alone they count only beside a year.
_MONTH_AND_YEAR = re.compile(rf"\b({_MONTH})\.?\s+(?=\d{{4}}\b)", re.I)
_PLAIN_MONTH = re.compile(rf"\b(?!(?:may|mar|march|mars|mai|sep|sept|jan|dec|oct)\b)({_MONTH})\b", re.I)
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>1[0-2]|0?[1-9])\.\s?(?P<year>\d{4}|\d{2}|)(?!\d)")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_UNITS = {
    "%": r"%|percent\b|per cent\b|prozent\b|pour cent\b|v\. ?h\.",
    "thousand": r"thousand\b|tausend\b|mille\b",
    "million": r"millions?\b|millionen\b|mio\b",
    "billion": r"billions?\b|milliarden?\b|milliards?\b|mrd\b",
    "€": r"€|eur\b|euros?\b",
    "$": r"\$|usd\b|dollars?\b",
    "minute": r"minutes?\b|minuten\b",
    "hour": r"hours?\b|stunden?\b|heures?\b",
    "day": r"(?:\w+ )?days?\b|(?:kalender|werk|arbeits)?tag(?:e[ns]?|s)?\b|tägig\w*|jours?\b",
    "week": r"weeks?\b|wochen?\b|wöchig\w*|semaines?\b",
    "month": r"months?\b|monat(?:e[ns]?|s)?\b|monatig\w*|mois\b",
    "year": r"years?\b|jahr(?:e[ns]?|s)?\b|jährig\w*|ans\b|années?\b",
}
_UNIT_WORDS = {unit: re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE) for unit, pattern in _UNITS.items()}
_AMOUNTS = {unit: re.compile(rf"({NUMBER.pattern})[\s-]*(?:{pattern})", re.I) for unit, pattern in _UNITS.items()}


def missing_figures(sentence: str, evidence: str, language: str, evidence_language: str) -> list[str]:
    """What a sentence says in figures and its evidence doesn't, as the sentence writes it."""
    known = figures(evidence, evidence_language)
    return [written for key, written in figures(sentence, language).items() if key not in known]


def missing_units(sentence: str, evidence: str) -> list[str]:
    """Amounts of a sentence ("45 %", "3 million", "14 days") whose number the evidence doesn't give in that unit."""
    known = amounts(evidence)
    return [written for key, written in amounts(sentence).items() if key not in known]


def figures(text: str, language: str) -> dict[str, str]:
    """Every number, number word and date of a text."""
    found = dict(_dates(text))
    found |= {plain_number(match[0]): match[0] for match in NUMBER.finditer(_without_dates(text))}
    return found | _number_words(text, language)


def numbers(text: str) -> set[str]:
    """The numbers of a text in one form: ``1.000,50``, ``1,000.50`` and ``1 000,5`` are all "1000.5"."""
    return {plain_number(match[0]) for match in NUMBER.finditer(_without_dates(text))}


def amounts(text: str) -> dict[tuple[str, str], str]:
    """Numbers that have a unit: (number, unit) to what was written."""
    return {
        (plain_number(match[1]), unit): match[0].strip()
        for unit, pattern in _AMOUNTS.items()
        for match in pattern.finditer(text)
    }


def units_named(text: str) -> frozenset[str]:
    """The units that a text names, with a number or without: "how many months" names the month."""
    return frozenset(unit for unit, pattern in _UNIT_WORDS.items() if pattern.search(text))


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


def _number_words(text: str, language: str) -> dict[str, str]:
    """ "Three" is 3; "one" is left out, it is an article or a pronoun too often."""
    values = dict(pair.split("=") for pair in word_list("numbers", language))
    words = re.findall(r"[^\W\d_]+", text)
    return {values[word.casefold()]: word for word in words if word.casefold() in values}


def _without_dates(text: str) -> str:
    """Dates reduced to their year, so that 03.05.2021 is not taken for the number 3.05, nor 3 May for 3."""
    for pattern in (_ISO, _DOTTED):
        text = pattern.sub(lambda match: f" {match['year']} ", text)
    return _WRITTEN_DATE.sub(" ", _SLASHED.sub(r" \3 ", text))


def _dates(text: str) -> Iterator[tuple[str, str]]:
    for match in _WRITTEN_DATE.finditer(text):
        day, month = match[1] or match[4], _MONTHS[(match[2] or match[3]).lower()]
        yield f"{int(day)}/{month}", match[0]
        yield f"month {month}", match[2] or match[3]
    for pattern in (_MONTH_AND_YEAR, _PLAIN_MONTH):
        for match in pattern.finditer(text):
            yield f"month {_MONTHS[match[1].lower()]}", match[1]
    for pattern in (_ISO, _DOTTED):
        for match in pattern.finditer(text):
            yield f"{int(match['day'])}/{int(match['month'])}", match[0]
            yield f"month {int(match['month'])}", match[0]
    for match in _SLASHED.finditer(text):
        yield from _slashed(int(match[1]), int(match[2]), match[0])


def _slashed(first: int, second: int, written: str) -> Iterator[tuple[str, str]]:
    """Day or month first, where that can be told; else only the same writing is the same date."""
    if first > 12 or second > 12:
        yield f"{max(first, second)}/{min(first, second)}", written
    else:
        yield written, written
