"""How hard a text is to read: LIX (Björnsson 1968), words a sentence plus the share of long words.

It counts letters, not syllables, and so needs no dictionary of each language and means the same in all: below 30 is
very easy, 40 ordinary, above 55 officialese. German compounds make its figures higher than English ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONG = 6
"""A word of more letters is a long one."""
_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Readability:
    """``lix`` of a text, its words a sentence and its share (0 to 1) of long words; all 0 for a text without words."""

    lix: float
    words_a_sentence: float
    long_words: float


def readability(sentences: Sequence[str]) -> Readability:
    """Measure sentences."""
    each = [_WORD.findall(sentence) for sentence in sentences]
    each = [words for words in each if words]
    count = sum(len(words) for words in each)
    if not count:
        return Readability(0.0, 0.0, 0.0)
    long_words = sum(len(word) > LONG for words in each for word in words) / count
    words_a_sentence = count / len(each)
    return Readability(round(words_a_sentence + 100 * long_words, 1), round(words_a_sentence, 1), round(long_words, 3))


def words_of(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))
