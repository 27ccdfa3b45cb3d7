"""A vault that nothing opens as it is: what is wrong, and where to go from here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.vault.which_vault import which_vault
from secretaire.errors import SecretaireError
from secretaire.wording import _


class ClosedPage(CardPage):
    """``again`` asks for another look at the vault; ``other_wanted``, ``restore_wanted`` as on the unlock page."""

    again = Signal()
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, directory: Path, error: SecretaireError) -> None:
        super().__init__(
            _("This vault can't be opened"), _("No passphrase helps as long as this is so; nothing was changed.")
        )
        self.notice.show_error(error)
        self.look = button(_("Try again"), self.again.emit, role="primary")
        self.card.addWidget(self.notice)
        self.card.addWidget(self.look)
        self.card.addLayout(which_vault(directory, self.other_wanted.emit, self.restore_wanted.emit))

    def begin(self) -> None:
        self.look.setFocus()
