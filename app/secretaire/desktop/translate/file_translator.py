"""Translating a file in its own format: which one, where to, then in a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from secretaire.confinement.sealed_file import SealedFile, seal_path
from secretaire.desktop.documents.document_menu import document_menu
from secretaire.desktop.documents.importer import LOCKED
from secretaire.desktop.documents.password_box import PasswordBox
from secretaire.desktop.parts.file_dialogs import plain_dialog
from secretaire.desktop.shell.session import Session
from secretaire.errors import SecretaireError
from secretaire.records import Document
from secretaire.tasks.events import Cancel, TaskEvent
from secretaire.tasks.translating.translate_file import Languages, Place, translate_into
from secretaire.wording import _

KINDS = ("docx", "pptx", "xlsx", "odt", "odp", "ods", "html", "htm", "pdf", "md", "txt")
"""What can be written again in its own format; the reader has the last word."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file to translate: its name, and how to get its bytes."""

    name: str
    seal: Callable[[], SealedFile]


class FileTranslator(QObject):
    """``began`` carries each Job, ``failed`` each error that no password helps against."""

    began = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget, languages: Callable[[], Languages]) -> None:
        super().__init__(parent)
        self._session, self._window, self._languages = session, parent, languages

    def choose(self, near: QWidget) -> None:
        """Offer the vault's documents and the disk's files in a menu at a widget."""
        self._session.jobs.call(self._session.services.vault.documents, self, lambda found: self._offer(near, found))

    def _offer(self, near: QWidget, documents: Sequence[Document]) -> None:
        able = {each.id: each for each in documents if _ending(each.name)[1:] in KINDS}
        offered = [(each.id, each.name) for each in sorted(able.values(), key=lambda each: each.id, reverse=True)]
        words = _("A file of this computer…")
        document_menu(near, offered, lambda chosen: self.document(able[chosen]), self.pick, words)

    def pick(self) -> None:
        """Ask which file."""
        dialog = plain_dialog(self._window, _("Translate a file"), QFileDialog.FileMode.ExistingFile, _("Choose"))
        kinds = " ".join(f"*.{each}" for each in KINDS)
        dialog.setNameFilters([_("Documents ({kinds})").format(kinds=kinds), _("All files (*)")])
        dialog.fileSelected.connect(self.file)
        dialog.open()

    def file(self, path: str) -> None:
        """Translate a file of the disk: ask where to."""
        self._ask(Chosen(Path(path).name, lambda: seal_path(path)))

    def document(self, document: Document) -> None:
        """Translate a stored document: ask where to."""
        vault = self._session.services.vault
        self._ask(Chosen(document.name, lambda: vault.open_original(document)))

    def _ask(self, chosen: Chosen) -> QFileDialog:
        """Where to write the translation; the dialog asks before a file is written over."""
        ending = _ending(chosen.name)
        dialog = plain_dialog(self._window, _("Translate a file"), QFileDialog.FileMode.AnyFile, _("Translate"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("Translate"))
        dialog.setNameFilter(f"*{ending}")
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{Path(chosen.name).stem} ({self._languages().target}){ending}")
        dialog.fileSelected.connect(lambda path: self._start(chosen, _place(Path(path), ending)))
        dialog.open()
        return dialog

    def _start(self, chosen: Chosen, place: Place, password: str = "") -> None:
        services, languages = self._session.services, self._languages()

        def run(cancel: Cancel) -> Iterator[TaskEvent]:
            sealed = chosen.seal()
            try:
                yield from translate_into(sealed, languages, place, services, cancel, password)
            finally:
                sealed.close()

        job = self._session.jobs.start(run, self, _("Translating {name}").format(name=chosen.name))
        job.failed.connect(lambda error: self._failed(error, chosen, place))
        self.began.emit(job)

    def _failed(self, error: SecretaireError, chosen: Chosen, place: Place) -> None:
        told = {
            "documents.encrypted": _("“{name}” is protected by a password."),
            "documents.wrong_password": _("This password does not open “{name}”."),
        }
        if error.code not in LOCKED:
            self.failed.emit(error)
            return
        sentence = told[error.code].format(name=chosen.name)
        PasswordBox(self._window, sentence, lambda password: self._start(chosen, place, password)).open()


def _ending(name: str) -> str:
    return Path(name).suffix.lower()


def _place(path: Path, ending: str) -> Place:
    """The place with the file's own ending; for another than was typed nobody was asked about what lies there."""
    if path.suffix.lower() == ending:
        return Place(path, replace=True)
    return Place(path.with_name(path.name + ending))
