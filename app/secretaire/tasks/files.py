"""Files that leave the vault: whole or not at all, for their owner only, never in the vault's own folder."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from secretaire.errors import TaskFailed, UsageError


def check_outside(directory: Path, path: Path) -> None:
    """Raises UsageError("vault.inside") for a place in the vault's own folder."""
    home = directory.resolve()
    if home in (path.resolve(), *path.resolve().parents):
        raise UsageError("vault.inside")


def check_writable(path: Path) -> None:
    """Complain before the work that is to be written, not after it. Raises TaskFailed("task.cannot_write")."""
    if path.exists() and not path.is_file():  # a folder; a device or a pipe, whose place a file must not take
        why = os.strerror(errno.EISDIR if path.is_dir() else errno.EPERM)
        raise TaskFailed("task.cannot_write", path=str(path), why=why)
    with told(path):
        if not os.access(path.parent, os.W_OK | os.X_OK):
            path.parent.stat()  # says itself that it is missing
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def write_whole(path: Path, chunks: Iterable[bytes], *, replace: bool = True) -> None:
    """Write a file for its owner only: beside its place, synced, then renamed.

    Raises:
        TaskFailed: no space, no permission. UsageError("task.export_exists"): there is one, and not ``replace``.
    """
    check_writable(path)
    temporary = path.with_name(f".{secrets.token_hex(6)}.part")
    with told(path):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                temporary.replace(path)
            else:
                _give_name(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _give_name(temporary: Path, path: Path) -> None:
    """Rename, unless the name is taken: a second name for a file never replaces one."""
    try:
        os.link(temporary, path)
    except FileExistsError as error:
        raise UsageError("task.export_exists", name=path.name) from error
    except OSError:  # a file system without second names, like those of memory sticks
        if path.exists():
            raise UsageError("task.export_exists", name=path.name) from None
        temporary.replace(path)
    else:
        temporary.unlink()


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what the system says of a file into TaskFailed."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        code = "task.no_space" if full else "task.cannot_write"
        raise TaskFailed(code, path=str(path), why=error.strerror or "?") from error
