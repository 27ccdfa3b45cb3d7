"""Going on, once the model is loaded, with the work that locking or a restart has cut off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from secretaire.desktop.shell.session import Session
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import StoredJob
from secretaire.tasks.events import Finished
from secretaire.tasks.resuming import WITHOUT_MODEL, About, about, resume, waiting_jobs
from secretaire.wording import say


class Resumer(QObject):
    """``began`` carries what each job that goes on is About, ``conversation`` the id of one whose answer does.

    ``finished`` carries each result, ``failed`` each error; ``over`` comes when all have ended.
    """

    began = Signal(object)
    conversation = Signal(str)
    over = Signal()
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._begun: set[str] = set()
        self._going = 0
        session.model_changed.connect(self.look)

    def look(self) -> None:
        """Go on with what waits; what needs a model waits for one."""
        session = self._session
        vault = session.services.vault
        session.jobs.call(lambda: [(job, about(job, vault)) for job in waiting_jobs(vault)], self, self._go_on)

    def _go_on(self, waiting: Sequence[tuple[StoredJob, About]]) -> None:
        told = {job.id: facts for job, facts in waiting}
        found = [job for job, _facts in waiting]
        ready = self._session.model is not None and not self._session.loading
        fresh = [job for job in found if job.id not in self._begun and (ready or job.kind in WITHOUT_MODEL)]
        for stored in fresh:
            self._begun.add(stored.id)
            self._start(stored)
        if fresh:
            self.began.emit([told[job.id] for job in fresh])
            for job in fresh:
                if job.kind == "message" and told[job.id].place:
                    self.conversation.emit(told[job.id].place)

    def _start(self, stored: StoredJob) -> None:
        services = self._session.services
        job = self._session.jobs.start(lambda cancel: resume(stored, services, cancel), self, say(f"job.{stored.kind}"))
        job.told.connect(self._told)
        job.failed.connect(self._failed)
        job.ended.connect(self._ended)
        self._going += 1

    def _ended(self) -> None:
        self._going -= 1
        if not self._going:
            self.over.emit()

    def _told(self, event: object) -> None:
        if isinstance(event, Finished):
            self.finished.emit(event.result)

    def _failed(self, error: SecretaireError) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(error)
