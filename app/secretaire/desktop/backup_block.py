"""Copies of the vault on another medium."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView

from secretaire.desktop.item_list import CAPTION, TwoLines, fit_rows
from secretaire.desktop.new_passphrase import NewPassphrase
from secretaire.desktop.path_field import PathField
from secretaire.desktop.secret_field import SecretField
from secretaire.desktop.section import Block, buttons
from secretaire.desktop.session import Session
from secretaire.desktop.summary_bar import choices
from secretaire.desktop.times import exact
from secretaire.desktop.widgets import button, label
from secretaire.errors import SecretaireError, UsageError
from secretaire.tasks import care
from secretaire.vault.backup import Copy, copies
from secretaire.wording import _, plural

FOLDER_SETTING = "backup folder"
SAME, OWN = "same", "own"
_MOST_SHOWN = 4


class BackupBlock(Block):
    """Writes a copy, reads it back, lists those that are there. The folder is remembered inside the vault."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Back up"),
            _("An encrypted copy on another medium, read back before it counts. Copies open with a passphrase only."),
        )
        self.folder = PathField(_("Folder on the other medium"), "folder")
        self.opens_with = choices(
            _("What opens the copy"),
            [(SAME, _("The copy opens with this vault's passphrase")), (OWN, _("The copy gets its own passphrase"))],
        )
        self.same = SecretField(_("This vault's passphrase"))
        self.own = NewPassphrase(_("Passphrase of the copy"))
        self.go = button(_("Back up now"), self.back_up, role="primary")
        self.count = label("", "muted")
        self._rows = QStandardItemModel(self)
        self.list = QListView()
        self.list.setProperty("role", "choices")
        self.list.setAccessibleName(_("Copies in this folder"))
        self.list.setModel(self._rows)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        for widget in (self.folder, self.opens_with, self.same, self.own):
            self.body.addWidget(widget)
        self.body.addLayout(buttons(self.go))
        self.body.addWidget(self.count)
        self.body.addWidget(self.list)
        self.folder.named.connect(self.refresh)
        self.opens_with.currentIndexChanged.connect(self._turn)
        self.same.line.returnPressed.connect(self.back_up)
        self.own.entered.connect(self.back_up)
        self._turn()
        self._show([])

    def begin(self) -> None:
        vault = self.session.services.vault
        self.session.jobs.call(lambda: vault.setting(FOLDER_SETTING), self, self._remembered, self.failed)

    def _remembered(self, folder: str) -> None:
        if folder and not self.folder.line.text():
            self.folder.set_path(Path(folder))
        self.refresh()

    def _turn(self) -> None:
        own = self.opens_with.currentData() == OWN
        self.own.setVisible(own)
        self.same.setVisible(not own)

    # -- copying ------------------------------------------------------------------------------------------------
    def back_up(self) -> None:
        """Write a copy."""
        if self.busy:
            return
        try:
            folder, passphrase = self.folder.path, self._passphrase()
        except UsageError as error:
            self.failed(error)
            return
        vault, own = self.session.services.vault, self.opens_with.currentData() == OWN

        def work(tell: care.Tell) -> Copy:
            if not own:
                care.check_passphrase(vault, passphrase)
            made = care.back_up(vault, folder, passphrase, tell)
            vault.set_setting(FOLDER_SETTING, str(folder))
            return made

        self.watch(work, _("Backing up"), self._made)

    def _passphrase(self) -> str:
        if self.opens_with.currentData() == OWN:
            return self.own.passphrase
        if not self.same.secret:
            raise UsageError("vault.empty_passphrase")
        return self.same.secret

    def _made(self, copy: Copy) -> None:
        self.same.clear()
        self.own.clear()
        self.notice.show_text(_("The copy was written and verified: {folder}").format(folder=copy.folder))
        self.refresh()

    # -- those that are there -------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """List the copies below the folder."""
        try:
            folder = self.folder.path
        except UsageError:
            self._show([])
            return
        vault = self.session.services.vault
        self.session.jobs.call(lambda: copies(folder, vault.id), self, self._show, self._unreadable, lane="copies")

    def _unreadable(self, error: SecretaireError) -> None:
        self._show([])
        self.failed(error)

    def _show(self, found: Sequence[Copy]) -> None:
        self._rows.clear()
        for copy in found:
            item = QStandardItem(exact(copy.manifest.created_at))
            originals = plural("{count} original", "{count} originals", len(copy.manifest.blobs))
            item.setData(f"{originals} · {copy.folder}", CAPTION)
            item.setData(f"{item.text()}, {originals}, {copy.folder}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(str(copy.folder))
            self._rows.appendRow(item)
        self.list.setVisible(bool(found))
        fit_rows(self.list, _MOST_SHOWN)
        told = plural("{count} copy in this folder", "{count} copies in this folder", len(found))
        self.count.setText(told if found else _("No copy of this vault is in this folder yet."))
