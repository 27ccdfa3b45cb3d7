"""One writer process at a time: an flock(2) on the vault's ``lock`` file, held as long as the vault is open."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from secretaire.errors import TaskFailed, VaultClosed


class LockFile:
    """A lock that the kernel drops with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises VaultClosed("vault.in_use"), TaskFailed("vault.no_permission")."""
        self._descriptor = _open(path)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise VaultClosed("vault.in_use") from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let others in; idempotent."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def holder(path: Path) -> int | None:
    """The process that holds the lock, as it says itself; None where nobody does."""
    if not in_use(path):
        return None
    try:
        text = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(text) if text.isdigit() and 1 < int(text) < 2**22 + 1 else None


def in_use(path: Path) -> bool:
    """Whether some process holds the lock; takes and drops it to see."""
    if not path.exists():
        return False
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise TaskFailed("vault.no_permission") from error
