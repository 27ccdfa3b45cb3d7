"""Writing files so that a cut at any instant leaves the old or the new one, whole (fsync(2), rename(2))."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from secretaire.errors import SecretaireError, TaskFailed

COPY_BYTES = 1 << 20


@contextlib.contextmanager
def file_errors() -> Iterator[None]:
    """Make TaskFailed of what the file system refuses."""
    try:
        yield
    except SecretaireError:
        raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        denied = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        code = "vault.no_space" if full else "vault.no_permission" if denied else "vault.disk_error"
        raise TaskFailed(code) from error


@contextlib.contextmanager
def spared() -> Iterator[None]:
    """What a full disk may leave undone for now: what is stored can be read all the same. Raises other TaskFailed."""
    try:
        yield
    except TaskFailed as failure:
        if failure.code != "vault.no_space":
            raise


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file's content atomically and durably, readable by its owner only. Raises TaskFailed."""
    with file_errors():
        temporary = path.with_name(path.name + ".new")
        write_new(temporary, (data,))
        temporary.replace(path)
        sync_directory(path.parent)


def write_new(path: Path, chunks: Iterable[bytes]) -> None:
    """Write and sync a new file; nothing is left of it when that fails. Raises OSError.

    What bears its name is removed, not written into: it may be a link to something else.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file in pieces and sync it; nothing is left of it when that fails. Raises OSError."""
    with source.open("rb") as file:
        write_new(target, iter(lambda: file.read(COPY_BYTES), b""))


def sync_file(path: Path) -> None:
    """Make a file's content durable. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_directory(directory: Path) -> None:
    """Make new, renamed and removed names durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
