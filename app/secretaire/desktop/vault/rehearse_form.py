"""A rehearsal: whether what was kept opens the vault; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.secret_picker import SecretPicker
from secretaire.desktop.vault.way_form import WayForm
from secretaire.tasks.custody import ways_in
from secretaire.vault.keys import SlotFacts
from secretaire.wording import _, say


class RehearseForm(WayForm):
    """Tries one of the ways in."""

    def __init__(self, session: Session, slots: Sequence[SlotFacts]) -> None:
        super().__init__(
            session,
            _("Rehearse"),
            _("Try whether what you kept opens the vault. Nothing is changed."),
            _("Try it"),
        )
        self.secret = SecretPicker(slots, self.vault.directory)
        self.secret.entered.connect(self.submit)
        self.body.addWidget(self.secret)
        self.finish_layout()

    def begin(self) -> None:
        self.secret.begin()

    def act(self) -> None:
        vault, read = self.vault, self.secret.read()
        self.run(
            lambda: ways_in.rehearse(vault, read()),
            lambda slot: _("It opens the vault: {slot}.").format(slot=say(f"slot.{slot.kind}")),
        )
