"""Destroying a vault for good: its key slots first, then everything else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from secretaire.identity import now
from secretaire.vault import header as headers
from secretaire.vault.contents import contents, remove_own
from secretaire.vault.files import file_errors, sync_directory
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


def destroy(directory: Path) -> Destroyed:
    """Overwrite and remove the headers, then remove database, originals and audit log. No secret is needed.

    Files that are no part of it stay. Without its slots nothing opens the database again, even where a medium keeps
    removed bytes (SSDs do); copies made before (backups, snapshots) are out of its reach.

    Raises:
        VaultClosed: no vault here, in use by another process.
        TaskFailed: no permission; headers that were wiped stay wiped.
    """
    lock = LockFile(directory / "lock") if any((directory / name).exists() for name in headers.NAMES) else None
    try:
        newest = headers.read_headers(directory)[0].header
        with file_errors():
            files, _ = contents(directory)
            size = sum(path.stat().st_size for path in files)
            headers.wipe(directory)
            sync_directory(directory)
            left = remove_own(directory)
    finally:
        if lock is not None:
            lock.release()
    kinds = tuple(slot.kind for slot in newest.slots)
    return Destroyed(newest.id, newest.created_at, now(), newest.generation, kinds, len(files), size, tuple(left))
