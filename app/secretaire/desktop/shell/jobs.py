"""The only place of the window with threads: everything that may wait runs here, never on the UI thread.

A *job* drives a task's generator on a thread of its own; several run at once. A *call* is one function that answers
soon (the vault, a page picture) and runs on a named lane, one after another. Results come back on the UI thread,
gathered at the screen's rate; a widget that is gone gets none.

Qt objects live and die on the UI thread, but Python frees an object on the thread that lets go of it last. So what a
job or a call was given, which may hold widgets, is kept here until the other thread has surely let go of it.
"""

from __future__ import annotations

import contextlib
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from secretaire.desktop.shell.lanes import Lane
from secretaire.desktop.shell.mailbox import Broken, Ended, Failed, Mailbox, coalesce
from secretaire.errors import SecretaireError, TaskFailed
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent

FRAME_MS = 16

Result = TypeVar("Result")
Put = Callable[[TaskEvent], None]
Make = Callable[[Cancel], Iterator[TaskEvent]]
Work = Callable[[Put], Result]
"""Work that tells its progress by a callback instead of yielding it."""


class Job(QObject):
    """A task under way. Belongs to the widget that asked for it: when that one goes, the task is cancelled."""

    told = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, owner: QObject, title: str, cancel: Cancel, mailbox: Mailbox) -> None:
        super().__init__(owner)
        self.title = title
        self.progress: Progress | None = None
        self.running = True
        self._cancel = cancel
        self._mailbox = mailbox

    @property
    def pieces_per_second(self) -> float:
        """How fast text comes, in pieces as the engine streams them; 0 before the first."""
        return self._mailbox.pieces_per_second

    def stop(self) -> None:
        """Cancel; what was already made is kept. Safe to call any number of times."""
        self._cancel.request()

    def deliver(self, items: list[object]) -> None:
        """Hand gathered events to whoever listens (UI thread)."""
        for item in items:
            if not isValid(self):  # a listener closed our owner
                return
            if isinstance(item, Failed):
                self.failed.emit(item.error)
            elif isinstance(item, Broken):
                self.failed.emit(TaskFailed("desktop.job_broke"))
            elif isinstance(item, Ended):
                self.running = False
                self.ended.emit()
                self.deleteLater()
            else:
                self.progress = item if isinstance(item, Progress) else self.progress
                self.told.emit(item)


@dataclass(slots=True)
class _Run:
    job: Job
    cancel: Cancel
    mailbox: Mailbox
    drive: Callable[[Cancel, Put], None]
    thread: threading.Thread


@dataclass(frozen=True, slots=True)
class _Call(Generic[Result]):
    """A function to run on a lane, and who is told."""

    function: Callable[[], Result]
    owner: QObject
    done: Callable[[Result], None]
    failed: Callable[[SecretaireError], None]

    def outcome(self) -> Result | Failed:
        """On the lane's thread. An error's traceback, which holds this call, stays here."""
        try:
            return self.function()
        except SecretaireError as error:
            return Failed(error.with_traceback(None))
        except Exception:  # noqa: BLE001  # a defect: reported; its traceback must not leave this thread
            _report()
            return Failed(TaskFailed("desktop.job_broke"))

    def deliver(self, outcome: Result | Failed) -> None:
        """On the UI thread; a widget that is gone gets nothing."""
        if not isValid(self.owner):
            return
        if isinstance(outcome, Failed):
            self.failed(outcome.error)
        else:
            self.done(outcome)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of the call of this number."""

    number: int
    outcome: Any


class Jobs(QObject):
    """Runs jobs and calls for one window. ``changed`` tells that a job began, advanced or ended.

    ``unhandled`` carries the error of a call for whose failure nobody asked.
    """

    changed = Signal()
    unhandled = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[_Run] = []
        self._leaving: list[_Run] = []
        self._calls: dict[int, _Call[Any]] = {}
        self._numbers = itertools.count()
        self._lanes: dict[str, Lane] = {}
        self._closed = False
        self._gate = threading.Lock()
        self._answers = Mailbox(self._wake)
        self._timer = QTimer(self, interval=FRAME_MS, singleShot=True)
        self._timer.timeout.connect(self._deliver)
        self._woken.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)

    # -- jobs ---------------------------------------------------------------------------------------------------
    @property
    def running(self) -> list[Job]:
        """Jobs under way, oldest first."""
        return [run.job for run in self._runs if isValid(run.job)]

    def start(self, make: Make, owner: QObject, title: str = "") -> Job:
        """Drive a task on a thread of its own. Connect to the job's signals before returning to the event loop."""
        return self._begin(lambda cancel, put: _drive(make, cancel, put), owner, title)

    def watch(self, work: Work[Result], owner: QObject, title: str = "") -> Job:
        """As ``start``, for work that is handed a callback; its result comes as Finished.

        A cancelled job raises Cancelled from the callback, so that the work cleans up as after any error.
        """
        return self._begin(lambda cancel, put: _work(work, cancel, put), owner, title)

    def _begin(self, drive: Callable[[Cancel, Put], None], owner: QObject, title: str) -> Job:
        cancel, mailbox = Cancel(), Mailbox(self._wake)
        job = Job(owner, title, cancel, mailbox)
        thread = threading.Thread(target=_live, args=(drive, cancel, mailbox), name=f"job {title}", daemon=True)
        owner.destroyed.connect(cancel.request)
        self._runs.append(_Run(job, cancel, mailbox, drive, thread))
        thread.start()
        self.changed.emit()
        return job

    # -- calls --------------------------------------------------------------------------------------------------
    def call(
        self,
        function: Callable[[], Result],
        owner: QObject,
        done: Callable[[Result], None],
        failed: Callable[[SecretaireError], None] | None = None,
        lane: str = "vault",
    ) -> None:
        """Run a function on a lane and hand its result to ``done``, unless ``owner`` is gone by then."""
        with self._gate:
            if self._closed:
                return
            if lane not in self._lanes:
                self._lanes[lane] = Lane(lane)
            number = next(self._numbers)
            self._calls[number] = _Call(function, owner, done, failed or self.unhandled.emit)
            self._lanes[lane].put(partial(self._answer, number))

    def _answer(self, number: int) -> None:
        """On the lane's thread, which never holds a call once its answer is there to be taken."""
        self._answers.put(_Answer(number, self._calls[number].outcome()))

    # -- the end ------------------------------------------------------------------------------------------------
    def cancel_all(self) -> None:
        """Ask every job to wind up for now: it is gone on with after the next unlocking."""
        for run in self._runs:
            run.cancel.request(put_aside=True)

    def close(self, timeout_s: float = 5.0) -> bool:
        """Cancel everything and wait for the threads: for tests and for ``lock``'s own thread, not for the UI thread.

        Returns whether all of them ended in time.
        """
        with self._gate:  # a lane that the window's thread is making now is ended, too
            self._closed = True
        self.cancel_all()
        for lane in self._lanes.values():
            lane.end()
        threads = [run.thread for run in (*self._runs, *self._leaving)] + [lane.thread for lane in self._lanes.values()]
        for thread in threads:
            thread.join(timeout_s)
        return not any(thread.is_alive() for thread in threads)

    # -- delivery -----------------------------------------------------------------------------------------------
    def _wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # the window is gone, and with it whoever wanted to know
            self._woken.emit()

    def _deliver(self) -> None:
        for run in list(self._runs):
            items = coalesce(run.mailbox.take())
            if isValid(run.job):
                run.job.deliver(items)
            if any(isinstance(item, Ended) for item in items):
                self._runs.remove(run)
                self._leaving.append(run)
            if items:
                self.changed.emit()
        for answer in self._answers.take():
            if isinstance(answer, _Answer):
                self._calls.pop(answer.number).deliver(answer.outcome)
        self._leaving = [run for run in self._leaving if run.thread.is_alive()]
        if self._leaving:
            self._timer.start()


def _live(drive: Callable[[Cancel, Put], None], cancel: Cancel, mailbox: Mailbox) -> None:
    """The life of a job, on its own thread. An unexpected error goes on to ``threading.excepthook``."""
    outcome: Broken | Failed | None = Broken()
    try:
        drive(cancel, mailbox.put)
        outcome = None
    except SecretaireError as error:
        outcome = Failed(error)
    finally:
        if outcome is not None:
            mailbox.put(outcome)
        mailbox.put(Ended())


def _drive(make: Make, cancel: Cancel, put: Put) -> None:
    for event in make(cancel):
        put(event)


def _work(work: Work[Result], cancel: Cancel, put: Put) -> None:
    def tell(event: TaskEvent) -> None:
        cancel.check()
        put(event)

    put(Finished(work(tell)))


def _report() -> None:
    """A defect in a call, told as that of a thread is."""
    kind, value, trace = sys.exc_info()
    threading.excepthook(threading.ExceptHookArgs((kind or Exception, value, trace, threading.current_thread())))
