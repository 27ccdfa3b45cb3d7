"""Which files in a vault's folder are its own, told by their names; all others are strangers, which nothing removes."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from secretaire.vault.files import file_errors

DATABASE = re.compile(r"(db-\d+|creating)\.sqlite(-wal|-shm|-journal)?")
BLOB = re.compile(r"[0-9a-f]{32}\.bin")
_PLAIN = re.compile(r"header\.[ab](\.new)?|creating|destroying(\.new)?|lock(\.wanted)?")
_FOLDERS = {"blobs": BLOB, "audit": re.compile(r"lock|(log\.jsonl|state\.json)(\.new)?")}


def contents(directory: Path) -> tuple[list[Path], list[Path]]:
    """A vault's own files, and what is no part of it, in order. Raises TaskFailed."""
    own: list[Path] = []
    strange: list[Path] = []
    with file_errors():
        for path in sorted(directory.iterdir()):
            if path.name in _FOLDERS and path.is_dir() and not path.is_symlink():
                for within in sorted(path.iterdir()):
                    (own if _is_file(within, _FOLDERS[path.name]) else strange).append(within)
            else:
                ours = _is_file(path, _PLAIN) or _is_file(path, DATABASE)
                (own if ours else strange).append(path)
    return own, strange


def remove_own(directory: Path, but: Collection[str] = ()) -> list[str]:
    """Remove a vault's files, and its folders where nothing else lies there; the strangers that were left.

    ``but`` names files of its own that stay. Raises TaskFailed.
    """
    own, strange = contents(directory)
    with file_errors():
        for path in own:
            if path.name not in but:
                path.unlink()
        for folder in (*(directory / name for name in _FOLDERS), directory):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    return names(strange, directory)


def names(paths: list[Path], directory: Path) -> list[str]:
    """Paths as they lie in the vault's folder, in characters that can be shown."""
    return [os.fsencode(path.relative_to(directory)).decode(errors="replace") for path in paths]


def _is_file(path: Path, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(path.name) is not None and path.is_file() and not path.is_symlink()
