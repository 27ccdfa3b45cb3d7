"""A vault from a copy, in a new place: which copy, what opens it, where to. Nothing that is there is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.progress_row import ProgressRow
from secretaire.desktop.parts.tab_order import order_tabs
from secretaire.desktop.parts.widgets import button, column, row
from secretaire.desktop.shell.jobs import Jobs
from secretaire.desktop.vault.copy_list import CopyList
from secretaire.desktop.vault.secret_picker import SecretPicker
from secretaire.desktop.vault.section import with_damaged
from secretaire.errors import Cancelled, SecretaireError, UsageError
from secretaire.tasks.custody import care
from secretaire.tasks.custody.vaults import place_for_restored
from secretaire.vault.backup import ways_into
from secretaire.vault.secrets import Secret
from secretaire.wording import _

WIDTH = 560
WithCopy = Callable[[Path, Secret, care.Tell], Collection[str]]


class RestorePage(CardPage):
    """``chosen`` carries the restored vault's folder, to go on with; ``left`` leaves things as they are.

    ``wanted`` is where the vault should be, if nothing is there; ``folder`` is where the copies are, if that is known.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, wanted: Path, folder: Path | None = None) -> None:
        super().__init__(
            _("Restore a copy"),
            _("The copy becomes a vault of its own, in a new place. Nothing that is there already is overwritten."),
            WIDTH,
        )
        self._jobs = jobs
        self.folder = PathField(_("Folder with the copies"), "folder")
        self.copies = CopyList(jobs, _("Name the folder on the other medium that holds the copies."))
        self.secret = SecretPicker((), wanted, _("Passphrase of the copy"))
        self.place = PathField(_("New place"), "folder")
        self.progress = ProgressRow()
        self.go = button(_("Restore"), self.restore, role="primary")
        self.check = button(_("Only check the copy"), self.check_copy)
        self.open_it = button(_("Open the restored vault"), lambda: self.chosen.emit(self.place.path), role="primary")
        self._form = QWidget()
        self._lay_out()
        self.folder.named.connect(self._look)
        self.copies.changed.connect(self._turn)
        self.copies.failed.connect(self.notice.show_error)
        self.secret.entered.connect(self.restore)
        if folder is not None:
            self.folder.set_path(folder)
        name = _("Restored {date}").format(date=QLocale().toString(QDate.currentDate(), "yyyy-MM-dd"))
        jobs.call(lambda: place_for_restored(wanted, name), self, self.place.set_path, self.notice.show_error)
        self._turn()
        self._look()

    def _lay_out(self) -> None:
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(self.go)
        across.addWidget(self.check)
        across.addStretch(1)
        form = column(self._form, 0, tokens.SPACE_M)
        for part in (self.folder, self.copies, self.secret, self.place):
            form.addWidget(part)
        form.addLayout(across)
        for widget in (self._form, self.progress, self.notice, self.open_it):
            self.card.addWidget(widget)
        self.open_it.hide()
        self.card.addWidget(button(_("Go back"), self.leave, role="quiet", key="Esc"))
        order_tabs(self.inside)

    def begin(self) -> None:
        if self.folder.line.text():
            self.secret.begin()
        else:
            self.folder.line.setFocus()

    # -- which copy -----------------------------------------------------------------------------------------------
    def _look(self) -> None:
        self.copies.look(self.folder.path if self.folder.line.text().strip() else None)

    def _turn(self) -> None:
        copy = self.copies.chosen
        for widget in (self.secret, self.place, self.go, self.check):
            widget.setVisible(copy is not None)
        if copy is not None:
            folder = copy.folder
            self._jobs.call(lambda: ways_into(folder), self, self.secret.offer, self.notice.show_error, lane="copies")

    # -- what is done with it -------------------------------------------------------------------------------------
    def restore(self) -> None:
        """Make a vault of the marked copy."""
        try:
            place = self.place.path
        except UsageError as error:
            self.notice.show_error(error)
            return
        self._run(
            _("Restoring"),
            lambda copy, secret, tell: care.restore(copy, place, secret, tell).values(),
            self._restored,
        )

    def check_copy(self) -> None:
        """Read the marked copy through; nothing is written."""
        self._run(
            _("Checking the copy"),
            lambda copy, secret, tell: care.check_copy(copy, secret, tell).damaged,
            self._checked,
        )

    def _run(self, title: str, does: WithCopy, done: Callable[[Collection[str]], None]) -> None:
        copy = self.copies.chosen
        if copy is None or not self._form.isEnabled():
            return
        self.notice.hide()
        try:
            read, folder = self.secret.read(), copy.folder
        except UsageError as error:
            self.notice.show_error(error)
            return
        self._form.setEnabled(False)
        self.progress.watch(self._jobs, lambda tell: does(folder, read(), tell), title, done, self._failed)

    def _checked(self, damaged: Collection[str]) -> None:
        self._form.setEnabled(True)
        self._tell(_("The copy was read through.") if damaged else _("The copy is whole."), damaged)

    def _restored(self, damaged: Collection[str]) -> None:
        self.secret.clear()
        self._form.setEnabled(True)
        self._form.hide()
        done = _(
            "The vault was restored to {folder}. It opens with what opened the copy; ways in of the vault that it "
            "was copied from, such as its recovery code, do not open it: add new ones."
        ).format(folder=self.place.path)
        self._tell(done, damaged)
        self.open_it.show()
        self.open_it.setFocus()

    def _tell(self, done: str, damaged: Collection[str]) -> None:
        self.notice.show_text(with_damaged(done, damaged), "error" if damaged else "note")

    def _failed(self, error: SecretaireError) -> None:
        self._form.setEnabled(True)
        if isinstance(error, Cancelled):
            self.notice.show_text(_("Stopped; nothing half made was left."))
        else:
            self.notice.show_error(error)
        self.secret.begin()

    def leave(self) -> None:
        """Stop what is under way; else go back."""
        if self._form.isEnabled():
            self.left.emit()
        else:
            self.progress.stop()
