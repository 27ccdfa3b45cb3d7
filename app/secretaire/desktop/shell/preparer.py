"""Preparing imported documents for search by meaning, in the background: one job at a time, while the desk is open."""

from __future__ import annotations

from PySide6.QtCore import QObject

from secretaire.desktop.shell.session import Session
from secretaire.records import Document
from secretaire.tasks.reading.embedding import prepare
from secretaire.wording import _


class Preparer(QObject):
    """Where no embedding model is installed it does nothing. What is cut off goes on after the next unlocking.

    A failure is not shown: nothing that was asked for is missing, and a search by meaning says what it lacks.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: list[Document] = []
        self._busy = False

    def prepare(self, document: Document) -> None:
        """Prepare a document when those before it are done."""
        self._waiting.append(document)
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        documents, self._waiting = self._waiting, []
        services = self._session.services
        job = self._session.jobs.start(
            lambda cancel: prepare(documents, services, cancel), self, _("Preparing search by meaning")
        )
        self._busy = True
        job.ended.connect(self._ended)

    def _ended(self) -> None:
        self._busy = False
        self._next()
