"""Which vault: those known on this machine, another folder, or a new one by its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.item_list import TwoLines, fit_rows
from secretaire.desktop.parts.items import CAPTION, ID
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.tab_order import order_tabs
from secretaire.desktop.parts.widgets import button, label, row
from secretaire.desktop.shell.jobs import Jobs
from secretaire.errors import UsageError
from secretaire.places import default_vault
from secretaire.tasks.custody.vaults import known_vaults, new_vault_folder
from secretaire.wording import _

_MOST_SHOWN = 4


class VaultsPage(CardPage):
    """``chosen`` carries the folder of a vault, which may not exist yet; ``left`` leaves things as they are.

    ``restore_wanted`` asks for a vault from a copy.
    """

    chosen = Signal(object)
    restore_wanted = Signal()
    left = Signal()

    def __init__(self, jobs: Jobs, current: Path) -> None:
        super().__init__(
            _("Choose a vault"),
            _("Each vault has its own passphrase; nothing goes from one to another. An open one is locked first."),
        )
        self._jobs, self._current = jobs, current
        self._rows = QStandardItemModel(self)
        self.list = QListView()
        self.list.setProperty("role", "choices")
        self.list.setAccessibleName(_("Vaults on this machine"))
        self.list.setModel(self._rows)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.activated.connect(self._activated)
        self._open = button(_("Open this vault"), self.open, role="primary")
        self.folder = PathField(_("Other folder"), "folder")
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of a new vault"))
        self.name.setPlaceholderText(_("For example, the name of a matter"))
        self.folder.line.returnPressed.connect(self.open_folder)
        self.name.returnPressed.connect(self.make)
        self._lay_out()
        jobs.call(known_vaults, self, self._show, self.notice.show_error)

    def _lay_out(self) -> None:
        self.card.addWidget(self.list)
        self.card.addWidget(self._open)
        self.card.addSpacing(tokens.SPACE_S)
        self.card.addWidget(self.folder)
        self.card.addWidget(button(_("Open this folder"), self.open_folder))
        self.card.addSpacing(tokens.SPACE_S)
        caption = label(_("New vault"), "heading")
        caption.setBuddy(self.name)
        self.card.addWidget(caption)
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(self.name, 1)
        across.addWidget(button(_("Make a new vault"), self.make))
        self.card.addLayout(across)
        self.card.addWidget(self.notice)
        self.card.addWidget(button(_("Restore a copy…"), self.restore_wanted.emit))
        self.card.addWidget(button(_("Go back"), self.left.emit, role="quiet", key="Esc"))
        order_tabs(self.inside)

    def begin(self) -> None:
        self.list.setFocus()

    def _show(self, vaults: Sequence[Path]) -> None:
        for folder in vaults:
            item = QStandardItem(vault_name(folder))
            item.setData(str(folder), ID)
            item.setData(str(folder), CAPTION)
            item.setData(f"{vault_name(folder)}, {folder}", Qt.ItemDataRole.AccessibleTextRole)
            self._rows.appendRow(item)
        self.list.setVisible(bool(vaults))
        self._open.setVisible(bool(vaults))
        fit_rows(self.list, _MOST_SHOWN)
        here = vaults.index(self._current) if self._current in vaults else 0
        self.list.setCurrentIndex(self._rows.index(here, 0))
        if not vaults:
            self.name.setFocus()

    def open(self) -> None:
        """Go to the vault that is marked in the list."""
        self._activated(self.list.currentIndex())

    def _activated(self, index: QModelIndex) -> None:
        folder = str(index.data(ID) or "")
        if folder:
            self.chosen.emit(Path(folder))

    def open_folder(self) -> None:
        """Go to the folder that is named; where it holds no vault, one can be made there."""
        try:
            self.chosen.emit(self.folder.path)
        except UsageError as error:
            self.notice.show_error(error)

    def make(self) -> None:
        """Go to where a new vault of this name will be."""
        name = self.name.text()
        self._jobs.call(lambda: new_vault_folder(name), self, self.chosen.emit, self.notice.show_error)


def vault_name(folder: Path) -> str:
    """What a vault is called: by its folder, but for the default one."""
    return _("Default vault") if folder == default_vault() else folder.name
