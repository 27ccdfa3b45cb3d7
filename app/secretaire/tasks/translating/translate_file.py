"""Translating a file in its own format: its units as one text, sentence by sentence, and back into their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.reader.interface import Unit, UnitNote
from secretaire.errors import TaskFailed
from secretaire.records import Translation, Warned
from secretaire.tasks.events import Cancel, Finished, TaskEvent
from secretaire.tasks.files import check_outside, check_writable, write_whole
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


@dataclass(frozen=True, slots=True)
class Languages:
    """From which language into which; ``source`` "" is detected; ``memory``: whether earlier translations are used."""

    source: str
    target: str
    memory: bool = True


def translate_file(
    source: SealedFile, languages: Languages, services: Services, cancel: Cancel, password: str = ""
) -> Iterator[TaskEvent]:
    """Translate a file's units; the result is a TranslatedFile, its translation kept as any other.

    Raises what ``translate`` raises, and InputUnreadable as ``Reader.units``.
    """
    every = services.reader.units(source, password)
    units = [unit for unit in every if unit.translatable]
    hidden = [unit.anchor for unit in every if not unit.translatable and any(map(str.isalpha, unit.text))]
    if hidden:
        yield Warned("rewrite.hidden_left", {"count": len(hidden), "places": _places(hidden)})
    if not units:
        raise TaskFailed("task.nothing_to_translate")
    text = BETWEEN.join(unit.text for unit in units)
    for event in translate(text, languages.source, languages.target, services, cancel, memory=languages.memory):
        if isinstance(event, Finished) and isinstance(event.result, Translation):
            yield Finished(TranslatedFile(event.result, tuple(_translated(units, event.result))))
        else:
            yield event


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is to be written, and whether it may take the place of one that is there."""

    path: Path
    replace: bool = False


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A translation and the file in the source's format that it was written to."""

    translation: Translation
    path: Path


def translate_into(
    source: SealedFile, languages: Languages, place: Place, services: Services, cancel: Cancel, password: str = ""
) -> Iterator[TaskEvent]:
    """``translate_file``, and write the file; the result is a WrittenFile.

    Raises what ``translate_file`` and ``write_whole`` raise; where nothing can be written, the translation is kept.
    """
    check_outside(services.vault.directory, place.path)
    check_writable(place.path)
    made: TranslatedFile | None = None
    for event in translate_file(source, languages, services, cancel, password):
        if isinstance(event, Finished):
            made = event.result
        else:
            yield event
    if made is None:
        raise TaskFailed("cli.defect", kind="unfinished translation")
    cancel.check()
    with services.reader.rewrite(source, made.units, password) as file:
        write_whole(place.path, file.chunks(), replace=place.replace)
        yield from rewriting_warnings(file.notes, made.units)
    yield Finished(WrittenFile(made.translation, place.path))


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
        places = _places([anchors.get(number, "") for number in numbers])
        found.append(Warned(f"rewrite.{code}", {"count": len(numbers), "places": places}))
    return found


def _places(anchors: Sequence[str]) -> str:
    """The first places, each once."""
    named = list(dict.fromkeys(filter(None, anchors)))
    return ", ".join(named[:_PLACES_TOLD]) + (" …" if len(named) > _PLACES_TOLD else "") or "–"
