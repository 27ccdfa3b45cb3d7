"""Running what an untrusted text steers (a template, a schema): bounded in time and memory. In the engine worker."""

from __future__ import annotations

import contextlib
import resource
import signal
from collections.abc import Iterator
from types import FrameType

SECONDS, REPEAT_S = 2.0, 0.25
MEMORY = 512 * 1024 * 1024


class OutOfBounds(Exception):
    """It ran too long."""


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Time by an alarm (main thread only), memory by a lowered soft RLIMIT_AS; both are put back.

    The alarm repeats: what it raises inside a finaliser or a collector's callback is swallowed by the interpreter.

    Raises:
        OutOfBounds: after SECONDS. MemoryError: beyond MEMORY bytes more than now.
    """
    running = True

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if running:
            raise OutOfBounds

    handler = signal.signal(signal.SIGALRM, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, hard))
    signal.setitimer(signal.ITIMER_REAL, SECONDS, REPEAT_S)
    try:
        try:
            yield
        finally:
            running = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGALRM, handler)
