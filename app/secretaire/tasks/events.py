"""What a task tells while it works. Codes and parameters only: the window and the command line make the sentences."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from secretaire.errors import Cancelled
from secretaire.records import Page, Segment, Sentence, Warned


@dataclass(frozen=True, slots=True)
class Started:
    """The first event. ``job`` is the id under which the result is stored as it grows."""

    job: str


@dataclass(frozen=True, slots=True)
class Progress:
    """``stage`` is a code such as "reading", "choosing", "writing"; ``unit`` such as "page", "point", "segment"."""

    stage: str
    done: int
    total: int
    unit: str


@dataclass(frozen=True, slots=True)
class Partial:
    """Text that is being written: append it to part ``part_id``. ``kind`` is "answer", "sentence" or "segment"."""

    part_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Revised:
    """Part ``part_id`` is finished and checked: replace its partial text by this."""

    part_id: str
    sentence: Sentence | Segment


@dataclass(frozen=True, slots=True)
class PageDone:
    """A page was read, or could not be."""

    page: Page


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event; ``result`` is the record that was stored (a Report, a Translation, a Message, a Document)."""

    result: Any


TaskEvent = Started | Progress | Partial | Revised | PageDone | Warned | Finished


class Cancel:
    """A wish to stop, set from any thread; the task's own thread then winds up.

    A running generator cannot be closed from another thread, so a task registers what wakes it
    (an engine request's ``cancel``) while it waits.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._put_aside = False
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], None]] = []

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    @property
    def put_aside(self) -> bool:
        """Whether the task stops only for now: what is left of it is gone on with after the next unlocking."""
        return self._put_aside

    def request(self, *, put_aside: bool = False) -> None:
        """Stop, from any thread, any number of times; the first wish tells whether for good or for now."""
        with self._lock:
            if not self._event.is_set():
                self._put_aside = put_aside
            self._event.set()
        with self._lock:
            wakers = list(self._wakers)
        for wake in wakers:
            wake()

    def on_request(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when the stop is asked for (at once when it already was)."""
        with self._lock:
            self._wakers.append(wake)
        if self.requested:
            wake()

    def forget(self, wake: Callable[[], None]) -> None:
        """Take ``wake`` off the list again."""
        with self._lock:
            if wake in self._wakers:
                self._wakers.remove(wake)

    def check(self) -> None:
        """Raise Cancelled when the stop was asked for."""
        if self.requested:
            raise self.error()

    def error(self) -> Cancelled:
        """What a task that stops raises: for good, or for now."""
        return Cancelled("task.put_aside" if self._put_aside else "task.cancelled")
