"""Destroying a vault for good: its key slots first, then everything else."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from secretaire.errors import TaskFailed
from secretaire.identity import now
from secretaire.vault import header as headers
from secretaire.vault.files import file_errors, sync_directory
from secretaire.vault.lock_file import LockFile


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What a receipt tells: which vault, when, how much of it there was."""

    vault: str
    created_at: str
    destroyed_at: str
    generation: int
    slots: tuple[str, ...]
    files: int
    size: int


def destroy(directory: Path) -> Destroyed:
    """Overwrite and remove the headers, then remove database, originals and audit log. No secret is needed.

    Without its slots nothing opens the database again, even where a medium keeps removed bytes (SSDs do); copies made
    before (backups, snapshots) are out of its reach.

    Raises:
        VaultClosed: no vault here, in use by another process.
        TaskFailed: no permission; headers that were wiped stay wiped.
    """
    lock = LockFile(directory / "lock") if any((directory / name).exists() for name in headers.NAMES) else None
    try:
        newest = headers.read_headers(directory)[0].header
        with file_errors():
            files = [path for path in directory.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            headers.wipe(directory)
            sync_directory(directory)
            _remove_rest(directory, newest.database)
    finally:
        if lock is not None:
            lock.release()
    kinds = tuple(slot.kind for slot in newest.slots)
    return Destroyed(newest.id, newest.created_at, now(), newest.generation, kinds, len(files), size)


def _remove_rest(directory: Path, database: str) -> None:
    for path in (*directory.glob("*.sqlite*"), directory / database):
        path.unlink(missing_ok=True)
    for name in ("blobs", "audit"):
        shutil.rmtree(directory / name, ignore_errors=True)
    for path in (*directory.glob("header.*"), directory / "lock"):
        path.unlink(missing_ok=True)
    if any(path.name in ("blobs", "audit") or path.suffix == ".sqlite" for path in directory.iterdir()):
        raise TaskFailed("vault.no_permission")
    if not any(directory.iterdir()):
        directory.rmdir()
