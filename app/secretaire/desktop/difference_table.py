"""A comparison as a grid: how it was and how it is side by side, what changed below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from secretaire.desktop.segment_table import NOTES, Cells
from secretaire.records import Citation
from secretaire.tasks.compare import Shown
from secretaire.wording import _, say

Index = QModelIndex | QPersistentModelIndex
OLD, NEW = 0, 1


class Differences(QAbstractTableModel):
    """One row a difference, weightiest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Shown] = []
        self.names = ("", "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 2

    def side(self, index: Index) -> Citation | None:
        """The place that a cell shows."""
        difference = self.rows[index.row()]
        return difference.old if index.column() == OLD else difference.new

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        side = self.side(index)
        text = " ".join(side.quote.split()) if side is not None else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == NOTES:
            return self._notes(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.names[index.column()]}: {text} {self._notes(index)}".strip()
        return None

    def _notes(self, index: Index) -> str:
        """Where it stands; and, on the side that is newer or alone, what became of it."""
        difference, side = self.rows[index.row()], self.side(index)
        if side is None:
            return ""
        where = _("Page {page}").format(page=side.page) if side.page is not None else side.anchor
        if side is not (difference.new or difference.old):
            return where
        told = [f"{where} · {say(f'compare.{difference.kind.value}')}"]
        return "\n".join([*told, *(say(change.code, change.params) for change in difference.changes)])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Before"), _("Now"))[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return self.names[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def replace(self, rows: Sequence[Shown], names: tuple[str, str]) -> None:
        """Show these differences between documents of these names."""
        self.beginResetModel()
        self.rows, self.names = list(rows), names
        self.endResetModel()


class DifferenceTable(QTableView):
    """``opened`` carries the Citation of the cell that was activated; Ctrl+C copies the chosen rows as text."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.differences = Differences(self)
        self.setModel(self.differences)
        self.setItemDelegate(Cells(self, frozenset({OLD, NEW})))
        self.setAccessibleName(_("Differences, weightiest first"))
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self.resizeRowsToContents())
        self.clicked.connect(self._open)

    def _open(self, index: QModelIndex) -> None:
        side = self.differences.side(index)
        if side is not None:
            self.opened.emit(side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the page; copy."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
            QGuiApplication.clipboard().setText("\n".join(str(index.data()) for index in chosen))
        else:
            super().keyPressEvent(event)
