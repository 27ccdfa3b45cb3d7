"""Progress on standard error: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from secretaire.cli.output import note, visible
from secretaire.cli.settings import settings
from secretaire.tasks.events import Progress
from secretaire.wording import say
from secretaire.wording.remaining import Remaining, worded_remaining

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Display(Protocol):
    """What shows how far a task is."""

    def update(self, progress: Progress) -> None: ...
    def say(self, text: str) -> None: ...


class _Silent:
    """Warnings only."""

    def update(self, progress: Progress) -> None:
        """Nothing to show."""

    def say(self, text: str) -> None:
        note(text)


class _Bars:
    """One bar a stage, and how long it will go on once that can be told; they vanish when the task is done."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._stages: dict[str, TaskID] = {}
        self._remaining = Remaining()

    def update(self, progress: Progress) -> None:
        stage, total = progress.stage, progress.total or None
        if stage not in self._stages:
            self._stages[stage] = self._bars.add_task(say(f"stage.{stage}"), total=total, left="")
        seconds = self._remaining.seconds(stage, progress.done, progress.total, time.monotonic())
        left = "" if seconds is None else worded_remaining(seconds)
        self._bars.update(self._stages[stage], completed=progress.done, total=total, left=left)

    def say(self, text: str) -> None:
        self._bars.console.print(visible(text), markup=False, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def load_display() -> Iterator[Callable[[float], None]]:
    """Shows how far a model's loading is; give it to ``load_model``."""
    with progress_display(settings().quiet) as display:
        yield lambda share: display.update(Progress("loading", round(100 * share), 100, "percent"))


@contextlib.contextmanager
def progress_display(quiet: bool) -> Iterator[Display]:
    """The display for one task."""
    if quiet or not os.isatty(2):
        yield _Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}", style="dim", markup=False),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars)
