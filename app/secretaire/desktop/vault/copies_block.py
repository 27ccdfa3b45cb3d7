"""The copies there are: one is read through, or restored into a new place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.times import exact
from secretaire.desktop.parts.widgets import button, column
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.copy_list import CopyList
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.desktop.vault.section import Block, buttons
from secretaire.errors import UsageError
from secretaire.tasks.custody import care
from secretaire.vault.backup import Copy
from secretaire.vault.secrets import Typed
from secretaire.wording import _


class CopiesBlock(Block):
    """``restore_wanted`` carries the folder of the copy that is marked."""

    restore_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Copies in this folder"),
            _("Media age: read an older copy through from time to time. It is restored into a new place only."),
        )
        self.copies = CopyList(session.jobs, _("No copy of this vault is in this folder yet."))
        self.typed = SecretField(_("Passphrase of the copy"))
        self.check = button(_("Check this copy"), self.check_copy)
        self.restore = button(_("Restore this copy…"), self.restore_copy)
        self._chosen_part = QWidget()
        inside = column(self._chosen_part, 0, tokens.SPACE_M)
        inside.addWidget(self.typed)
        inside.addLayout(buttons(self.check, self.restore))
        self.body.addWidget(self.copies)
        self.body.addWidget(self._chosen_part)
        self.copies.changed.connect(self._turn)
        self.copies.failed.connect(self.failed)
        self.typed.line.returnPressed.connect(self.check_copy)
        self._turn()

    def _turn(self) -> None:
        self._chosen_part.setVisible(self.copies.chosen is not None)

    def look(self, folder: Path | None) -> None:
        """List this vault's copies in a folder."""
        self.copies.look(folder, self.session.services.vault.id)

    @property
    def marked(self) -> Path | None:
        """The folder of the copy that is marked."""
        return None if self.copies.chosen is None else self.copies.chosen.folder

    def check_copy(self) -> None:
        """Read the marked copy through."""
        copy, typed = self.copies.chosen, self.typed.secret
        if copy is None or self.busy:
            return
        if not typed:
            self.failed(UsageError("vault.empty_passphrase"))
            return
        folder = copy.folder
        self.watch(lambda tell: care.check_copy(folder, Typed(typed), tell), _("Checking the copy"), self._checked)

    def _checked(self, copy: Copy) -> None:
        self.typed.clear()
        made = exact(copy.manifest.created_at)
        vault = self.session.services.vault
        whole = _("The copy of {time} is whole: everything in it was read.").format(time=made)
        read = _("Everything in the copy of {time} was read.").format(time=made)
        self.call(
            lambda: {each: care.names_of(vault, [each]).get(each, each) for each in copy.damaged},
            lambda damaged: self.tell(read if damaged else whole, damaged.values()),
        )

    def restore_copy(self) -> None:
        """Ask for the new place."""
        if self.marked is not None:
            self.restore_wanted.emit(self.marked)
