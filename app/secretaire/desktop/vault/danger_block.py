"""The end of a vault, asked for with its passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from secretaire.desktop.parts.confirm_box import ConfirmBox
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.desktop.vault.section import Block, buttons
from secretaire.errors import UsageError
from secretaire.tasks.custody import care
from secretaire.wording import _


class DangerBlock(Block):
    """``destroy_wanted`` carries the receipt's place, once the passphrase was right."""

    destroy_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Destroy this vault"),
            _(
                "Its keys are overwritten first, then everything is removed: nobody can bring it back, and no recovery "
                "code helps. Copies made before stay. A signed receipt tells which vault it was and when it ended."
            ),
        )
        self.receipt = PathField(_("Where the receipt is written"), "new file")
        self.typed = SecretField(_("Passphrase or recovery code"))
        self.confirm = ConfirmBox(_("Everything in this vault is to be gone for good"))
        self.go = button(_("Destroy this vault"), self.destroy_vault, role="danger")
        self.go.setEnabled(False)
        self.confirm.toggled.connect(self.go.setEnabled)
        for widget in (self.receipt, self.typed, self.confirm):
            self.body.addWidget(widget)
        self.body.addLayout(buttons(self.go))

    def begin(self) -> None:
        if not self.receipt.line.text():
            vault = self.session.services.vault
            self.receipt.set_path(Path.home() / f"secretaire-receipt-{vault.id[:8]}.json")

    def destroy_vault(self) -> None:
        """Look whether the passphrase is right and the receipt can stand there; the window does the rest."""
        vault, typed = self.session.services.vault, self.typed.secret
        try:
            receipt = self.receipt.path
            if not typed:
                raise UsageError("vault.empty_passphrase")
        except UsageError as error:
            self.failed(error)
            return

        def check() -> Path:
            care.check_secret(vault, typed)
            return care.check_new_file(receipt)

        self.call(check, self.destroy_wanted.emit)
