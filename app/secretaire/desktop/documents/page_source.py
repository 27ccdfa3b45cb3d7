"""Pictures and text of one stored document's pages, fetched off the UI thread from the vault and a reader."""

from __future__ import annotations

import threading

from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.reader.interface import OpenFile, Picture
from secretaire.errors import WorkerDied
from secretaire.records import Document, Page
from secretaire.tasks.services import Services

MAX_SCALE = 4.0


class PageSource:
    """Keeps the reader open between pages; its methods wait and belong on a lane of the job runner."""

    def __init__(self, services: Services, document: Document) -> None:
        self._services, self._document = services, document
        self._file: OpenFile | None = None
        self._sealed: SealedFile | None = None
        self._lock = threading.Lock()
        self._closed = False

    def page(self, number: int) -> Page | None:
        """The page as it was read."""
        extraction = self._services.vault.extraction_of(self._document)
        return self._services.vault.page(extraction.id, number) if extraction else None

    def picture(self, number: int, scale: float) -> Picture | None:
        """The page as it looks; None once closed. A reader that died is replaced once."""
        with self._lock:
            if self._closed:
                return None
            try:
                return self._open().render(number, min(scale, MAX_SCALE))
            except WorkerDied:
                self._drop()
                return self._open().render(number, min(scale, MAX_SCALE))

    def _open(self) -> OpenFile:
        if self._file is None:
            self._sealed = self._services.vault.open_original(self._document)
            self._file = self._services.reader.open(self._sealed)
        return self._file

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._sealed is not None:
            self._sealed.close()
            self._sealed = None

    def close(self) -> None:
        """Let go of the reader."""
        with self._lock:
            self._closed = True
            self._drop()
