"""The vault itself: the ways into it, its copies, its record, and its end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.tab_order import first_to_focus
from secretaire.desktop.parts.tabs import Tabs
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.backup_block import BackupBlock
from secretaire.desktop.vault.copies_block import CopiesBlock
from secretaire.desktop.vault.danger_block import DangerBlock
from secretaire.desktop.vault.export_block import ExportBlock
from secretaire.desktop.vault.purge_block import PurgeBlock
from secretaire.desktop.vault.record_block import RecordBlock
from secretaire.desktop.vault.section import WIDE, WIDTH, Block, Section
from secretaire.desktop.vault.vaults_page import vault_name
from secretaire.desktop.vault.verify_block import VerifyBlock
from secretaire.desktop.vault.ways_block import WaysBlock
from secretaire.wording import _

WAYS, COPIES, RECORD, DANGER = range(4)


class VaultPage(QWidget):
    """``destroy_wanted`` carries the receipt's place; ``other_wanted`` asks for another vault.

    ``restore_wanted`` asks for one from a copy, and carries the copy's folder, or None where none is marked.
    """

    destroy_wanted = Signal(object)
    restore_wanted = Signal(object)
    other_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.ways = WaysBlock(session)
        self.backup, self.copies = BackupBlock(session), CopiesBlock(session)
        self.verify, self.purge, self.export = VerifyBlock(session), PurgeBlock(session), ExportBlock(session)
        self.record = RecordBlock(session)
        self.danger = DangerBlock(session)
        self.danger.destroy_wanted.connect(self.destroy_wanted)
        self.backup.looked_at.connect(self.copies.look)
        self.copies.restore_wanted.connect(self.restore_wanted)
        self.verify.restore_wanted.connect(lambda: self.restore_wanted.emit(self.copies.marked))
        self.tabs = Tabs(_("Parts of the vault page"))
        self._stack = QStackedWidget()
        sections: list[tuple[str, list[Block]]] = [
            (_("Ways in"), [self.ways]),
            (_("Copies"), [self.backup, self.copies, self.verify, self.purge, self.export]),
            (_("Record"), [self.record]),
            (_("Danger"), [self.danger]),
        ]
        for name, blocks in sections:
            self.tabs.addTab(name)
            self._stack.addWidget(Section(name, blocks, WIDE if blocks == [self.record] else WIDTH))
        self._lay_out(session)
        self.tabs.currentChanged.connect(self.show_section)

    def _lay_out(self, session: Session) -> None:
        folder = session.services.vault.directory
        top = row(None, 0, tokens.SPACE_S)
        top.setContentsMargins(tokens.SPACE_XL, tokens.SPACE_M, tokens.SPACE_XL, 0)
        names = column(None, 0, 0)
        names.addWidget(label(vault_name(folder), "title"))
        names.addWidget(label(str(folder), "caption", selectable=True))
        top.addLayout(names, 1)
        top.addWidget(button(_("Switch vault…"), self.other_wanted.emit))
        below = row(None, 0, 0)
        below.setContentsMargins(tokens.SPACE_XL - tokens.SPACE_S, 0, tokens.SPACE_XL, 0)
        below.addWidget(self.tabs)
        below.addStretch(1)
        layout = column(self, 0, tokens.SPACE_S)
        layout.addLayout(top)
        layout.addLayout(below)
        layout.addWidget(self._stack, 1)

    @property
    def section(self) -> Section:
        """The section that is shown."""
        shown = self._stack.currentWidget()
        assert isinstance(shown, Section)  # nothing else was put there  # noqa: S101
        return shown

    def show_section(self, number: int) -> None:
        """Show a section, filled anew."""
        self.tabs.setCurrentIndex(number)
        self._stack.setCurrentIndex(number)
        self.section.begin()

    @property
    def panes(self) -> list[QWidget]:
        first = first_to_focus(self.section.inside)
        return [self.tabs] if first is None else [self.tabs, first]

    def begin(self) -> None:
        self.section.begin()
        self.tabs.setFocus()

    def stop(self) -> None:
        """Leave the form that is open, stop what is under way."""
        for block in self.section.blocks:
            block.stop()

    def toggle_list(self) -> None:
        """There is no list pane here."""
