"""A translation as a grid: source and target side by side, a warning where it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.documents import tagged
from secretaire.records import Segment
from secretaire.wording import _, say

Index = QModelIndex | QPersistentModelIndex
SOURCE, TARGET = 0, 1
NOTES = Qt.ItemDataRole.UserRole
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


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


class Cells(QStyledItemDelegate):
    """Texts with notes below in small print; columns are in the machine's voice, ``documents`` in the document's."""

    def __init__(self, view: QTableView, documents: frozenset[int] = frozenset({SOURCE})) -> None:
        super().__init__(view)
        self._documents = documents

    def _fonts(self, index: Index) -> tuple[QFont, QFont]:
        text = theme.serif_font() if index.column() in self._documents else theme.ui_font(tokens.READING_PX)
        return text, theme.ui_font(tokens.CAPTION_PX)

    def _rects(self, rect: QRect, index: Index) -> tuple[QRect, QRect]:
        text, small = self._fonts(index)
        inside = rect.adjusted(tokens.SPACE_M, tokens.SPACE_M, -tokens.SPACE_M, -tokens.SPACE_M)
        upper = QFontMetrics(text).boundingRect(inside, _WRAP, str(index.data()))
        notes = str(index.data(NOTES) or "")
        below = QRect(inside.left(), upper.bottom() + tokens.SPACE_XS, inside.width(), 10_000)
        lower = QFontMetrics(small).boundingRect(below, _WRAP, notes) if notes else QRect(below.topLeft(), QSize())
        return QRect(inside.topLeft(), QSize(inside.width(), upper.height())), lower

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.columnWidth(index.column()) if isinstance(view, QTableView) else 200
        upper, lower = self._rects(QRect(0, 0, width, 10_000), index)
        notes = lower.height() + tokens.SPACE_XS if lower.height() else 0
        return QSize(width, upper.height() + notes + 2 * tokens.SPACE_M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        scheme = theme.colours()
        ground = scheme.paper if index.column() in self._documents else scheme.field
        painter.fillRect(rect, QColor(scheme.accent_tint if chosen else ground))
        upper, lower = self._rects(rect, index)
        text, small = self._fonts(index)
        painter.setFont(text)
        painter.setPen(QColor(scheme.text))
        painter.drawText(upper, _WRAP, str(index.data()))
        painter.setFont(small)
        painter.setPen(QColor(scheme.warn if "⚠" in str(index.data(NOTES)) else scheme.muted))
        painter.drawText(lower, _WRAP, str(index.data(NOTES) or ""))
        painter.restore()


class SegmentTable(QTableView):
    """Rows as tall as what they hold; Ctrl+C copies the chosen cells as text."""

    def __init__(self) -> None:
        super().__init__()
        self.segments = Segments(self)
        self.setModel(self.segments)
        self.setItemDelegate(Cells(self))
        self.setAccessibleName(_("Translation, segment by segment"))
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
            QGuiApplication.clipboard().setText("\n".join(str(index.data()) for index in chosen))
        else:
            super().keyPressEvent(event)
