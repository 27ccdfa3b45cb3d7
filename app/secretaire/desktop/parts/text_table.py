"""Tables of texts in rows as tall as what they hold, with notes below in small print."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from secretaire.desktop.parts import theme, tokens
from secretaire.records import Citation

Index = QModelIndex | QPersistentModelIndex
NOTES = Qt.ItemDataRole.UserRole
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class Cells(QStyledItemDelegate):
    """Texts with notes below in small print; columns are in the machine's voice, ``documents`` in the document's."""

    def __init__(self, view: QTableView, documents: frozenset[int]) -> None:
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


class TextTable(QTableView):
    """``documents`` are the columns in the documents' own words; Ctrl+C copies the chosen cells as text."""

    def __init__(self, name: str, documents: frozenset[int]) -> None:
        super().__init__()
        self.setItemDelegate(Cells(self, documents))
        self.setAccessibleName(name)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self.resizeRowsToContents())

    def copy(self) -> None:
        """Put what is chosen into the clipboard."""
        chosen = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        QGuiApplication.clipboard().setText("\n".join(str(index.data()) for index in chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


class PlaceTable(TextTable):
    """``opened`` carries the Citation of the cell that was activated."""

    opened = Signal(object)

    def __init__(self, name: str, documents: frozenset[int]) -> None:
        super().__init__(name, documents)
        self.clicked.connect(self._open)

    def place(self, index: QModelIndex) -> Citation | None:
        """The place that a cell shows."""
        raise NotImplementedError

    def _open(self, index: QModelIndex) -> None:
        place = self.place(index)
        if place is not None:
            self.opened.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)
