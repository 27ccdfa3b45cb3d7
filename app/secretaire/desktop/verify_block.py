"""Reading the vault through, with a report in words."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.desktop.section import Block, buttons
from secretaire.desktop.session import Session
from secretaire.desktop.widgets import button, label
from secretaire.tasks import care
from secretaire.vault.verify import Finding
from secretaire.wording import _, say
from secretaire.wording.counting import fault_words


class VerifyBlock(Block):
    """Checks everything, repairs what can be repaired."""

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
        self.body.addLayout(buttons(self.go))
        self.body.addWidget(self.report)

    def verify(self) -> None:
        """Check everything."""
        if self.busy:
            return
        vault = self.session.services.vault
        self.report.hide()
        self.watch(lambda tell: care.verify(vault, tell), _("Verifying"), self._show)

    def _show(self, found: Sequence[Finding]) -> None:
        self.report.setText("\n".join(map(_line, found)))
        self.report.show()
        if all(finding.sound for finding in found):
            self.notice.show_text(_("The vault is sound."))
        else:
            self.notice.show_text(_("Not everything could be repaired; restore what is lost from a copy."), "error")


def _line(finding: Finding) -> str:
    mark = "✓" if finding.sound else "✗"
    told = f"{mark} " + say(f"verify.{finding.check}", {"count": finding.looked_at})
    return "; ".join([told, *fault_words(finding.check, finding.faults, finding.repaired, finding.where)])
