"""One writer process at a time: an flock(2) on the vault's ``lock`` file, held as long as the vault is open."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path

from secretaire.errors import TaskFailed, VaultClosed

WANTED = "lock.wanted"
TRIES, TRY_EVERY_S = 10, 0.03


class LockFile:
    """A lock that the kernel drops with the process, however it ends."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        """Take the lock, with ``shared`` beside others who only read a medium that refuses writing.

        Raises VaultClosed("vault.in_use"), TaskFailed("vault.no_permission").
        """
        self._descriptor = _open(path, shared=shared)
        try:
            _lock(self._descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise VaultClosed("vault.in_use") from error
        self._wanted = path.with_name(WANTED)
        self._forget_wish()

    def release(self) -> None:
        """Let others in; idempotent."""
        if self._descriptor >= 0:
            self._forget_wish()
            os.close(self._descriptor)
            self._descriptor = -1

    def _forget_wish(self) -> None:
        with contextlib.suppress(OSError):  # a read-only medium: nobody can have asked either
            self._wanted.unlink(missing_ok=True)


def ask_to_lock(directory: Path) -> None:
    """Ask whoever has the vault open to lock it. Raises TaskFailed("vault.no_permission").

    By a file: processes that are confined may neither signal each other nor, on the command line, connect to anything.
    """
    os.close(_open(directory / WANTED))


def lock_is_wanted(directory: Path) -> bool:
    """Whether somebody asked for the vault to be locked; whoever has it open looks now and then."""
    return (directory / WANTED).exists()


def in_use(path: Path) -> bool:
    """Whether some process holds the lock; takes and drops it to see."""
    if not path.exists():
        return False
    try:
        descriptor = os.open(
            path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
        )  # looking needs no writing: the medium may refuse it
    except OSError as error:
        raise TaskFailed("vault.no_permission_to_read") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # several may look at once
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _lock(descriptor: int, how: int) -> None:
    """Take the lock; who only looks whether it is held (``in_use``) has it for an instant, which is waited out."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
            return
        time.sleep(TRY_EVERY_S)
    fcntl.flock(descriptor, how | fcntl.LOCK_NB)


def _open(path: Path, *, shared: bool = False) -> int:
    if shared and not path.exists():
        path = path.parent  # a copy on a medium that refuses writing may lack an empty file: nobody has it open there
    try:
        return os.open(path, os.O_CLOEXEC | (os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT), 0o600)
    except OSError as error:
        raise TaskFailed("vault.no_permission") from error
