"""A lease on a file that is being read: nobody writes to it meanwhile without the kernel saying so.

``fcntl(F_SETLEASE, F_RDLCK)`` (fcntl(2), Linux): granted only while no one has the file open for writing; an open for
writing then breaks it. It belongs to the open file, and only its owner may take one. Runs in the engine worker.
"""

from __future__ import annotations

import contextlib
import fcntl
import signal
from collections.abc import Iterator

_SET, _GET = getattr(fcntl, "F_SETLEASE", None), getattr(fcntl, "F_GETLEASE", None)


class ReadLease:
    """Taken when it is made, if it can be had."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._taken = False
        if _SET is not None:
            signal.signal(signal.SIGIO, signal.SIG_IGN)  # how a break is announced; unheard, it would end the worker
            with contextlib.suppress(OSError):  # another's file, one that is open for writing, or no leases there
                fcntl.fcntl(descriptor, _SET, fcntl.F_RDLCK)
                self._taken = True

    @property
    def held(self) -> bool:
        """Whether it was granted, and nobody has opened the file for writing since."""
        if not self._taken or _GET is None:
            return False
        try:
            return bool(fcntl.fcntl(self._descriptor, _GET) == fcntl.F_RDLCK)
        except OSError:
            return False

    def release(self) -> None:
        """Let writers in again."""
        if self._taken and _SET is not None:
            with contextlib.suppress(OSError):
                fcntl.fcntl(self._descriptor, _SET, fcntl.F_UNLCK)
            self._taken = False


@contextlib.contextmanager
def read_lease(descriptor: int) -> Iterator[ReadLease]:
    """A lease for the time of a block."""
    lease = ReadLease(descriptor)
    try:
        yield lease
    finally:
        lease.release()
