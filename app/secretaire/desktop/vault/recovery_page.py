"""First run: the recovery code, shown once, to be printed or written down, and typed again from that copy."""

from __future__ import annotations

from PySide6.QtCore import Signal

from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.tab_order import order_tabs
from secretaire.desktop.vault.keeper import Keeper
from secretaire.desktop.vault.keepsake import code_to_keep
from secretaire.wording import _


class RecoveryPage(CardPage):
    """``kept`` tells that the person has the code, and whether it was typed again."""

    kept = Signal(bool)

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Keep this recovery code"),
            _(
                "If you forget the passphrase, only this code opens the vault. Print it or write it down, "
                "and keep it away from this machine. It is shown this once."
            ),
        )
        self.keeper = Keeper([code_to_keep(code)])
        self.keeper.kept.connect(self.kept)
        self.card.addWidget(self.notice)
        self.card.addWidget(self.keeper)
        order_tabs(self.inside)

    def begin(self) -> None:
        self.keeper.check.setFocus()
