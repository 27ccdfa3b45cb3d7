"""Writing on a medium that may fill up, turn read-only or be pulled out at any moment."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from secretaire.errors import TaskFailed
from secretaire.vault.blobs import check_blob
from secretaire.vault.files import copy_durably, file_errors

PARTIAL = ".partial"
_TOLD = {
    "vault.no_space": "vault.medium_full",
    "vault.no_permission": "vault.medium_read_only",
    "vault.disk_error": "vault.medium_failed",
}


@contextlib.contextmanager
def medium_errors() -> Iterator[None]:
    """Tell of the medium what would else be told of the vault's own disk."""
    try:
        with file_errors():
            yield
    except TaskFailed as error:
        if error.code not in _TOLD:
            raise
        raise TaskFailed(_TOLD[error.code], **error.params) from error


def copy_blob(source: Path, target: Path, row: dict[str, object]) -> int:
    """Copy one original unless the medium has it, whole; the bytes written.

    It gets its name once it is read back. What an earlier copy wrote is read again, too: media age.
    """
    unread = target.with_name(target.name + PARTIAL)
    try:
        size = source.stat().st_size
        if target.exists() and _whole(target, row):
            return 0
        copy_durably(source, unread)
    except FileNotFoundError as error:
        if source.exists():
            raise  # it is the medium that is gone
        raise TaskFailed("vault.changed_meanwhile") from error
    forget_cached(unread)
    check_blob(unread, row["key"], str(row["content"]))  # type: ignore[arg-type]  # the column is bytes
    unread.rename(target)
    return size


def _whole(target: Path, row: dict[str, object]) -> bool:
    forget_cached(target)
    try:
        check_blob(target, row["key"], str(row["content"]))  # type: ignore[arg-type]  # the column is bytes
    except TaskFailed:
        return False
    return True


def forget_cached(path: Path) -> None:
    """Let the next reading come from the medium, as far as the system obeys."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
