"""Writing on a medium that may fill up, turn read-only or be pulled out at any moment."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secretaire.errors import TaskFailed
from secretaire.vault.blobs import is_whole
from secretaire.vault.files import COPY_BYTES, file_errors, write_new

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


def check_place(folder: Path) -> None:
    """Raises TaskFailed("vault.no_such_place"): not even the folder above is there, as where a medium is not connected.

    Made with all folders above it, what is meant for the medium would land on the disk below.
    """
    above = folder.absolute().parent
    if not above.is_dir():
        raise TaskFailed("vault.no_such_place", folder=str(above))


def copy_blob(source: Path, target: Path, row: dict[str, Any]) -> tuple[int, bool]:
    """Copy one original unless the medium has it, whole; the bytes written, and whether it is whole there.

    It gets its name once it is read back. What an earlier copy wrote is read again, too: media age. One that is damaged
    in the vault is carried as it is, unless the medium has something of it already.

    Raises TaskFailed("vault.copy_damaged"): the medium did not keep what was written.
    """
    if target.exists():
        forget_cached(target)
        if is_whole(target, row["key"], row["content"]):
            return 0, True
    unread = target.with_name(target.name + PARTIAL)
    try:
        write_new(unread, readable(source))
    except TaskFailed:  # it can't be read at all
        return 0, False
    forget_cached(unread)
    whole = is_whole(unread, row["key"], row["content"])
    if not whole and is_whole(source, row["key"], row["content"]):
        unread.unlink()
        raise TaskFailed("vault.copy_damaged")
    if not whole and target.exists():
        unread.unlink()
        return 0, False
    size = unread.stat().st_size
    unread.rename(target)
    return size, whole


def readable(path: Path) -> Iterator[bytes]:
    """What a file holds. Raises TaskFailed("vault.blob_damaged") where it can't be read."""
    try:
        with path.open("rb") as file:
            while piece := file.read(COPY_BYTES):
                yield piece
    except OSError as error:
        raise TaskFailed("vault.blob_damaged") from error


def forget_cached(path: Path) -> None:
    """Let the next reading come from the medium, as far as the system obeys."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
