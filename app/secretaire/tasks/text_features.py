"""Words that carry meaning, and how much two texts share of them. Pure functions, the same for en, de and fr."""

from __future__ import annotations

import re
import unicodedata

from secretaire.tasks.prompts import word_list

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,]\d+)*")
STEM_CHARACTERS = 6
"""A crude stem: inflection is at the end of words in all three languages."""


def fold(text: str) -> str:
    """Case and accents removed."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def content_words(text: str, language: str) -> list[str]:
    """The words that are no stop words, folded, in order."""
    stop = word_list("stop", language) or word_list("stop", "en")
    words = (match.group() for match in _WORD.finditer(text))
    return [fold(word) for word in words if word.casefold() not in stop and (len(word) > 2 or word.isdigit())]


def stems(text: str, language: str) -> list[str]:
    """Content words cut to their first letters."""
    return [word[:STEM_CHARACTERS] for word in content_words(text, language)]


def shared(part: str, whole: str, language: str) -> float:
    """The share, 0 to 1, of a text's content words that another text holds; 1 for a text without any."""
    wanted = set(stems(part, language))
    return len(wanted & set(stems(whole, language))) / len(wanted) if wanted else 1.0
