"""A lane: one thread that runs functions one after another, such as everything that asks the vault."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable


class Lane:
    """Starts its thread at once; ``end`` lets what waits go unanswered and the thread finish."""

    def __init__(self, name: str) -> None:
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._name = name
        self.thread = self._start()

    def put(self, function: Callable[[], None]) -> None:
        """Run a function after those that wait already."""
        self._queue.put(function)

    def end(self) -> None:
        """Finish what runs now, drop the rest."""
        self._ending.set()
        self._queue.put(None)

    def _start(self) -> threading.Thread:
        thread = threading.Thread(target=self._work, name=f"lane {self._name}", daemon=True)
        thread.start()
        return thread

    def _work(self) -> None:
        while (function := self._queue.get()) is not None and not self._ending.is_set():
            try:
                function()
            except BaseException:  # a defect: this thread reports it and ends, another serves what waits
                self.thread = self._start()
                raise
