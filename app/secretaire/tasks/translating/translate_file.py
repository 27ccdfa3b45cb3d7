"""Translating a file in its own format: its units as one text, sentence by sentence, and back into their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.interface import Unit, UnitNote
from secretaire.errors import TaskFailed
from secretaire.records import Translation, Warned
from secretaire.tasks.events import Cancel, Finished, TaskEvent
from secretaire.tasks.services import Services
from secretaire.tasks.translating.translate import translate

BETWEEN = "\n\n"
"""Stands between units in the text that is translated: no sentence goes on over it."""
_PLACES_TOLD = 5


@dataclass(frozen=True, slots=True)
class TranslatedFile:
    """A translation of all of a file's units, and these with their new texts: ``Reader.rewrite`` puts them back."""

    translation: Translation
    units: tuple[Unit, ...]


def translate_file(
    source: SealedFile,
    source_language: str,
    target_language: str,
    services: Services,
    cancel: Cancel,
    password: str = "",
) -> Iterator[TaskEvent]:
    """Translate a file's units; the result is a TranslatedFile, its translation kept as any other.

    Raises what ``translate`` raises, and InputUnreadable as ``Reader.units``.
    """
    units = [unit for unit in services.reader.units(source, password) if unit.translatable]
    if not units:
        raise TaskFailed("task.nothing_to_translate")
    text = BETWEEN.join(unit.text for unit in units)
    for event in translate(text, source_language, target_language, services, cancel):
        if isinstance(event, Finished) and isinstance(event.result, Translation):
            yield Finished(TranslatedFile(event.result, tuple(_translated(units, event.result))))
        else:
            yield event


def _translated(units: Sequence[Unit], translation: Translation) -> Iterator[Unit]:
    """Each unit with its sentences' translations; what stands between sentences stays."""
    places: list[tuple[int, int, str]] = []
    at = len(translation.joints[0])
    for segment, joint in zip(translation.segments, translation.joints[1:], strict=True):
        places.append((at, at + len(segment.source), segment.target))
        at += len(segment.source) + len(joint)
    begin = index = 0
    for unit in units:
        pieces, done = [], 0
        while index < len(places) and places[index][0] < begin + len(unit.text):
            start, end, target = places[index]
            pieces += [unit.text[done : start - begin], target]
            done = end - begin
            index += 1
        yield replace(unit, text="".join(pieces) + unit.text[done:])
        begin += len(unit.text) + len(BETWEEN)


def rewriting_warnings(notes: Sequence[UnitNote], units: Sequence[Unit]) -> list[Warned]:
    """What became of units when they were put back, one warning a kind, with the first places of each."""
    anchors = {unit.number: unit.anchor for unit in units}
    found: list[Warned] = []
    for code in dict.fromkeys(note.code for note in notes):
        numbers = [note.number for note in notes if note.code == code]
        named = list(dict.fromkeys(anchors[number] for number in numbers if anchors.get(number)))
        places = ", ".join(named[:_PLACES_TOLD]) + (" …" if len(named) > _PLACES_TOLD else "")
        found.append(Warned(f"rewrite.{code}", {"count": len(numbers), "places": places or "–"}))
    return found
