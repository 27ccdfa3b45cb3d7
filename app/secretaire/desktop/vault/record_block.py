"""The audit log: shown, verified, exported."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit

from secretaire.desktop.parts import theme
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.record_table import RecordTable
from secretaire.desktop.vault.section import Block, buttons
from secretaire.errors import UsageError
from secretaire.governance.audit import Entry, Verified
from secretaire.tasks.custody import care
from secretaire.tasks.custody.unlocking import read_entries, reason_is_needed, verify_audit
from secretaire.wording import _, say

_HEIGHT = 260


class RecordBlock(Block):
    """Who did what with this vault and when; never the content."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Record"),
            _("What was done with this vault, by whom and when; never what is in it. It can't be changed unnoticed."),
        )
        self.table = RecordTable()
        self.table.setMinimumHeight(theme.px(_HEIGHT))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Why the record is read; your organisation wants to know"))
        self.reason.setAccessibleName(_("Why the record is read"))
        self.reason.returnPressed.connect(self.read)
        self.reason.hide()
        self.go = button(_("Verify the record"), self.verify)
        self.file = PathField(_("File for a signed copy, which anybody can verify"), "new file")
        self.file.line.returnPressed.connect(self.export)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(buttons(self.go))
        self.body.addWidget(self.file)
        self.body.addLayout(buttons(button(_("Export the record"), self.export)))

    def begin(self) -> None:
        self.session.jobs.call(reason_is_needed, self, self._asked, self.failed)

    def _asked(self, needed: bool) -> None:
        self.reason.setVisible(needed)
        if not needed or self.reason.text().strip():
            self.read()

    def read(self) -> None:
        """Show the record, for the reason that was given."""
        vault, reason = self.session.services.vault, self.reason.text()
        self.session.jobs.call(lambda: read_entries(vault, reason), self, self._show, self.failed)

    def _show(self, entries: Sequence[Entry]) -> None:
        self.table.model_.replace(entries)

    def verify(self) -> None:
        """Follow the whole chain."""
        vault = self.session.services.vault
        self.call(lambda: verify_audit(vault), self._verified)

    def _verified(self, found: Verified) -> None:
        self.go.setFocus()
        if found.fault:
            self.notice.show_text(say(f"audit.{found.fault}", {"entry": found.broken or 0}), "error")
        else:
            self.notice.show_text(_("{entries} entries, all as they were written.").format(entries=found.entries))

    def export(self) -> None:
        """Write a signed copy."""
        try:
            file = self.file.path
        except UsageError as error:
            self.failed(error)
            return
        vault, reason = self.session.services.vault, self.reason.text()
        self.call(lambda: care.export_log(vault, file, reason), lambda _none: self._exported())

    def _exported(self) -> None:
        self.begin()
        self.notice.show_text(_("Written: {file}").format(file=self.file.path))
