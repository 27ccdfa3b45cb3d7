"""What a process gives up about itself: descriptors, core dumps, being looked into, new privileges (prctl(2))."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Iterable

_SET_PARENT_DEATH_SIGNAL, _GET_SECCOMP, _FILTERED = 1, 21, 2
_SET_DUMPABLE, _GET_DUMPABLE, _SET_NO_NEW_PRIVILEGES, _GET_NO_NEW_PRIVILEGES = 4, 3, 38, 39


_library = ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int = 0) -> int:
    return int(_library.prctl(ctypes.c_int(option), *(ctypes.c_ulong(v) for v in (value, 0, 0, 0))))


def give_up_privileges() -> bool:
    """``no_new_privs``: a set-uid program started from here gains nothing."""
    return _prctl(_SET_NO_NEW_PRIVILEGES, 1) == 0 and _prctl(_GET_NO_NEW_PRIVILEGES) == 1


def hide_memory() -> bool:
    """No core dump, and no other process of this user may read our memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return _prctl(_SET_DUMPABLE, 0) == 0 and _prctl(_GET_DUMPABLE) == 0


def is_filtered() -> bool:
    """Whether a seccomp filter binds this thread (seccomp(2))."""
    return _prctl(_GET_SECCOMP) == _FILTERED


def end_with(parent: int) -> None:
    """Be killed when the parent, whose only thread forked us, ends; and now if it has."""
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def fill_standard_descriptors() -> None:
    """Open what is closed of 0, 1 and 2 on nothing: a file opened later would take its number, and what is printed."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)


def close_others(keep: Iterable[int]) -> None:
    """Close every descriptor but 0, 1, 2 and ``keep``: an inherited socket would keep its network."""
    kept = {0, 1, 2, *keep}
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        if descriptor not in kept:
            with contextlib.suppress(OSError):  # the listing's own descriptor is closed already
                os.close(descriptor)


def thread_count() -> int:
    """Threads of this process as the kernel counts them."""
    return len(os.listdir("/proc/self/task"))


def limit(address_space: int, cpu_s: int) -> None:
    """Set RLIMIT_AS (bytes) and RLIMIT_CPU (seconds); 0 leaves a limit as it is (setrlimit(2))."""
    if address_space:
        resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
    if cpu_s:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 2))
