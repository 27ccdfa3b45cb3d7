"""Names that differ between languages: "München" is "Munich", "la Commission européenne" the "European Commission".

The list is ``resources/words/names.tsv`` (its head tells where from); what it doesn't know stays as it is written.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secretaire.places import resources
from secretaire.tasks.language.text_features import LANGUAGES, whole_stem

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name's words without their inflection; abbreviations as they are written: "WHO" is no "who"."""

    words: tuple[str, ...]
    row: Mapping[str, str]


def other_names(text: str, language: str, into: str) -> list[str]:
    """What a language calls what a text in another names, in order; nothing where that is the same name."""
    if language == into:
        return []
    beginning, words = _names(language), _words(text, language)
    found = []
    for place, first in enumerate(words):
        fitting = [
            name for name in beginning.get(first, ()) if tuple(words[place : place + len(name.words)]) == name.words
        ]
        found += [name.row[into] for name in fitting if name.row.get(into, name.row[language]) != name.row[language]]
    return list(dict.fromkeys(found))


def named_otherwise(text: str, into: str) -> list[str]:
    """The same for a text whose language isn't told."""
    return list(dict.fromkeys(name for language in LANGUAGES for name in other_names(text, language, into)))


def _words(text: str, language: str) -> Sequence[str]:
    words = (match[0] for match in _WORD.finditer(text))
    return [word if len(word) > 1 and word.isupper() else whole_stem(word, language) for word in words]


@functools.cache
def _names(language: str) -> Mapping[str, Sequence[_Name]]:
    """The names of a language by their first words."""
    beginning: defaultdict[str, list[_Name]] = defaultdict(list)
    for line in (resources() / "words" / "names.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            row = dict(zip(LANGUAGES, line.split("\t"), strict=True))
            if language in row:
                name = _Name(tuple(_words(row[language], language)), row)
                beginning[name.words[0]].append(name)
    return beginning
