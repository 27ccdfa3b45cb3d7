"""The audit log as a table: when, what, who, and what more was noted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from secretaire.desktop.parts.times import exact, stamp
from secretaire.governance.audit import Entry, Value
from secretaire.wording import SENTENCES, _, say

Index = QModelIndex | QPersistentModelIndex
WHEN, WHAT, WHO, MORE = range(4)


class Entries(QAbstractTableModel):
    """One row an entry, newest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{entry.number}: {exact(entry.at)}\n{entry.event}\n{params_words(entry)}".rstrip()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (stamp(entry.at), event_words(entry.event), entry.user, params_words(entry))[index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Time"), _("What happened"), _("User"), _("Details"))[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def replace(self, entries: Sequence[Entry]) -> None:
        """Show these entries, given oldest first."""
        self.beginResetModel()
        self.entries = list(reversed(entries))
        self.endResetModel()


class RecordTable(QTableView):
    """Ctrl+C copies the chosen rows as text."""

    def __init__(self) -> None:
        super().__init__()
        self.model_ = Entries(self)
        self.setModel(self.model_)
        self.setProperty("role", "record")
        self.setAccessibleName(_("What was done with this vault"))
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(MORE, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            lines = ("\t".join(str(self.model_.index(row, at).data()) for at in range(4)) for row in rows)
            QGuiApplication.clipboard().setText("\n".join(lines))
        else:
            super().keyPressEvent(event)


def event_words(event: str) -> str:
    """An event in words; an unknown one is its own name."""
    code = f"event.{event}"
    return say(code) if code in SENTENCES else event


def params_words(entry: Entry) -> str:
    """What more an entry tells, in words."""
    return " · ".join(_param(name, value) for name, value in entry.params.items() if value != "")


def _param(name: str, value: Value) -> str:
    code = f"param.{name}"
    return say(code, {"value": _value(value)}) if code in SENTENCES else f"{name}: {_value(value)}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return say(f"value.{str(value).lower()}")
    if isinstance(value, int):
        return QLocale().toString(value)
    known = (code for code in (f"slot.{value}", f"value.{value}") if code in SENTENCES)
    if code := next(known, ""):
        return say(code)
    return {"vault.wrong_secret": _("wrong secret"), "vault.header_rolled_back": _("older headers")}.get(
        str(value), str(value)
    )
