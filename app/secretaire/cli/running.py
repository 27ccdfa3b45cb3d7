"""Driving a task: its progress to standard error, Ctrl+C to its cancel, its result back to the command."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from types import FrameType
from typing import Any

from secretaire.cli.progress import progress_display
from secretaire.cli.settings import settings
from secretaire.errors import Cancelled, TaskFailed, UsageError
from secretaire.records import Document, Warned
from secretaire.tasks.events import Cancel, Finished, Partial, Progress, TaskEvent
from secretaire.wording.naming import warning_words

_WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OnPartial = Callable[[Partial], None]


def drive(
    events: Iterator[TaskEvent],
    cancel: Cancel,
    on_partial: OnPartial | None = None,
    warned: list[Warned] | None = None,
    among: Sequence[Document] = (),
) -> Any:
    """Run a task to its end and return its result.

    Its warnings are shown, and added to ``warned``; what stands there already was told before.

    ``among``: the documents that it works on; where they are several, each warning names its own.

    Raises what the task raises; Cancelled after Ctrl+C. A second Ctrl+C ends the program at once (KeyboardInterrupt).
    """
    finished: Finished | None = None
    with (
        _closing(events),
        cancelled_by_interrupt(cancel),
        progress_display(settings().quiet or on_partial is not None) as display,
    ):
        for event in events:  # to its very end: a generator that is let go of early takes it for a cancel
            match event:
                case Progress():
                    display.update(event)
                case Warned():
                    if event not in (warned or ()):
                        display.say(worded(event, among))
                    if warned is not None:
                        warned.append(event)
                case Partial() if on_partial is not None:
                    on_partial(event)
                case Finished():
                    finished = event
                case _:
                    pass  # pages are shown with the result
    if finished is None:
        raise TaskFailed("cli.defect", kind="unfinished task")
    return finished.result


def check_somebody_is_there() -> None:
    """Raises UsageError("cli.needs_yes") where nobody can answer a question."""
    if not sys.stdin.isatty():
        raise UsageError("cli.needs_yes")


@contextlib.contextmanager
def _closing(events: Iterator[TaskEvent]) -> Iterator[None]:
    """A task that is left early, by an output that fails, puts away what it has now, while the vault is open."""
    try:
        yield
    finally:
        if isinstance(events, Generator):
            events.close()


def worded(warning: Warned, among: Sequence[Document] = ()) -> str:
    """A warning as a line, with its document's name where it is one ``among`` several."""
    return warning_words(warning, among)


def end_as_interrupted() -> None:
    """The terminal's or the system's wish that we end winds up as Ctrl+C does: nothing is left behind."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread() and sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, interrupt)


@contextlib.contextmanager
def cancelled_by_interrupt(cancel: Cancel) -> Iterator[None]:
    """While this lasts, Ctrl+C asks the task to stop, the terminal's or system's wish to put it aside; a second one
    interrupts."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if cancel.requested and number == signal.SIGINT:
            raise KeyboardInterrupt  # the system may say its wish twice: to us, and to our group
        # From a thread of its own: the interrupted code may hold the very lock that the request takes.
        request = partial(cancel.request, put_aside=number != signal.SIGINT)
        threading.Thread(target=request, daemon=True).start()

    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return
    before = {number: signal.signal(number, stop) for number in _WISHES}
    try:
        yield
    except Cancelled as stopped:
        if cancel.requested and stopped.code == "inference.cancelled":  # an engine doesn't know whether it is for good
            raise cancel.error() from stopped
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
