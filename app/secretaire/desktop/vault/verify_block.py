"""Reading the vault through, with a report in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from secretaire.desktop.parts.widgets import button, label
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.section import Block, buttons
from secretaire.tasks.custody import care
from secretaire.vault.vault import Vault
from secretaire.vault.verify import Finding
from secretaire.wording import _, say
from secretaire.wording.counting import fault_words


class VerifyBlock(Block):
    """Checks everything, repairs what can be repaired. ``restore_wanted`` comes where a copy is needed for the rest."""

    restore_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Verify"),
            _("Reads everything in the vault, repairs what can be repaired, and reports. You can go on working."),
        )
        self.report = label("", selectable=True)
        self.report.setAccessibleName(_("Report"))
        self.report.hide()
        self.go = button(_("Verify the vault now"), self.verify)
        self.restore = button(_("Restore a copy…"), self.restore_wanted.emit)
        self.restore.hide()
        self.body.addLayout(buttons(self.go, self.restore))
        self.body.addWidget(self.report)

    def verify(self) -> None:
        """Check everything."""
        if self.busy:
            return
        vault = self.session.services.vault
        self.report.hide()
        self.restore.hide()
        self.watch(lambda tell: _verified(vault, tell), _("Verifying"), self._show)

    def _show(self, told: tuple[Sequence[Finding], dict[str, str]]) -> None:
        found, names = told
        self.report.setText("\n".join(_line(finding, names) for finding in found))
        self.report.show()
        sound = all(finding.sound for finding in found)
        self.restore.setVisible(not sound)
        if sound:
            self.notice.show_text(_("The vault is sound."))
        else:
            self.notice.show_text(_("Not everything could be repaired; restore what is lost from a copy."), "error")


def _verified(vault: Vault, tell: care.Tell) -> tuple[list[Finding], dict[str, str]]:
    """What was found, and the names of the documents that it tells of."""
    found = care.verify(vault, tell)
    documents = [vault.document(each) for finding in found if finding.check == "originals" for each in finding.where]
    return found, {document.id: document.name for document in documents if document is not None}


def _line(finding: Finding, names: dict[str, str]) -> str:
    mark = "✓" if finding.sound else "✗"
    told = f"{mark} " + say(f"verify.{finding.check}", {"count": finding.looked_at})
    where = [names.get(each, each) for each in finding.where]
    return "; ".join([told, *fault_words(finding.check, finding.faults, finding.repaired, where)])
