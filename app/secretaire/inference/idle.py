"""Acting after a quiet time: the engine's client unloads a model that nobody has asked for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable


class IdleWatch:
    """Calls ``act`` when ``quiet_s`` has reached ``after_s``; 0 means never, and then there is no thread either.

    ``act`` must look again (``due``): a request may have come in between.
    """

    def __init__(self, after_s: float, quiet_s: Callable[[], float], act: Callable[[], None]) -> None:
        self._after_s, self._quiet_s, self._act = after_s, quiet_s, act
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def due(self, quiet_s: float) -> bool:
        """Whether it has been quiet for long enough."""
        return 0 < self._after_s <= quiet_s

    def begin(self) -> None:
        """Watch from now on; idempotent."""
        if self._after_s > 0 and self._thread is None and not self._end.is_set():
            self._thread = threading.Thread(target=self._watch, name="engine-idle", daemon=True)
            self._thread.start()

    def _watch(self) -> None:
        pause = self._after_s
        while not self._end.wait(pause):
            quiet_s = self._quiet_s()
            if self.due(quiet_s):
                self._act()
                quiet_s = 0.0
            pause = max(self._after_s - quiet_s, 0.01)

    def close(self) -> None:
        """End the watching, and wait for an ``act`` that is under way."""
        self._end.set()
        if self._thread is not None:
            self._thread.join()
