"""Destroying a vault for good: its key slots first, then everything else.

A cut at any instant leaves a vault that opens as before, or one whose slots are gone and that says so; destroying it
again finishes it, and tells the same (docs/vault-format.md).
"""

from __future__ import annotations

import contextlib
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


_WITHOUT_HEADERS = ("vault.destruction_begun", "vault.header_damaged", "vault.headers_missing", "vault.missing")


class _Begun(msgspec.Struct, frozen=True):
    """What must be remembered for the receipt, since the headers go first."""

    vault: str = ""
    created_at: str = ""
    generation: int = 0
    slots: tuple[str, ...] = ()
    files: int = 0
    size: int = 0


def can_be_destroyed(directory: Path) -> bool:
    """Whether there is a vault, or what is left of one: a database whose headers are damaged or gone, too.

    Raises VaultClosed("vault.no_permission_to_read"), Refused (of a newer format).
    """
    try:
        headers.read_headers(directory)
    except VaultClosed as error:
        if error.code not in _WITHOUT_HEADERS:
            raise
        return error.code == "vault.destruction_begun" or any(directory.glob("db-*.sqlite"))
    return True


def destroy(directory: Path, keep_told: Callable[[Destroyed], object] = lambda _told: None) -> Destroyed:
    """Overwrite and remove the headers, then remove database, originals and audit log. No secret is needed.

    Files that are no part of it stay. Without its slots nothing opens the database again, even where a medium keeps
    removed bytes (SSDs do); copies made before (backups, snapshots) are out of its reach. ``keep_told`` keeps what
    there is to tell; until it returns, destroying the vault again tells it, too.

    Raises:
        VaultClosed: no vault here, in use by another process.
        TaskFailed: no permission; headers that were wiped stay wiped.
    """
    if not can_be_destroyed(directory):
        raise VaultClosed("vault.missing")
    lock = LockFile(directory / "lock")
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
        lock.release()
    return told


def _begin(directory: Path) -> _Begun:
    """Note what a receipt will tell, or read what was noted. Raises VaultClosed, TaskFailed."""
    note = directory / headers.DESTROYING
    try:
        found = headers.read_headers(directory)[0]
    except VaultClosed as error:
        if error.code == "vault.destruction_begun":
            return _noted(note)
        return _Begun("", "", 0, (), *_measured(directory))  # a note would tell nothing that isn't so already
    newest = found.header
    kinds = tuple(slot.kind for slot in newest.slots)
    begun = _Begun(newest.id, newest.created_at, newest.generation, kinds, *_measured(directory))
    _keep_note(note, msgspec.json.encode(begun), directory / next(each for each in headers.NAMES if each != found.name))
    return begun


def _measured(directory: Path) -> tuple[int, int]:
    """How many files, and how many bytes in them."""
    with file_errors():
        files = [path for path in contents(directory)[0] if path.name != headers.DESTROYING]
        return len(files), sum(path.stat().st_size for path in files)


def _keep_note(note: Path, data: bytes, spare: Path) -> None:
    """Write the note; on a full disk it gets the room of the header that the vault can do without.

    A disk that refuses even that (one that writes everything to a new place) keeps nothing from being destroyed.
    """
    for room in (spare, None):
        try:
            write_durably(note, data)
        except TaskFailed as failure:
            if failure.code != "vault.no_space":
                raise
            if room is not None:
                with contextlib.suppress(OSError):
                    headers.wipe_one(room)
                    sync_directory(room.parent)
        else:
            return


def _noted(note: Path) -> _Begun:
    try:
        return msgspec.json.decode(note.read_bytes(), type=_Begun)
    except (OSError, ValueError):  # damaged: the receipt can't tell more
        return _Begun()
