"""Preparing imported documents for search by meaning, in the background: one job at a time, while the desk is open."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject

from secretaire.desktop.session import Session
from secretaire.governance.models import embedding_models
from secretaire.records import Document
from secretaire.tasks.embedding import embed_documents
from secretaire.tasks.events import Cancel, TaskEvent
from secretaire.wording import _


class Preparer(QObject):
    """Where no embedding model is installed it does nothing. What is cut off, "documents embed" finishes.

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
        vault = self._session.services.vault

        def work(cancel: Cancel) -> Iterator[TaskEvent]:
            if embedding_models():
                yield from embed_documents(documents, vault, cancel)

        job = self._session.jobs.start(work, self, _("Preparing search by meaning"))
        self._busy = True
        job.ended.connect(self._ended)

    def _ended(self) -> None:
        self._busy = False
        self._next()
