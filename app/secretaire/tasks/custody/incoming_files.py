"""Which files an import reads: told by their names and places alone, since the host parses nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secretaire.confinement.sealed_file import SealedFile, open_path, seal_bytes, seal_path, shown_name
from secretaire.errors import InputUnreadable
from secretaire.tasks.custody.portable import ORIGINALS, RECORDS

THREAD, MESSAGES = "thread.json", "messages.jsonl"
ENDINGS = (".json", ".chat")
MOST_FILES = 20_000
DEEPEST = 4
LARGEST = 512 * 1024 * 1024
PORTION = 16 * 1024 * 1024
"""An export of ours is read in portions of whole lines: it may be larger than the memory."""
LONGEST_LINE = 48 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: groups of files that belong together, in order; ``strangers`` is how many others lie there."""

    folder: Path
    groups: tuple[tuple[Path, ...], ...]
    whole_folder: bool = False
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Sealed files to read now; ``going_on``: the lines after those of the piece before."""

    files: tuple[SealedFile, ...]
    going_on: bool = False

    def close(self) -> None:
        """Let go of the memory."""
        for file in self.files:
            file.close()


def find(path: Path) -> Source:
    """What there is to read at a path.

    Raises:
        InputUnreadable: nothing, an export that was cut off before its records were written, too many files.
    """
    if not path.is_dir():
        beside = [path.with_name(THREAD), path.with_name(MESSAGES)]
        together = path in beside and all(each.is_file() for each in beside)
        return Source(path.parent, (tuple(beside) if together else (path,),))
    if (path / RECORDS).is_file():
        return Source(path, ((path / RECORDS,),))
    if (path / ORIGINALS).is_dir():
        raise InputUnreadable("documents.export_cut_off")
    groups: list[tuple[Path, ...]] = []
    strangers = 0
    for files in _folders(path):
        names = [file.name for file in files if _may_be_history(file)]
        strangers += len(files) - len(names)
        folder = files[0].parent
        thread = [name for name in (THREAD, MESSAGES) if name in names] if THREAD in names else []
        groups += [tuple(folder / name for name in thread)] if thread else []
        groups += [(folder / name,) for name in names if name not in thread]
    if not groups:
        raise InputUnreadable("documents.history_unknown")
    return Source(path, tuple(groups), whole_folder=True, strangers=strangers)


def _may_be_history(file: Path) -> bool:
    named = file.suffix in ENDINGS or (file.name == MESSAGES and (file.parent / THREAD).is_file())
    return named and file.is_file() and not file.is_symlink()


def _folders(path: Path) -> Iterator[list[Path]]:
    """What is in a folder and in those below it, in order; links, and folders that lie too deep, are not followed."""
    count = 0
    for place, folders, names in os.walk(path, onerror=_unreadable):
        folder = Path(place)
        folders.sort()
        names.sort()
        if len(folder.relative_to(path).parts) >= DEEPEST:
            names += folders  # to be counted
            folders.clear()
        count += len(names)
        if count > MOST_FILES:
            raise InputUnreadable("documents.history_too_large")
        if names:
            yield [folder / name for name in names]


def _unreadable(error: OSError) -> None:
    raise InputUnreadable("documents.no_permission", name=shown_name(error.filename or "")) from error


def pieces(group: tuple[Path, ...]) -> Iterator[Piece]:
    """A group's files, sealed; the caller closes each piece. Raises InputUnreadable."""
    if group[0].name == RECORDS:
        yield from _portions(group[0])
        return
    files: list[SealedFile] = []
    try:
        for path in group:
            if not files or path.stat().st_size:  # nothing was said in a thread: its second file is empty
                files.append(seal_path(path, LARGEST))
    except BaseException:
        Piece(tuple(files)).close()
        raise
    yield Piece(tuple(files))


def _portions(path: Path) -> Iterator[Piece]:
    going_on = False
    with os.fdopen(open_path(path), "rb") as file:
        rest = b""
        try:
            while data := file.read(PORTION):
                end = data.rfind(b"\n") + 1
                rest += data[:end] if end else data
                if len(rest) > LONGEST_LINE:
                    raise InputUnreadable("documents.history_too_large")
                if end:
                    yield Piece((seal_bytes(rest, path.name),), going_on)
                    rest, going_on = data[end:], True
        except OSError as error:
            raise InputUnreadable("documents.cannot_read", name=shown_name(path)) from error
        if rest or not going_on:
            yield Piece((seal_bytes(rest, path.name),), going_on)
