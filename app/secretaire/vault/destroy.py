"""Destroying a vault for good: its key slots first, then everything else.

A cut at any instant leaves a vault that opens as before, or one whose slots are gone and that says so; destroying it
again finishes it, and tells the same (docs/vault-format.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from secretaire.errors import TaskFailed, VaultClosed
from secretaire.identity import now
from secretaire.vault import header as headers
from secretaire.vault.contents import contents, remove_own
from secretaire.vault.files import file_errors, sync_directory, write_durably
from secretaire.vault.lock_file import LockFile


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What a receipt tells: which vault, when, how much of it there was. ``left`` lay there and was not its own."""

    vault: str
    created_at: str
    destroyed_at: str
    generation: int
    slots: tuple[str, ...]
    files: int
    size: int
    left: tuple[str, ...]


class _Begun(msgspec.Struct, frozen=True):
    """What must be remembered for the receipt, since the headers go first."""

    vault: str = ""
    created_at: str = ""
    generation: int = 0
    slots: tuple[str, ...] = ()
    files: int = 0
    size: int = 0


def destruction_is_begun(directory: Path) -> bool:
    """Whether a vault's slots were wiped and the rest of it is still to go."""
    try:
        headers.read_headers(directory)
    except VaultClosed as error:
        return error.code == "vault.destruction_begun"
    return False


def destroy(directory: Path, keep_told: Callable[[Destroyed], object] = lambda _told: None) -> Destroyed:
    """Overwrite and remove the headers, then remove database, originals and audit log. No secret is needed.

    Files that are no part of it stay. Without its slots nothing opens the database again, even where a medium keeps
    removed bytes (SSDs do); copies made before (backups, snapshots) are out of its reach. ``keep_told`` keeps what
    there is to tell; until it returns, destroying the vault again tells it, too.

    Raises:
        VaultClosed: no vault here, in use by another process.
        TaskFailed: no permission; headers that were wiped stay wiped.
    """
    held = (*headers.NAMES, headers.DESTROYING)
    lock = LockFile(directory / "lock") if any((directory / name).exists() for name in held) else None
    try:
        begun = _begin(directory)
        with file_errors():
            headers.wipe(directory)
            sync_directory(directory)
            left = remove_own(directory, (headers.DESTROYING, "lock"))
        facts = (begun.vault, begun.created_at, now(), begun.generation, begun.slots, begun.files, begun.size)
        told = Destroyed(*facts, tuple(left))
        keep_told(told)
        remove_own(directory)
    finally:
        if lock is not None:
            lock.release()
    return told


def _begin(directory: Path) -> _Begun:
    """Note what a receipt will tell, or read what was noted. Raises VaultClosed, TaskFailed."""
    note = directory / headers.DESTROYING
    try:
        newest = headers.read_headers(directory)[0].header
    except VaultClosed as error:
        if error.code != "vault.destruction_begun":
            raise
        return _noted(note)
    with file_errors():
        files = [path for path in contents(directory)[0] if path != note]
        size = sum(path.stat().st_size for path in files)
    kinds = tuple(slot.kind for slot in newest.slots)
    begun = _Begun(newest.id, newest.created_at, newest.generation, kinds, len(files), size)
    try:
        write_durably(note, msgspec.json.encode(begun))
    except TaskFailed as failure:
        if failure.code != "vault.no_space":  # a full disk keeps nothing from being destroyed
            raise
    return begun


def _noted(note: Path) -> _Begun:
    try:
        return msgspec.json.decode(note.read_bytes(), type=_Begun)
    except (OSError, ValueError):  # damaged: the receipt can't tell more
        return _Begun()
