"""Bringing files into the vault: picked in Qt's own dialog (which remembers nothing) or dropped, read in jobs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from secretaire.desktop.file_dialogs import plain_dialog
from secretaire.desktop.jobs import Job
from secretaire.desktop.session import Session
from secretaire.tasks.events import Finished
from secretaire.tasks.importing import import_document
from secretaire.wording import _


class Importer(QObject):
    """``began`` carries each Job, ``imported`` each Document, ``failed`` each error."""

    began = Signal(object)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._window = session, parent

    def pick(self) -> None:
        """Ask which files, then import them."""
        dialog = file_dialog(self._window)
        dialog.filesSelected.connect(self.import_files)
        dialog.open()

    def import_files(self, paths: Sequence[str]) -> None:
        """Import files, each in a job of its own."""
        for path in paths:
            self._start(path)

    def _start(self, path: str) -> None:
        services = self._session.services
        job: Job = self._session.jobs.start(
            lambda cancel: import_document(path, services, cancel),
            self,
            _("Reading {name}").format(name=Path(path).name),
        )
        job.told.connect(self._told)
        job.failed.connect(self.failed)
        self.began.emit(job)

    def _told(self, event: object) -> None:
        if isinstance(event, Finished):
            self.imported.emit(event.result)


def file_dialog(parent: QWidget) -> QFileDialog:
    """Which files to import."""
    dialog = plain_dialog(parent, _("Import documents"), QFileDialog.FileMode.ExistingFiles, _("Import"))
    dialog.setNameFilters([_("Documents (*.pdf *.txt *.md)"), _("All files (*)")])
    return dialog
