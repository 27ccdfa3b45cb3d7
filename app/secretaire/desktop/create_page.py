"""First run: a passphrase, twice, makes the vault."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from secretaire.desktop.card_page import CardPage
from secretaire.desktop.jobs import Jobs
from secretaire.desktop.secret_field import SecretField
from secretaire.desktop.strength import Strength, strength
from secretaire.desktop.widgets import button, label, restyle
from secretaire.errors import SecretaireError, UsageError
from secretaire.tasks.unlocking import create_vault
from secretaire.vault.vault import Vault
from secretaire.wording import _


class CreatePage(CardPage):
    """``created`` carries the open vault and its recovery code."""

    created = Signal(object, str)

    def __init__(self, jobs: Jobs, directory: Path) -> None:
        super().__init__(
            _("Welcome to Secretaire"),
            _(
                "Everything you write and read here is kept in an encrypted vault on this machine. "
                "Choose the passphrase that opens it; nobody can recover it for you."
            ),
        )
        self._jobs, self._directory = jobs, directory
        self.first = SecretField(_("Passphrase"))
        self.second = SecretField(_("The same passphrase again"))
        self._hint = label("", "caption")
        self._create = button(_("Create vault"), self.make_vault, role="primary")
        for widget in (self.first, self._hint, self.second, self.notice):
            self.card.addWidget(widget)
        self.card.addWidget(self._create)
        self.first.line.textChanged.connect(self._changed)
        self.first.line.returnPressed.connect(self.second.line.setFocus)
        self.second.line.returnPressed.connect(self.make_vault)
        self._changed()

    def begin(self) -> None:
        self.first.line.setFocus()

    def _changed(self) -> None:
        found = strength(self.first.secret)
        words = {
            Strength.EMPTY: _("Five or six random words are easy to remember and hard to guess."),
            Strength.WEAK: _("Weak: easy to guess for a machine. Add words."),
            Strength.FAIR: _("Fair: good against people, less so against machines. One more word makes it strong."),
            Strength.STRONG: _("Strong: hard to guess, even for a machine."),
        }
        self._hint.setText(words[found])
        roles = {Strength.WEAK: "warning", Strength.STRONG: "ok"}
        restyle(self._hint, "role", roles.get(found, "muted"))

    def make_vault(self) -> None:
        """Make the vault, off the UI thread: deriving its key takes about a second."""
        self.notice.hide()
        if not self.first.secret:
            self._failed(UsageError("desktop.passphrase_empty"))
        elif self.first.secret != self.second.secret:
            self._failed(UsageError("desktop.passphrases_differ"))
        else:
            self._busy(True)
            passphrase, directory = self.first.secret, self._directory
            self._jobs.call(lambda: create_vault(directory, passphrase), self, self._made, self._failed)

    def _made(self, made: tuple[Vault, str]) -> None:
        self.first.clear()
        self.second.clear()
        self._busy(False)
        self.created.emit(*made)

    def _failed(self, error: SecretaireError) -> None:
        self._busy(False)
        self.notice.show_error(error)
        self.second.line.selectAll()
        self.second.line.setFocus()

    def _busy(self, busy: bool) -> None:
        self._create.setText(_("Making the vault…") if busy else _("Create vault"))
        for widget in (self._create, self.first, self.second):
            widget.setEnabled(not busy)
