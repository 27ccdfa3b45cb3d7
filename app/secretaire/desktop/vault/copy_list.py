"""The copies of vaults below a folder, newest first, to mark one of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.item_list import TwoLines, fit_rows
from secretaire.desktop.parts.items import CAPTION
from secretaire.desktop.parts.times import exact
from secretaire.desktop.parts.widgets import column, label
from secretaire.desktop.shell.jobs import Jobs
from secretaire.errors import SecretaireError
from secretaire.tasks.custody.care import copies_at
from secretaire.vault.backup import Copy
from secretaire.wording import _, plural

_MOST_SHOWN = 4


class CopyList(QWidget):
    """``changed`` tells that another copy is marked, or none; ``failed`` carries why a folder can't be looked at."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, none: str) -> None:
        """``none`` is what is said of a folder without copies."""
        super().__init__()
        self._jobs, self._none = jobs, none
        self._vault = ""
        self._found: list[Copy] = []
        self._rows = QStandardItemModel(self)
        self.count = label("", "muted")
        self.list = QListView()
        self.list.setProperty("role", "choices")
        self.list.setAccessibleName(_("Copies in this folder"))
        self.list.setModel(self._rows)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        layout = column(self, 0, tokens.SPACE_S)
        layout.addWidget(self.count)
        layout.addWidget(self.list)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self.changed.emit())
        self._show([])

    @property
    def chosen(self) -> Copy | None:
        """The copy that is marked."""
        place = self.list.currentIndex().row()
        return self._found[place] if 0 <= place < len(self._found) else None

    def look(self, folder: Path | None, vault: str = "") -> None:
        """List the copies in a folder, of one vault or of all; none of no folder."""
        if folder is None:
            self._show([])
            return
        self._jobs.call(
            lambda: [copy for copy in copies_at(folder) if vault in ("", copy.manifest.vault)],
            self,
            self._show,
            self._unreadable,
            lane="copies",
        )

    def _unreadable(self, error: SecretaireError) -> None:
        self._show([])
        self.failed.emit(error)

    def _show(self, found: Sequence[Copy]) -> None:
        self._found = list(found)
        self._rows.clear()
        for copy in found:
            item = QStandardItem(exact(copy.manifest.created_at))
            caption = " · ".join(
                (_originals(copy), _("vault {id}").format(id=copy.manifest.vault[:8]), str(copy.folder))
            )
            item.setData(caption, CAPTION)
            item.setData(f"{item.text()}, {caption}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(str(copy.folder))
            self._rows.appendRow(item)
        self.list.setVisible(bool(found))
        fit_rows(self.list, _MOST_SHOWN)
        told = plural("{count} copy in this folder", "{count} copies in this folder", len(found))
        self.count.setText(told if found else self._none)
        self.list.setCurrentIndex(self._rows.index(0, 0))
        self.changed.emit()


def _originals(copy: Copy) -> str:
    return plural("{count} original", "{count} originals", len(copy.manifest.blobs))
