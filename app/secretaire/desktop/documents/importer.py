"""Bringing files into the vault: picked in Qt's own dialog (which remembers nothing) or dropped, read in jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from secretaire.desktop.documents.password_box import PasswordBox
from secretaire.desktop.parts.file_dialogs import plain_dialog
from secretaire.desktop.shell.jobs import Job
from secretaire.desktop.shell.session import Session
from secretaire.errors import SecretaireError
from secretaire.tasks.events import Cancel, Finished, TaskEvent
from secretaire.tasks.reading.collecting import Collected, import_folder
from secretaire.tasks.reading.importing import import_document
from secretaire.wording import _
from secretaire.wording.naming import tell_file

KINDS = (
    "*.pdf *.docx *.odt *.rtf *.pptx *.odp *.xlsx *.ods *.csv *.html *.htm *.eml *.msg *.epub *.txt *.md"
    " *.png *.jpg *.jpeg *.tif *.tiff"
)

LOCKED = ("documents.encrypted", "documents.wrong_password")
"""What a password may help against."""


class Importer(QObject):
    """``began`` carries each Job, ``imported`` each Document picked alone, ``collected`` each folder's Collected.

    ``added`` carries every Document, of folders too; ``failed`` each error.
    """

    began = Signal(object)
    imported = Signal(object)
    collected = Signal(object)
    added = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._window = session, parent

    def pick(self) -> None:
        """Ask which files, then import them."""
        dialog = file_dialog(self._window)
        dialog.filesSelected.connect(self.import_files)
        dialog.open()

    def pick_folder(self) -> None:
        """Ask which folder, then import it."""
        dialog = plain_dialog(self._window, _("Import a folder"), QFileDialog.FileMode.Directory, _("Import"))
        dialog.filesSelected.connect(self.import_files)
        dialog.open()

    def import_files(self, paths: Sequence[str]) -> None:
        """Import files, each in a job of its own; a folder becomes a collection of its name."""
        for path in paths:
            self._start(Path(path))

    def _start(self, path: Path, password: str = "") -> None:
        services, name = self._session.services, path.name

        def run(cancel: Cancel) -> Iterator[TaskEvent]:
            if path.is_dir():
                return import_folder(path, name, services, cancel)
            return import_document(path, services, cancel, password)

        job: Job = self._session.jobs.start(run, self, _("Reading {name}").format(name=name))
        job.told.connect(self._told)
        job.failed.connect(lambda error: self._failed(path, error))
        self.began.emit(job)

    def _failed(self, path: Path, error: SecretaireError) -> None:
        if error.code not in LOCKED or path.is_dir():
            tell_file(error, path.name)
            self.failed.emit(error)
            return
        told = {
            "documents.encrypted": _("“{name}” is protected by a password."),
            "documents.wrong_password": _("This password does not open “{name}”."),
        }
        sentence = told[error.code].format(name=path.name)
        PasswordBox(self._window, sentence, lambda password: self._start(path, password)).open()

    def _told(self, event: object) -> None:
        if not isinstance(event, Finished):
            return
        if isinstance(event.result, Collected):
            self.collected.emit(event.result)
            for document in event.result.new:
                self.added.emit(document)
        else:
            self.imported.emit(event.result)
            self.added.emit(event.result)


def file_dialog(parent: QWidget) -> QFileDialog:
    """Which files to import."""
    dialog = plain_dialog(parent, _("Import documents"), QFileDialog.FileMode.ExistingFiles, _("Import"))
    dialog.setNameFilters([_("Documents ({kinds})").format(kinds=KINDS), _("All files (*)")])
    return dialog
