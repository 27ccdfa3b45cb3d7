"""Files that leave the vault: whole or not at all, for their owner only, never in the vault's own folder."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from secretaire.errors import TaskFailed, UsageError
from secretaire.vault.vault import Vault


def check_outside(vault: Vault, path: Path) -> None:
    """Raises UsageError("vault.inside") for a place in the vault's own folder."""
    home = vault.directory.resolve()
    if home in (path.resolve(), *path.resolve().parents):
        raise UsageError("vault.inside")


def write_whole(path: Path, chunks: Iterable[bytes], *, replace: bool = True) -> None:
    """Write a file for its owner only: beside its place, synced, then renamed.

    Raises:
        TaskFailed: no space, no permission. UsageError("task.export_exists"): there is one, and not ``replace``.
    """
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
