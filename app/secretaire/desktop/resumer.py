"""Going on, once the model is loaded, with the work that locking or a restart has cut off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from secretaire.desktop.session import Session
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import StoredJob
from secretaire.tasks.events import Finished
from secretaire.tasks.resuming import WITHOUT_MODEL, resume, waiting_jobs
from secretaire.wording import say


class Resumer(QObject):
    """``began`` carries how many jobs go on, ``finished`` each result, ``failed`` each error."""

    began = Signal(int)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._begun: set[str] = set()
        session.model_changed.connect(self.look)

    def look(self) -> None:
        """Go on with what waits; what needs a model waits for one."""
        session = self._session
        session.jobs.call(lambda: waiting_jobs(session.services.vault), self, self._go_on)

    def _go_on(self, found: Sequence[StoredJob]) -> None:
        ready = self._session.model is not None and not self._session.loading
        fresh = [job for job in found if job.id not in self._begun and (ready or job.kind in WITHOUT_MODEL)]
        for stored in fresh:
            self._begun.add(stored.id)
            self._start(stored)
        if fresh:
            self.began.emit(len(fresh))

    def _start(self, stored: StoredJob) -> None:
        services = self._session.services
        job = self._session.jobs.start(lambda cancel: resume(stored, services, cancel), self, say(f"job.{stored.kind}"))
        job.told.connect(self._told)
        job.failed.connect(self._failed)

    def _told(self, event: object) -> None:
        if isinstance(event, Finished):
            self.finished.emit(event.result)

    def _failed(self, error: SecretaireError) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(error)
