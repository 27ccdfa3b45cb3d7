"""The locked desk: a passphrase, the recovery code or any other way in opens the vault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal

from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.jobs import Jobs
from secretaire.desktop.vault.secret_picker import SecretPicker
from secretaire.desktop.vault.which_vault import which_vault
from secretaire.errors import SecretaireError, UsageError
from secretaire.tasks.custody.unlocking import unlock
from secretaire.vault.keys import SlotFacts
from secretaire.vault.vault import Vault
from secretaire.wording import _, plural

FREE_TRIES, LONGEST_WAIT_S = 3, 60


class UnlockPage(CardPage):
    """``opened`` carries the open vault; ``other_wanted`` asks for another one, ``restore_wanted`` for a copy's."""

    opened = Signal(object)
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, jobs: Jobs, directory: Path, slots: Sequence[SlotFacts] = ()) -> None:
        super().__init__(
            _("Secretaire is locked"), _("Your conversations and documents are encrypted on this machine."), 420
        )
        self._jobs, self._directory = jobs, directory
        self._failures = 0
        self.secret = SecretPicker(slots, directory)
        self.field = self.secret.typed
        self._unlock = button(_("Unlock"), self.unlock, role="primary")
        for widget in (self.secret, self.notice, self._unlock):
            self.card.addWidget(widget)
        self.card.addLayout(which_vault(directory, self.other_wanted.emit, self.restore_wanted.emit))
        self.secret.entered.connect(self.unlock)
        self.secret.kind.currentIndexChanged.connect(self.notice.hide)  # it was about another way in

    def begin(self) -> None:
        self.secret.begin()

    def unlock(self) -> None:
        """Try what was typed, off the UI thread."""
        if not self._unlock.isEnabled():
            return
        self.notice.hide()
        try:
            read, directory = self.secret.read(), self._directory
        except UsageError as error:
            self.notice.show_error(error)
            return
        self._busy(True)
        self._jobs.call(lambda: unlock(directory, read()), self, self._opened, self._failed)

    def _opened(self, vault: Vault) -> None:
        self.secret.clear()
        self.opened.emit(vault)

    def _failed(self, error: SecretaireError) -> None:
        self._busy(False)
        self._failures += error.code == "vault.wrong_secret"
        if self._failures >= FREE_TRIES:
            self._wait(min(LONGEST_WAIT_S, 2 ** (self._failures - FREE_TRIES + 1)))
        self.notice.show_error(error)
        self.field.line.selectAll()
        self.secret.begin()

    def _wait(self, seconds: int) -> None:
        """Whoever tries passphrases by hand is slowed down; whoever copies the vault meets its key derivation."""
        self._unlock.setEnabled(False)
        self._unlock.setText(plural("Wait {count} second", "Wait {count} seconds", seconds))
        QTimer.singleShot(1000, self, lambda: self._wait(seconds - 1) if seconds > 1 else self._busy(False))

    def _busy(self, busy: bool) -> None:
        self._unlock.setText(_("Unlocking…") if busy else _("Unlock"))
        self._unlock.setEnabled(not busy)
        self.secret.setEnabled(not busy)
