"""The rows of a list pane as Qt asks for them: only what is shown is worded, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

ID = Qt.ItemDataRole.UserRole
CAPTION = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Item:
    """One row: ``caption`` is small print, ``hint`` words the tooltip (an exact time, a full name)."""

    id: str
    title: str
    caption: str = ""
    hint: Callable[[], str] | None = None


class Items(QAbstractListModel):
    """A list's rows, replaced together."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._items: Sequence[Item] = ()

    def replace(self, items: Sequence[Item]) -> None:
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def ids(self) -> list[str]:
        """Top to bottom."""
        return [item.id for item in self._items]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{item.title}, {item.caption}"
            case Qt.ItemDataRole.ToolTipRole:
                return item.hint() if item.hint else item.title
        return {ID: item.id, CAPTION: item.caption}.get(role)
