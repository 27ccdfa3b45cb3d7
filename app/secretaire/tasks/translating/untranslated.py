"""Whether a translation is one: in its own language, and no repetition of the source's words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from secretaire.records import Warned
from secretaire.tasks.language.text_features import language_of
from secretaire.tasks.prompting.prompts import word_list

NAMES_ONLY = 3
"""So many words may stay the same: a heading, a name."""
MUCH, NEARLY_ALL = 0.5, 0.8
"""The shares of a translation's plain words (no names: these stay) that are the source's own."""
_WORD = re.compile(r"[^\W\d_]+")


def untranslated(source: str, target: str, source_language: str, target_language: str) -> Iterator[Warned]:
    """A warning where a translation is the source again, mostly its words, or plainly in another language.

    Languages "" are not known; then only the same text is told.
    """
    said, told = _WORD.findall(source), _WORD.findall(target)
    if target.casefold() == source.casefold():
        if len(source.split()) > NAMES_ONLY or len(_plain(said)) > len(said) / 2:
            yield Warned("translate.same", {})
    elif target_language and _is_mostly(said, told, source_language, target_language):
        yield Warned("translate.untranslated", {})
    elif target_language and language_of(target) not in ("", target_language):
        yield Warned("translate.language", {"language": target_language})


def _is_mostly(said: Sequence[str], told: Sequence[str], source_language: str, target_language: str) -> bool:
    """Whether the words are the source's, and its little words too."""
    plain, known = _plain(told), {word.casefold() for word in said}
    if len(plain) < 2:
        return False
    own = sum(word in known for word in plain) / len(plain)
    before, after = (set(word_list("stop", each)) for each in (source_language, target_language))
    foreign = sum(word in before - after for word in plain) - sum(word in after - before for word in plain)
    return own >= NEARLY_ALL or (own >= MUCH and foreign > 0)


def _plain(words: Sequence[str]) -> list[str]:
    """The words in small letters, which are no names."""
    return [word for word in words if word[0].islower()]
