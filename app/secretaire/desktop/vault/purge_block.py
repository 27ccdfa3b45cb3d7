"""Giving back the room of what was deleted, wiped."""

from __future__ import annotations

from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.section import Block, buttons
from secretaire.tasks.custody import care
from secretaire.wording import _, decimal


class PurgeBlock(Block):
    """Writes the database without the room of what was deleted."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Give back room"),
            _("What was deleted can't be read any more, but its room is kept. This gives it back to the disk."),
        )
        self.go = button(_("Give back room now"), self.purge)
        self.body.addLayout(buttons(self.go))

    def purge(self) -> None:
        """Do it; reading and writing wait for as long as it takes."""
        vault = self.session.services.vault
        self.call(lambda: care.purge(vault), self._show)

    def _show(self, freed: int) -> None:
        self.notice.show_text(_("{freed} MB were given back.").format(freed=decimal(freed / 1e6)))
