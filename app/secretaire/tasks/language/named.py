"""Persons and bodies that a text names, and where: for a list, whatever the sentences say that they stand in.

Persons are told by title, office, or a list of those present; bodies by a word for one beside its name, or an acronym
in brackets. No model; the words are data (``titles``, ``offices``, ``bodies``, ``present``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from secretaire.tasks.prompting.prompts import word_list

_NAME = r"(?:[A-ZÀ-Þ][a-zà-ÿ][\w’'-]*|[A-ZÀ-Þ]\.)"
_LINKED = r"(?:(?:von|van|de|du|der|zu)[ \u00a0])?"
_TWO = rf"{_NAME}[ \u00a0]{_LINKED}{_NAME}"
_WITHIN = r"(?:(?:of|for|and|the|de|du|des|la|der|für|und)[ \u00a0]){0,2}"
_ACRONYM = re.compile(
    rf"(?:(?!(?:The|Der|Die|Das|Both|Example)\b){_NAME}[ \u00a0]{_WITHIN}){{1,6}}{_NAME}[ \u00a0]\([A-ZÀ-Þ]{{2,7}}\)"
)
"""Of these only such as hold a word for a body: strategies and acts have acronyms, too."""
_IN_LIST = re.compile(
    r"(?:[\s:•▪*–-]|(?:Frau|Herrn?|Mme|M\.|Mr|Ms|Mrs|Dr\.?|Prof\.?)\s)*"
    rf"(?P<name>{_TWO})(?:\s\([^()\n]{{2,60}}\))?\s*(?:[,;\n]|$|und\b|and\b|et\b|\.)"
)
LISTED = 400
"""Characters behind "Present:" in which names are looked for."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it stands in a text, and whether it is a person's."""

    text: str
    start: int
    end: int
    person: bool


def named(text: str, language: str) -> list[Named]:
    """All names, in order; one that lies within another is left out."""
    found: list[Named] = []
    for each in sorted(_all(text, language), key=lambda each: (each.start, -each.end)):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found


def _all(text: str, language: str) -> Iterator[Named]:
    patterns = _patterns(language)
    for pattern in patterns.persons:
        yield from (Named(each["name"], *each.span("name"), True) for each in pattern.finditer(text))
    for present in patterns.present.finditer(text):
        place = present.end()
        while (listed := _IN_LIST.match(text, place)) and place - present.end() < LISTED:
            yield Named(listed["name"], *listed.span("name"), True)
            place = listed.end()
    for pattern in patterns.bodies:
        found = (each for each in pattern.finditer(text) if patterns.body.search(each[0]))
        yield from (Named(each[0], *each.span(), False) for each in found)


@dataclass(frozen=True, slots=True)
class _Patterns:
    persons: tuple[re.Pattern[str], ...]
    present: re.Pattern[str]
    bodies: tuple[re.Pattern[str], ...]
    body: re.Pattern[str]


@functools.cache
def _patterns(language: str) -> _Patterns:
    titles, offices = _any_of("titles", language), _any_of("offices", language)
    bodies, present = _any_of("bodies", language, capital=True), _any_of("present", language)
    joined = r"(?:of|for|on|de|du|des|d[’']|de la|de l[’']|pour|der|des|für)"
    article = r"(?:[ \u00a0](?:the|la|l[’'])(?:[ \u00a0])?|[ \u00a0])"
    run = rf"{_NAME}(?:[ \u00a0]{_NAME}){{0,3}}"
    rest = rf"(?:[ \u00a0]{joined}{article}{run}(?:,?[ \u00a0](?:and|und|et)[ \u00a0]{run})?)"
    before = r"(?:(?!The\b)[A-ZÀ-Þ][a-zà-ÿ][\w’-]*[ \u00a0]){1,4}"
    german = rf"(?<!\w)(?:Bundes|Landes|Ober|Verwaltungs)[\w-]*(?:{bodies}){rest}?(?!\w)"
    other = rf"(?<!\w)(?:{bodies}{rest}|{before}{bodies}(?!\w){rest}?)"
    titled = rf"(?i:{titles})\.?[ \u00a0](?:(?i:{titles})\.?[ \u00a0])*"
    second = rf"(?:[ \u00a0](?!(?i:{titles})\b){_LINKED}{_NAME})?"
    office = rf"(?:,[ \u00a0]|[ \u00a0]\()(?:(?:the|der|die|le|la)[ \u00a0])?(?i:{offices})"
    return _Patterns(
        (
            re.compile(rf"(?<!\w)(?P<name>{titled}{_NAME}{second})"),
            re.compile(rf"(?<!\w)(?i:{offices})[ \u00a0](?P<name>{_TWO})"),
            re.compile(rf"(?<!\w)(?P<name>{_TWO}){office}(?!\w)"),
        ),
        re.compile(rf"(?:^|\t)\W*(?i:{present})\s*(?:\([^()\n]*\)\s*)?:?\s*", re.MULTILINE),
        (_ACRONYM, re.compile(german if language == "de" else other)),
        re.compile(bodies),
    )


def _any_of(name: str, language: str, *, capital: bool = False) -> str:
    words = sorted(word_list(name, language), key=len, reverse=True)
    if capital:
        words = [word.removeprefix("*") if "*" in word else word.capitalize() for word in words]
    return "(?:" + "|".join(re.escape(word).replace("_", r"\s") for word in words) + ")" if words else "(?!)"
