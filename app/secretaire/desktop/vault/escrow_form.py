"""An organisation's key that opens the vault, too: whose it is and which one is told before."""

from __future__ import annotations

from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import label
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.way_form import WayForm
from secretaire.errors import SecretaireError
from secretaire.tasks.custody import ways_in
from secretaire.tasks.custody.ways_in import Escrow
from secretaire.wording import _


class AddEscrow(WayForm):
    """The key that the policy names and the vault lacks; else one in a file."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Add an escrow key"),
            _("Whoever has the private half of this key can open the vault and read everything in it, without you."),
            _("Let it open the vault"),
        )
        self.found: Escrow | None = None
        self.file = PathField(_("Public key of the organisation (PEM)"), "file")
        self.whose = label("", selectable=True)
        self.whose.setAccessibleName(_("Who can then open the vault"))
        self.whose.hide()
        self.file.named.connect(self._read)
        self.body.addWidget(self.file)
        self.body.addWidget(self.whose)
        self.go.setEnabled(False)
        self.finish_layout()

    def begin(self) -> None:
        self.file.line.setFocus()
        vault = self.vault

        def missing() -> Escrow | None:
            named = ways_in.escrow_by_policy()
            there = {slot.detail for slot in vault.key_slots}
            return None if named is None or named.fingerprint in there else named

        self.session.jobs.call(missing, self, self._named, self.failed)

    def _named(self, escrow: Escrow | None) -> None:
        if escrow is not None:
            self.file.hide()
            self._show(escrow)

    def _read(self) -> None:
        if not self.file.line.text().strip():
            return
        file = self.file.path
        self.notice.hide()
        self.session.jobs.call(lambda: ways_in.escrow_in(file), self, self._show, self._unusable)

    def _unusable(self, error: SecretaireError) -> None:
        self.found = None
        self.whose.hide()
        self.go.setEnabled(False)
        self.failed(error)

    def _show(self, escrow: Escrow) -> None:
        self.found = escrow
        self.whose.setText(who_opens(escrow))
        self.whose.show()
        self.go.setEnabled(True)
        self.go.setFocus()

    def act(self) -> None:
        escrow, vault = self.found, self.vault
        if escrow is not None:
            self.run(
                lambda: ways_in.add_escrow(vault, escrow),
                lambda _slot: _("The escrow key opens the vault: whoever has its private half can read everything."),
            )


def who_opens(escrow: Escrow) -> str:
    """Whose key it is, and its fingerprint in groups, as people compare it."""
    whose = (
        _("Your organisation's policy names this key: “{organisation}” can then open the vault.").format(
            organisation=escrow.organisation
        )
        if escrow.organisation
        else _("Whoever gave you this key can then open the vault.")
    )
    groups = [escrow.fingerprint[start : start + 4] for start in range(0, len(escrow.fingerprint), 4)]
    lines = "\n".join(" ".join(groups[start : start + 8]) for start in range(0, len(groups), 8))
    compare = _("Compare its fingerprint (SHA-256) with what they publish:")
    return f"{whose}\n{compare}\n{lines}"
