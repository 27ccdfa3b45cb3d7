"""Sentences of text with inline tags: found without the tags, which stay where they are or are carried over."""

from __future__ import annotations

from secretaire.documents import tagged
from secretaire.documents.reader.interface import Reader
from secretaire.records import Warned


def sentences_of(text: str, language: str, reader: Reader) -> tuple[str, list[tuple[int, int]]]:
    """The language of a text (detected where empty) and where its sentences stand; tags at their edges stay outside."""
    plain, places = tagged.plain(text)
    language, found = reader.sentences(plain, language)
    return language, [(places[start], places[end - 1] + 1) for start, end in found if start < end]


def carried(source: str, target: str) -> tuple[str, tuple[Warned, ...]]:
    """A sentence's translation with the tags of its source, as good as they can be put right, and what was done.

    A sentence that begins or ends within a pair is left to the whole unit, whose tags are put right when it is written.
    """
    if tagged.plain(source)[0] == source or not tagged.is_sound(source):
        return target, ()
    parts, outcome = tagged.repaired(source, target)
    made = tagged.written(parts)
    return made, (Warned(f"translate.{outcome.value}", {}),) if outcome is not tagged.Repair.KEPT else ()
