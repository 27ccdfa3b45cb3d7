"""Who acts in a sentence: whether it is in the passive, told by its forms."""

from __future__ import annotations

import re

PASSIVE = {
    "en": re.compile(
        r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?(?:\w{3,}ed|made|given|taken|held|sent|kept|done|written)\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:wird|werden|wurden?|worden)\b.*?"
        r"\b(?:\w*ge\w{2,}(?:t|en)|(?:be|ver|er|ent|zer)\w{2,}(?:t|en)|\w{2,}iert)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:est|sont|était|étaient|sera|seront|être|été)\s+(?:\w+ment\s+)?"
        r"\w{2,}(?:é|ée|és|ées|is|ise|it|ite|ue?s?)\b",
        re.IGNORECASE,
    ),
}
"""Sentences in the passive, by language."""
_TO_BE_DONE = re.compile(r"\b(?:ist|sind|war|waren)\b.*\b(?:zu \w+en|\w+zu\w+en)\b", re.IGNORECASE | re.DOTALL)


def is_passive(text: str, language: str) -> bool:
    """Whether a sentence is in the passive, or says what is to be done ("sind zu löschen")."""
    passive = PASSIVE.get(language)
    found = passive is not None and passive.search(text) is not None
    return found or (language == "de" and _TO_BE_DONE.search(text) is not None)
