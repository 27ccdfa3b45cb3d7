"""What a sentence holds, told by words and forms: a duty, a decision, a risk, a date, a person. No model.

The words are data: ``cue_…`` in ``resources/words``, several words joined by "_", an inflection left open by "*".
"""

from __future__ import annotations

import functools
import re
from enum import StrEnum

from secretaire.tasks.language.figures import WHOLE_DATE, amounts
from secretaire.tasks.language.units import TIMES, UNIT_WORDS
from secretaire.tasks.prompting.prompts import phrase_pattern, word_list


class Cue(StrEnum):
    """What a sentence may hold; the values name the word lists, apart from those that are forms."""

    PURPOSE = "purpose"
    DECISION = "decision"
    RISK = "risk"
    DUTY = "duty"
    DEADLINE = "deadline"
    MONEY = "money"
    DATE = "date"
    PERSON = "person"


_HELD = frozenset({Cue.DUTY, Cue.DECISION})
"""What a document says itself; a party's plea holds none of these."""
_NAME = r"(?:[A-ZÀ-Þ][\w’'-]+|[A-ZÀ-Þ]\.)"
_NAMES = rf"{_NAME}(?:\s+(?:(?:von|van|de|du|der|zu)\s+)?{_NAME})*"
_IS_TO_DO = re.compile(
    r"\b(?:hat|haben|ist|sind)\b(?:[^.;:,]|,(?=\s(?:[A-ZÄÖÜ]|soweit|sofern|wenn|falls|sobald)))*?"
    r"\b(?:zu\s+(?P<verb>[a-zäöüß]+n)\b(?!\s+[A-ZÄÖÜ])|(?:ab|an|auf|aus|bei|bereit|dar|durch|ein|fest|frei|her|hin|mit|nach|offen|sicher"
    r"|vor|wahr|weg|weiter|wieder|zusammen|zurück)zu[a-zäöüß]{2,}n\b)"
)
NEAR = 28
"""Characters between a limit's words and its amount of time."""
_LONG_WORD = re.compile(r"[^\W\d_]{2,}")
_DATED = re.compile(r"(?:\b(?:vom|of|dated|du|en date du)|\(|,)\s*$")
_NEVER = re.compile(r"(?!)")


def holds(cue: Cue, text: str, language: str) -> bool:
    """Whether a sentence holds a cue."""
    if cue is Cue.DATE:
        return any(not _identifies_an_act(text, found.start(), language) for found in WHOLE_DATE.finditer(text))
    if cue is Cue.PERSON:
        return _person(language).search(text) is not None
    words = phrase_pattern(f"cue_{cue.value}", language).search(text) is not None
    if cue is Cue.DEADLINE:  # "within 30 days", "by 1 July 2020": a word of time alone is none
        return words and (holds(Cue.DATE, text, language) or _spans_time(text, language))
    if cue is Cue.DUTY:
        text = phrase_pattern("no_duty", language).sub(" ", text)
        words = phrase_pattern("cue_duty", language).search(text) is not None
    if cue is Cue.DUTY and not words:  # minutes: "Ms Weber will prepare the draft by Friday"
        words = phrase_pattern("cue_task", language).search(text) is not None and holds(Cue.PERSON, text, language)
    if cue is Cue.DUTY and not words and language == "de":
        words = _is_to_do(text)
    if cue is Cue.MONEY:
        return words or any(unit in ("€", "$") for _, unit in amounts(text, language))
    return words and not (cue in _HELD and is_reported(text, language))


def _identifies_an_act(text: str, date: int, language: str) -> bool:
    """Whether a date only says which law is meant: "Regulation (EU) No 910/2014 of 23 July 2014"."""
    clause = re.split(r"[;:]\s", text[:date])[-1]
    acts = list(phrase_pattern("acts", language).finditer(clause))
    return bool(acts) and _DATED.search(clause[acts[-1].end() :]) is not None


def _spans_time(text: str, language: str) -> bool:
    """Whether an amount of time stands near a limit's words: "within 30 days", "five years after"."""
    if not any(unit in TIMES for _, unit in amounts(text, language)):
        return False
    for limit in phrase_pattern("cue_deadline", language).finditer(text):
        near = set(_LONG_WORD.findall(text[max(0, limit.start() - NEAR) : limit.end() + NEAR]))
        words = near if language == "fr" else near - {"an"}
        if any(UNIT_WORDS[unit].fullmatch(word) for word in words for unit in TIMES):
            return True
    return False


def _is_to_do(text: str) -> bool:
    """Whether a German sentence says that somebody has to do something, or that it is to be done: "hat … zu prüfen"."""
    found = (match for match in _IS_TO_DO.finditer(text))
    return any((match["verb"] or "") not in word_list("zu_no_duty", "de") for match in found)


def is_reported(text: str, language: str) -> bool:
    """Whether a document only reports that somebody says it: a party's plea isn't what a court holds."""
    reported = word_list("reported", language)
    return any(word.strip(".,;:()„“").casefold() in reported for word in text.split())


def named(text: str, language: str) -> frozenset[Cue]:
    """The cues that a person's wish asks for: "focus on deadlines and costs"."""
    return frozenset(cue for cue in Cue if phrase_pattern(f"wish_{cue.value}", language).search(text))


@functools.cache
def _person(language: str) -> re.Pattern[str]:
    """A form of address or an office before a name, or a name behind which an office stands: "Anna Weber, director"."""
    titles = "|".join(re.escape(word) for word in sorted(word_list("titles", language), key=len, reverse=True))
    offices = "|".join(re.escape(word) for word in sorted(word_list("offices", language), key=len, reverse=True))
    if not titles or not offices:
        return _NEVER
    return re.compile(
        rf"(?<!\w)(?i:{titles})\.?\s+{_NAMES}|(?<!\w)(?i:{offices})\s+{_NAME}\s+{_NAME}"
        rf"|(?<!\w){_NAME}\s+{_NAME}(?:,\s+|,?\s+(?i:the|der|die|le|la)\s+)(?i:{offices})(?!\w)"
    )
