"""First run: a passphrase, twice, makes the vault."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.jobs import Jobs
from secretaire.desktop.vault.new_passphrase import NewPassphrase
from secretaire.desktop.vault.which_vault import which_vault
from secretaire.errors import SecretaireError, UsageError
from secretaire.tasks.custody.unlocking import create_vault
from secretaire.vault.vault import Vault
from secretaire.wording import _


class CreatePage(CardPage):
    """``created`` carries the open vault and its recovery code.

    ``other_wanted`` asks for another vault, ``restore_wanted`` for one from a copy.
    """

    created = Signal(object, str)
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, jobs: Jobs, directory: Path) -> None:
        super().__init__(
            _("Welcome to Secretaire"),
            _(
                "Everything you write and read here is kept in an encrypted vault on this machine. "
                "Choose the passphrase that opens it; nobody can recover it for you."
            ),
        )
        self._jobs, self._directory = jobs, directory
        self._new = NewPassphrase()
        self.first, self.second = self._new.first, self._new.second
        self._create = button(_("Create vault"), self.make_vault, role="primary")
        for widget in (self._new, self.notice, self._create):
            self.card.addWidget(widget)
        self.card.addLayout(which_vault(directory, self.other_wanted.emit, self.restore_wanted.emit))
        self._new.entered.connect(self.make_vault)

    def begin(self) -> None:
        self.first.line.setFocus()

    def make_vault(self) -> None:
        """Make the vault, off the UI thread: deriving its key takes about a second."""
        self.notice.hide()
        try:
            passphrase, directory = self._new.passphrase, self._directory
        except UsageError as error:
            self._failed(error)
            return
        self._busy(True)
        self._jobs.call(lambda: create_vault(directory, passphrase), self, self._made, self._failed)

    def _made(self, made: tuple[Vault, str]) -> None:
        self._new.clear()
        self._busy(False)
        self.created.emit(*made)

    def _failed(self, error: SecretaireError) -> None:
        self._busy(False)
        self.notice.show_error(error)
        self._new.try_again()

    def _busy(self, busy: bool) -> None:
        self._create.setText(_("Making the vault…") if busy else _("Create vault"))
        for widget in (self._create, self._new):
            widget.setEnabled(not busy)
