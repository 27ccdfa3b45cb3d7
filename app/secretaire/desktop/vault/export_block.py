"""Everything in the vault, written unencrypted: for leaving, and for archives."""

from __future__ import annotations

from secretaire.desktop.parts.confirm_box import ConfirmBox
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.section import Block, buttons, with_damaged
from secretaire.errors import UsageError
from secretaire.tasks.custody import care
from secretaire.tasks.custody.portable import Exported
from secretaire.wording import _


class ExportBlock(Block):
    """Asks for a plain yes before anything is written in the open."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Export everything unencrypted"),
            _("All conversations, documents and results, in open formats, into a new or empty folder."),
        )
        self.folder = PathField(_("New or empty folder"), "folder")
        self.confirm = ConfirmBox(_("Whoever gets this folder can read everything; I will look after it"))
        self.go = button(_("Write everything unencrypted"), self.export, role="danger")
        self.go.setEnabled(False)
        self.confirm.toggled.connect(self.go.setEnabled)
        self.body.addWidget(self.folder)
        self.body.addWidget(self.confirm)
        self.body.addLayout(buttons(self.go))

    def export(self) -> None:
        """Write everything."""
        if self.busy:
            return
        try:
            folder = self.folder.path
        except UsageError as error:
            self.failed(error)
            return
        vault = self.session.services.vault
        self.watch(lambda tell: care.export_everything(vault, folder, tell), _("Exporting"), self._made)

    def _made(self, made: Exported) -> None:
        self.confirm.setChecked(False)
        done = _("Everything was written, unencrypted, to {folder}").format(folder=self.folder.path)
        vault = self.session.services.vault
        self.call(
            lambda: care.names_of(vault, made.damaged),
            lambda damaged: self.notice.show_text(with_damaged(done, damaged.values()), "warning"),
        )
