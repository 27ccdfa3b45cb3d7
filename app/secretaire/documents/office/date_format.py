"""Dates and times as a spreadsheet shows them, by the parts of its format codes. Runs in the reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

Tokens = Sequence[tuple[str, str]]
"""Kinds and texts, as ``number_format`` takes a code apart."""
_LAST_DAY = 2_958_466
_MONTHS = {
    "": "January February March April May June July August September October November December".split(),
    "07": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "0C": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_DAYS = {
    "": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "07": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "0C": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}


def written_date(tokens: Tokens, value: float, from_1904: bool) -> str:
    """Days since the calendar's beginning as a date; ##### for what is none, as the program itself shows it."""
    days = value + (1462 if from_1904 else 0)
    if not 0 <= days < _LAST_DAY:
        return "#" * 5
    decimals = sum(kind == "digit" for kind, _ in tokens)
    seconds = round(days * 86400, decimals)
    days = int(seconds // 86400)
    # The first two months of 1900 count a day that never was.
    moment = datetime(1899, 12, 30) + timedelta(days=days + (days < 60 and days > 0), seconds=seconds % 86400)
    moment += timedelta(microseconds=500) if decimals else timedelta(0)
    language = next((text for kind, text in tokens if kind == "language"), "")
    halves = any(kind == "half" for kind, _ in tokens)
    written = []
    for at, (kind, text) in enumerate(tokens):
        if kind == "date":
            written.append(_part(text.casefold(), moment, language, halves, _is_minute(tokens, at)))
        elif kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            written.append(str(int(seconds // unit)).zfill(len(text)))
        elif kind == "half":
            written.append("PM" if moment.hour >= 12 else "AM")
        elif kind == "digit":
            written.append(str(moment.microsecond)[:1].zfill(1))
        elif kind in ("literal", "point", "comma", "slash"):
            written.append(text)
    return "".join(written).strip()


def _is_minute(tokens: Tokens, at: int) -> bool:
    """Whether an "m" stands after hours or before seconds."""
    before = next((text[0].casefold() for kind, text in reversed(tokens[:at]) if kind in ("date", "elapsed")), "")
    after = next((text[0].casefold() for kind, text in tokens[at + 1 :] if kind in ("date", "elapsed")), "")
    return before == "h" or after == "s"


def _part(code: str, moment: datetime, language: str, halves: bool, minute: bool) -> str:
    unit, length = code[0], len(code)
    months, days = _MONTHS.get(language, _MONTHS[""]), _DAYS.get(language, _DAYS[""])
    if unit in "ye":
        return f"{moment.year % 100:02d}" if length <= 2 and unit == "y" else str(moment.year)
    if unit == "m" and not minute:
        name = months[moment.month - 1]
        if length >= 3:
            return name[:3] if length == 3 else name[0] if length == 5 else name
        return str(moment.month).zfill(length)
    if unit == "d":
        if length >= 3:
            name = days[moment.weekday()]
            return name[:3] if length == 3 else name
        return str(moment.day).zfill(length)
    number = {"h": (moment.hour + 11) % 12 + 1 if halves else moment.hour, "m": moment.minute, "s": moment.second}[unit]
    return str(number).zfill(min(2, length))
