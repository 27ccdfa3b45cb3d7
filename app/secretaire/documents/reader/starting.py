"""How readers are started: forked from a nursery that has loaded what they need, or each on its own where none runs."""

from __future__ import annotations

import logging
import sys

from secretaire.confinement.forked_worker import ForkServer
from secretaire.confinement.worker_process import WorkerLimits, start_worker
from secretaire.documents.reader.reader_process import ReaderProcess

LIMITS = WorkerLimits(address_space=6 * 1024**3, resident=1024**3, cpu_s=7 * 24 * 3600)
"""The processor time is for a reader whose host watches no more; each answer has a ``Patience`` of its own."""
MOST_FORKED = 1000
"""Readers of one nursery share their addresses in memory: it is renewed after so many, and after one that crashed."""
WORKER, NURSERY = "secretaire.documents.reader.worker", "secretaire.documents.reader.nursery"

_log = logging.getLogger(__name__)


def start_alone() -> ReaderProcess:
    """A reader that loads what it needs by itself. Raises OSError."""
    return ReaderProcess(start_worker(WORKER, limits=LIMITS))


class Nurseries:
    """The nursery, and those before it whose readers still live. One thread at a time."""

    def __init__(self, forking: bool = True) -> None:
        self.serving = forking and sys.platform == "linux"
        """Whether readers are forked, and so are there as soon as they are wanted."""
        self._over = False
        self._current: ForkServer | None = None
        self._retired: list[ForkServer] = []

    def start(self) -> ReaderProcess:
        """A reader. Raises OSError when no process can be made, or when it is over."""
        self._retire()
        while self.serving:
            self._current = self._current or ForkServer(start_worker(NURSERY, limits=LIMITS), LIMITS.resident)
            try:
                return ReaderProcess(self._current.fork())
            except (ConnectionError, TimeoutError) as error:
                if self._over:
                    raise
                self.serving = self._current.forked > 0  # else the next would fare no better
                _log.warning("the readers' nursery is lost (%s); %s", error, _WHAT_NEXT[self.serving])
                self._current.close()
                self._current = None
        return start_alone()

    def _retire(self) -> None:
        """Let the nursery have no more readers where it has had enough of them, and end those without readers."""
        if self._current is not None and (self._current.crashed() or self._current.forked >= MOST_FORKED):
            self._retired.append(self._current)
            self._current = None
        for each in [each for each in self._retired if each.idle()]:
            self._retired.remove(each)
            each.close()

    def prepare(self) -> None:
        """Let readers to come be quicker, now that there is time."""
        if self._current is not None:
            self._current.load()

    def stop(self) -> None:
        """Let nobody wait for a reader any more; any thread."""
        self._over = True
        if self._current is not None:
            self._current.stop()

    def close(self) -> None:
        """End them with all their readers."""
        for each in (self._current, *self._retired):
            if each is not None:
                each.close()
        self._current, self._retired = None, []


_WHAT_NEXT = {True: "another one is started", False: "each reader starts on its own from now on"}
