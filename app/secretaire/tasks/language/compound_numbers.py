"""German numbers in one word: "zweihundertfünfzigtausend", "anderthalb", "vierzehntägig", "einundzwanzigste"."""

from __future__ import annotations

import functools
import re
from fractions import Fraction

from secretaire.tasks.prompting.prompts import word_list

_TIMES = re.compile(r"(?:jähr|täg|wöch|monat|stünd|minüt)ig(?:e[mnrs]?)?")
_SUFFIX = re.compile(r"(?:(?:jähr|täg|wöch|monat|stünd|minüt|seit|köpf|stell|prozent)ig|mal|fach)(?:e[mnrs]?)?")
_HALVES = re.compile(r"(?:anderthalb|(\w+?)einhalb)(?:e[mnrs]?)?")
_PARTS = {"halb": 2, "drittel": 3, "viertel": 4}
_PART = re.compile(r"(ein|zwei|drei)?(?P<part>halb|drittel|viertel)(?P<of>mehrheit(?:en)?|jahr(?:e[ns]?|s)?|stunden?)?")
_RANK = re.compile(r"(.+?)(?:s?te[mnrs]?)")


@functools.cache
def _below_hundred() -> dict[str, int]:
    """Every number from 1 to 99 in one word."""
    small = {word: int(value) for word, value in (pair.split("=") for pair in word_list("numbers", "de"))}
    ones = {"ein": 1, **{word: value for word, value in small.items() if value < 10}}
    tens = {word: value for word, value in small.items() if value >= 20}
    joined = {f"{one}und{ten}": a + b for one, a in ones.items() for ten, b in tens.items()}
    return {**small, "eins": 1, "ein": 1, **joined}


@functools.cache
def _beginnings() -> re.Pattern[str]:
    words = sorted({*_below_hundred(), "hundert", "tausend", "und"}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)})+")


@functools.lru_cache(maxsize=50_000)
def compound(word: str) -> tuple[Fraction, int] | None:
    """The number at a folded word's beginning, and how many of its letters it takes; None for any other word.

    Behind it may stand what it counts ("vierzehntägig"), nothing else: "dreist" is none.
    """
    return _with_half(word) or _part(word) or _whole_with_rest(word)


def _with_half(word: str) -> tuple[Fraction, int] | None:
    """ "Anderthalb", "zweieinhalb"."""
    match = _HALVES.fullmatch(word)
    whole = None if match is None else Fraction(1) if word.startswith("anderthalb") else _whole(match[1])
    return None if whole is None else (whole + Fraction(1, 2), len(word))


def _part(word: str) -> tuple[Fraction, int] | None:
    """ "Halbjahr", "Zweidrittelmehrheit", "dreiviertel"."""
    match = _PART.fullmatch(word)
    if match is None or not (match[1] or match["of"]):
        return None
    count = (_whole(match[1]) if match[1] else None) or 1
    return Fraction(count) / _PARTS[match["part"]], match.end("part")


def _whole_with_rest(word: str) -> tuple[Fraction, int] | None:
    begun = _beginnings().match(word)
    value = None if begun is None else _whole(begun[0])
    if begun is None or value is None:
        return None
    rest = word[begun.end() :]
    if not rest:
        return None if value == 1 else (value, begun.end())
    fitting = _TIMES if value == 1 else _SUFFIX  # "einfach" is simple, "einmal" mostly once more
    return (value, begun.end()) if fitting.fullmatch(rest) else None


@functools.lru_cache(maxsize=50_000)
def ordinal_compound(word: str) -> Fraction | None:
    """The rank that a word tells ("dritter", "einundzwanzigsten"); None for any other."""
    match = _RANK.fullmatch(word)
    if match is None:
        return None
    ordinals = dict(pair.split("=") for pair in word_list("ordinals", "de"))
    irregular = re.fullmatch(r"(.+?)e[mnrs]?", word)
    if irregular and irregular[1] in ordinals:
        return Fraction(ordinals[irregular[1]])
    value = _whole(match[1])
    if value is not None:
        return value if value > 12 else None
    tail = re.fullmatch(r"(.*(?:hundert|tausend))(?:und)?(.+)", word)
    if tail is None:
        return None
    head, rank = _whole(tail[1]), ordinal_compound(tail[2])
    return head + rank if head is not None and rank is not None else None


def _whole(word: str) -> Fraction | None:
    """A whole number below a million in one word; an "und" may stand behind hundreds and thousands."""
    head, thousand, tail = word.partition("tausend")
    if not thousand:
        below = _below_thousand(word)
        return None if below is None else Fraction(below)
    thousands = _below_thousand(head) if head else 1
    rest = _below_thousand(tail.removeprefix("und")) if tail else 0
    return None if thousands is None or rest is None else Fraction(thousands * 1000 + rest)


def _below_thousand(word: str) -> int | None:
    head, hundred, tail = word.partition("hundert")
    if not hundred:
        return _below_hundred().get(word)
    hundreds = _below_hundred().get(head) if head else 1
    rest = _below_hundred().get(tail.removeprefix("und")) if tail else 0
    return None if hundreds is None or rest is None else hundreds * 100 + rest
