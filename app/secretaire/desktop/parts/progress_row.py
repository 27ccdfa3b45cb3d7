"""Long work in one row: what it is doing, how far it is, Cancel."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.desktop.shell.jobs import Job, Jobs, Result, Work
from secretaire.errors import SecretaireError
from secretaire.tasks.events import Finished, Progress
from secretaire.wording import SENTENCES, _, say
from secretaire.wording.remaining import Remaining, worded_remaining


def worded(progress: Progress) -> str:
    """“reading page 61 of 118”: the stage, and which one is under way now that ``done`` are."""
    code = f"desktop.progress.{progress.stage}"
    if progress.total > 0 and code in SENTENCES:
        return say(code, {"done": min(progress.done + 1, progress.total), "total": progress.total})
    stage = say(f"stage.{progress.stage}")
    if progress.total <= 0:
        return stage
    return _("{stage} ({done} of {total})").format(stage=stage, done=progress.done, total=progress.total)


class ProgressRow(QWidget):
    """Follows one job; hidden while there is none."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", "muted")  # long words must not widen what it stands in
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedHeight(4)
        self._cancel = button(_("Cancel"), self.stop, role="quiet")
        self._job: Job | None = None
        self._remaining = Remaining()
        top = row()
        top.addWidget(self._words, 1)
        top.addWidget(self._cancel)
        layout = column(self, 0, tokens.SPACE_XS)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        self.hide()

    def follow(self, job: Job, beginning: str) -> None:
        """Show this job until it ends."""
        self._job = job
        self._remaining = Remaining()
        self._say(beginning, 0, 0)
        self._cancel.setEnabled(True)
        job.told.connect(self._told)
        job.ended.connect(self._ended)
        self.show()

    def _told(self, event: object) -> None:
        if isinstance(event, Progress):
            left = self._remaining.seconds(event.stage, event.done, event.total, time.monotonic())
            words = worded(event) if left is None else f"{worded(event)} · {worded_remaining(left)}"
            self._say(words, event.done, event.total)

    def _say(self, words: str, done: int, total: int) -> None:
        self._words.setText(words)
        self.setAccessibleName(words)
        # A bar that runs to and fro says nothing and moves; until there is a count it stands empty.
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done if total > 0 else 0)

    def watch(
        self,
        jobs: Jobs,
        work: Work[Result],
        title: str,
        done: Callable[[Result], None],
        failed: Callable[[SecretaireError], None],
    ) -> Job:
        """Begin a job and follow it."""
        job = jobs.watch(work, self, title)
        job.told.connect(lambda event: done(event.result) if isinstance(event, Finished) else None)
        job.failed.connect(failed)
        self.follow(job, f"{title}…")
        return job

    def stop(self) -> None:
        """Cancel it."""
        if self._job is not None:
            self._job.stop()
        self._cancel.setEnabled(False)
        self._words.setText(_("Stopping; what was already made is kept."))
        self.cancelled.emit()

    def _ended(self) -> None:
        self._job = None
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()
