"""A translation as a grid: source and target side by side, a warning where it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts.text_table import NOTES, Index, TextTable
from secretaire.documents import tagged
from secretaire.records import Segment
from secretaire.wording import _, say

SOURCE, TARGET = 0, 1


class Segments(QAbstractTableModel):
    """One row a segment."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.segments: list[Segment] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.segments)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        segment = self.segments[index.row()]
        text = tagged.plain(segment.source if index.column() == SOURCE else segment.target)[0]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == NOTES:
            return notes_of(segment) if index.column() == TARGET else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            notes = notes_of(segment) if index.column() == TARGET else ""
            return f"{text} {notes}".strip()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _("Source") if section == SOURCE else _("Translation")
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def replace(self, segments: Sequence[Segment]) -> None:
        """Show these segments."""
        self.beginResetModel()
        self.segments = list(segments)
        self.endResetModel()

    def put(self, place: int, segment: Segment) -> None:
        """Add or replace one segment."""
        if place < len(self.segments):
            self.segments[place] = segment
            self.dataChanged.emit(self.index(place, SOURCE), self.index(place, TARGET))
        else:
            self.beginInsertRows(QModelIndex(), len(self.segments), len(self.segments))
            self.segments.append(segment)
            self.endInsertRows()


def notes_of(segment: Segment) -> str:
    """What should be known of a segment: where it comes from when not from the model, and its warnings."""
    told = ["⚠ " + say(warning.code, warning.params) for warning in segment.warnings]
    if segment.origin == "memory":
        told.insert(0, _("from an earlier translation"))
    elif segment.origin == "copied":
        told.insert(0, _("copied as it is"))
    return "\n".join(told)


class SegmentTable(TextTable):
    """A translation, a row a segment."""

    def __init__(self) -> None:
        super().__init__(_("Translation, segment by segment"), frozenset({SOURCE}))
        self.segments = Segments(self)
        self.setModel(self.segments)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
