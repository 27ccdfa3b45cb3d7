"""What a worker thread hands to the UI thread: gathered, so that a fast task costs one wake-up a frame."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from secretaire.errors import SecretaireError
from secretaire.tasks.events import Partial, Progress


@dataclass(frozen=True, slots=True)
class Failed:
    """The task ended with this error."""

    error: SecretaireError


@dataclass(frozen=True, slots=True)
class Broken:
    """The task ended with an error that is a defect of ours; the thread's hook has reported it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The task's thread is done; nothing follows."""


class Mailbox:
    """Any thread puts, the UI thread takes. ``wake`` is called when something lies in an empty box."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._items: list[object] = []
        self._pieces = 0
        self._first_s = self._last_s = 0.0

    @property
    def pieces_per_second(self) -> float:
        """Pieces of text a second since the first one; 0 before the second."""
        elapsed_s = self._last_s - self._first_s
        return (self._pieces - 1) / elapsed_s if elapsed_s > 0 else 0.0

    def put(self, item: object) -> None:
        """Hand over an item, from any thread."""
        if isinstance(item, Partial):
            self._count()
        with self._lock:
            self._items.append(item)
            first = len(self._items) == 1
        if first:
            self._wake()

    def _count(self) -> None:
        self._last_s = time.monotonic()
        self._first_s = self._first_s or self._last_s
        self._pieces += 1

    def take(self) -> list[object]:
        """Everything that lies here, oldest first."""
        with self._lock:
            items, self._items = self._items, []
        return items


def coalesce(items: list[object]) -> list[object]:
    """The same story in fewer events: text of one part joined, only the newest progress of a stage."""
    told: list[object] = []
    for item in items:
        before = told[-1] if told else None
        if isinstance(item, Partial) and isinstance(before, Partial) and before.part_id == item.part_id:
            told[-1] = replace(before, text=before.text + item.text)
        elif isinstance(item, Progress) and isinstance(before, Progress) and before.stage == item.stage:
            told[-1] = item
        else:
            told.append(item)
    return told
