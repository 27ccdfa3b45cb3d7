"""Copies of the vault on another medium."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.results.summary_bar import choices
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.new_passphrase import NewPassphrase
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.desktop.vault.section import Block, buttons
from secretaire.errors import UsageError
from secretaire.tasks.custody import care
from secretaire.vault.backup import Copy
from secretaire.wording import _, plural

FOLDER_SETTING, KEEP_SETTING = "backup folder", "copies kept"
SAME, OWN = "same", "own"
KEPT = (0, 3, 5, 10, 30)
"""How many copies may be kept; 0 is all of them."""


class BackupBlock(Block):
    """Writes a copy, reads it back. Where to and how many stay is remembered inside the vault.

    ``looked_at`` carries the folder whose copies are to be listed, or None.
    """

    looked_at = Signal(object)

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
        self.kept = choices(_("How many copies stay"), [(str(count), _kept(count)) for count in KEPT])
        for widget in (self.folder, self.opens_with, self.same, self.own, self.kept):
            self.body.addWidget(widget)
        self.body.addLayout(buttons(self.go))
        self.folder.named.connect(self.look)
        self.opens_with.currentIndexChanged.connect(self._turn)
        self.same.line.returnPressed.connect(self.back_up)
        self.own.entered.connect(self.back_up)
        self._turn()

    def begin(self) -> None:
        vault = self.session.services.vault
        self.session.jobs.call(
            lambda: (vault.setting(FOLDER_SETTING), vault.setting(KEEP_SETTING, "0")),
            self,
            self._remembered,
            self.failed,
        )

    def _remembered(self, settings: tuple[str, str]) -> None:
        folder, kept = settings
        if folder and not self.folder.line.text():
            self.folder.set_path(Path(folder))
            self.kept.setCurrentIndex(max(0, self.kept.findData(kept)))
        self.look()

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
        kept = str(self.kept.currentData())

        def work(tell: care.Tell) -> tuple[Copy, care.Damaged]:
            if not own:
                care.check_passphrase(vault, passphrase)
            made = care.back_up(vault, folder, passphrase, tell, int(kept))
            vault.set_setting(FOLDER_SETTING, str(folder))
            vault.set_setting(KEEP_SETTING, kept)
            return made, care.names_of(vault, made.damaged)

        self.watch(work, _("Backing up"), self._made)

    def _passphrase(self) -> str:
        if self.opens_with.currentData() == OWN:
            return self.own.passphrase
        if not self.same.secret:
            raise UsageError("vault.empty_passphrase")
        return self.same.secret

    def _made(self, told: tuple[Copy, care.Damaged]) -> None:
        copy, damaged = told
        self.same.clear()
        self.own.clear()
        self.tell(_("The copy was written and verified: {folder}").format(folder=copy.folder), damaged.values())
        self.look()

    def look(self) -> None:
        """Tell which folder's copies are to be listed."""
        try:
            self.looked_at.emit(self.folder.path)
        except UsageError:
            self.looked_at.emit(None)


def _kept(count: int) -> str:
    if count == 0:
        return _("All copies stay")
    return plural("The newest copy stays", "The {count} newest copies stay, older ones go", count)
