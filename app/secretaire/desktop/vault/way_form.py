"""Changing the ways into the vault: the form that takes the list's place until it is done or left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal

from secretaire.desktop.parts.tab_order import order_tabs
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.keeper import Keeper
from secretaire.desktop.vault.keepsake import Keepsake
from secretaire.desktop.vault.section import Block, buttons
from secretaire.errors import UsageError
from secretaire.tasks.custody import ways_in
from secretaire.vault.keys import Prepared
from secretaire.vault.vault import Vault
from secretaire.wording import _

Result = TypeVar("Result")


class WayForm(Block):
    """``done`` carries the sentence that tells what was done, ``left`` that nothing was."""

    done = Signal(str)
    left = Signal()

    def __init__(self, session: Session, title: str, sentence: str, verb: str, role: str = "primary") -> None:
        super().__init__(session, title, sentence)
        self.keeper: Keeper | None = None
        self.go = button(verb, self.submit, role=role)
        self.cancel = button(_("Cancel"), self.leave, role="quiet")
        self._row = buttons(self.go, self.cancel)

    @property
    def vault(self) -> Vault:
        """The open vault."""
        return self.session.services.vault

    def finish_layout(self) -> None:
        """Put the buttons below what the form asks for."""
        self.body.addLayout(self._row)
        self.column.addStretch(1)

    def submit(self) -> None:
        """Do it with what was typed, or say what is missing."""
        try:
            self.act()
        except UsageError as error:
            self.failed(error)

    def act(self) -> None:
        """What each form does. Raises UsageError where something is missing."""

    def run(self, function: Callable[[], Result], told: Callable[[Result], str]) -> None:
        """Do it off the UI thread, then be done with the sentence for its result."""
        self.call(function, lambda result: self.done.emit(told(result)))

    def leave(self) -> None:
        """Give it up."""
        self.left.emit()

    def keep(self, prepared: Prepared, things: list[Keepsake], told: str) -> None:
        """Show what people are to keep; the way in opens once they have it."""
        self.show_keeper(things, lambda verified: self._kept(prepared, verified, told))

    def show_keeper(self, things: list[Keepsake], kept: Callable[[bool], None]) -> None:
        """Show what people are to keep; ``kept`` hears whether they typed it again."""
        self.go.hide()
        keeper = self.keeper = Keeper(things)
        keeper.kept.connect(kept)
        self.body.insertWidget(0, keeper)
        order_tabs(self)
        QTimer.singleShot(0, keeper, keeper.check.setFocus)

    def _kept(self, prepared: Prepared, verified: bool, told: str) -> None:
        vault = self.vault
        self.run(lambda: ways_in.put(vault, prepared, verified=verified), lambda _slot: told)
