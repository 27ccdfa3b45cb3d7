"""A vault's end, and what is told of it afterwards: what was done, where its receipt stands, what is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal

from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.widgets import button, label
from secretaire.errors import SecretaireError
from secretaire.tasks.custody.destroying import destroy_vault
from secretaire.wording import _


class Destruction:
    """Closes what is open and destroys the vault, off the UI thread.

    ``error`` is what went wrong, if anything did; ``strangers`` lay in the folder, were none of the vault's and stay.
    """

    def __init__(self, directory: Path, receipt: Path, close: Callable[[], None]) -> None:
        self.receipt = receipt
        self.error: SecretaireError | None = None
        self.strangers: list[str] = []
        self._directory, self._close = directory, close

    def run(self) -> None:
        """Do it. Raises nothing that the program raises on purpose."""
        self._close()
        try:
            self.strangers = destroy_vault(self._directory, self.receipt)["left"]
        except SecretaireError as error:
            self.error = error


class DestroyedPage(CardPage):
    """``left`` asks for the process to begin anew: this one still has the vault's key in its memory."""

    left = Signal()

    def __init__(self, end: Destruction) -> None:
        if end.error is None:
            super().__init__(_("The vault was destroyed"), _("Its keys and everything in it are gone for good."))
            self.card.addWidget(label(_("The receipt"), "heading"))
            self.card.addWidget(label(str(end.receipt), selectable=True))
            if end.strangers:
                self.card.addWidget(label(_("Not part of the vault, left in its folder"), "heading"))
                self.card.addWidget(label(", ".join(end.strangers), selectable=True))
        else:
            super().__init__(_("The vault was not destroyed as wished"), _("It was locked; this is what happened:"))
            self.notice.show_error(end.error)
        self.card.addWidget(self.notice)
        self._go_on = button(_("Continue"), self.left.emit, role="primary")
        self.card.addWidget(self._go_on)

    def begin(self) -> None:
        self._go_on.setFocus()
