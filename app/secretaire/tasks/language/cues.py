"""What a sentence holds, told by words and forms: a duty, a decision, a risk, a date, a person. No model.

The words are data: ``cue_…`` in ``resources/words``, several words joined by "_", an inflection left open by "*".
"""

from __future__ import annotations

import functools
import re
from enum import StrEnum

from secretaire.tasks.language.figures import WHOLE_DATE, amounts
from secretaire.tasks.language.units import TIMES
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
_NEVER = re.compile(r"(?!)")


def holds(cue: Cue, text: str, language: str) -> bool:
    """Whether a sentence holds a cue."""
    if cue is Cue.DATE:
        return WHOLE_DATE.search(text) is not None
    if cue is Cue.PERSON:
        return _person(language).search(text) is not None
    words = phrase_pattern(f"cue_{cue.value}", language).search(text) is not None
    if cue is Cue.DEADLINE:  # "within 30 days", "by 1 July 2020": a word of time alone is none
        return words and (
            WHOLE_DATE.search(text) is not None or any(unit in TIMES for _, unit in amounts(text, language))
        )
    if cue is Cue.DUTY and not words:  # minutes: "Ms Weber will prepare the draft by Friday"
        words = phrase_pattern("cue_task", language).search(text) is not None and holds(Cue.PERSON, text, language)
    if cue is Cue.MONEY:
        return words or any(unit in ("€", "$") for _, unit in amounts(text, language))
    return words and not (cue in _HELD and is_reported(text, language))


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
        rf"|(?<!\w){_NAME}\s+{_NAME},?\s+(?i:(?:the|der|die|le|la)\s+)?(?i:{offices})(?!\w)"
    )
