"""What numbers count: percent, money, time; and which durations are one: two weeks are 14 days, a year is 12 months."""

from __future__ import annotations

import re
from fractions import Fraction

_BETWEEN = r"(?:(?:voll|ganz|weiter|aufeinanderfolgend)\w*\s+|(?:full|whole|calendar|consecutive|further|more)\s+)?"
_PATTERNS = {
    "%": r"%|percent\b|per cent\b|prozent\b|pour cent\b|v\. ?h\.",
    "€": r"€|eur\b|(?:d[’']|de\s)?euros?\b",
    "$": r"\$|usd\b|dollars?\b",
    "minute": r"minutes?\b|minuten\b|minütig\w*",
    "hour": r"hours?\b|stunden?\b|stündig\w*|heures?\b",
    "working day": r"(?:working|business)[ -]days?\b|(?:werk|arbeits|bank)tag(?:e[ns]?|s)?\b"
    r"|jours?\s+ouvr(?:és?|ables?)\b",
    "day": r"(?!working|business)(?:\w+ )?days?\b|(?:kalender)?tag(?:e[ns]?|s)?\b|tägig\w*"
    r"|jours?\b(?!\s+ouvr)|journées?\b",
    "week": r"weeks?\b|wochen?\b|wöchig\w*|semaines?\b",
    "month": r"months?\b|(?:kalender)?monat(?:e[ns]?|s)?\b|monatig\w*|mois\b",
    "year": r"years?\b|(?:kalender)?jahr(?:e[ns]?|s)?\b|jährig\w*|ans?\b|années?\b",
}
UNITS = {unit: _BETWEEN + rf"(?:{pattern})" for unit, pattern in _PATTERNS.items()}
"""For each unit, how it is written behind a number."""
UNIT_WORDS = {unit: re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE) for unit, pattern in _PATTERNS.items()}
TIMES = frozenset({"minute", "hour", "working day", "day", "week", "month", "year"})
_SAME = {"week": (7, "day"), "year": (12, "month"), "hour": (60, "minute")}
MONTHS_A_YEAR = 12
_DAYS = {
    "minute": (Fraction(1, 1440), Fraction(1, 1440)),
    "day": (Fraction(1), Fraction(1)),
    "month": (Fraction(28), Fraction(31)),
}
_ANY = re.compile(r"[\s-]*(?:" + "|".join(UNITS.values()) + ")", re.IGNORECASE)


def begins_with_unit(text: str, place: int) -> bool:
    """Whether a unit stands at a place of a text, blanks and a hyphen aside."""
    return _ANY.match(text, place) is not None


def one_form(number: Fraction, unit: str) -> tuple[Fraction, str]:
    """An amount in the unit that makes equal durations equal: weeks in days, years in months, hours in minutes."""
    times, same = _SAME.get(unit, (1, unit))
    return number * times, same


def days(number: Fraction, unit: str) -> tuple[Fraction, Fraction] | None:
    """The fewest and the most days of a duration (a month has 28 to 31); None for what is none, and for working days,
    of which nobody knows how many days they take."""
    count, same = one_form(number, unit)
    if same == "month" and count % MONTHS_A_YEAR == 0:
        years = count / MONTHS_A_YEAR
        return years * 365, years * 366
    least, most = _DAYS.get(same, (None, None))
    return None if least is None or most is None else (count * least, count * most)
