"""Ctrl+K: every action of the window by its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.widgets import column
from secretaire.wording import _

_WIDTH, _HEIGHT = 480, 380
KEY = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class _Keys(QStyledItemDelegate):
    """Draws an action's key at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(QColor(theme.colours().muted))
        rect: QRect = option.rect
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect.adjusted(0, 0, -tokens.SPACE_S, 0), right, str(index.data(KEY) or ""))
        painter.restore()


class Palette(QFrame):
    """Stands over the window until an action is chosen, Esc is pressed or the focus goes elsewhere."""

    def __init__(self, window: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(window)
        self.setProperty("role", "palette")
        self._actions = [action for action in actions if action.text() and action.isEnabled()]
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("What do you want to do?"))
        self.field.setAccessibleName(_("Find an action"))
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Actions"))
        self.list.setProperty("role", "palette-list")
        self.list.setItemDelegate(_Keys(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self._run())
        layout = column(self, tokens.SPACE_S, tokens.SPACE_S)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self._filter("")
        width = theme.px(_WIDTH)
        self.setGeometry((window.width() - width) // 2, 64, width, theme.px(_HEIGHT))
        self.raise_()
        self.show()
        self.field.setFocus()

    @property
    def shown(self) -> list[str]:
        """The names that match."""
        return [self.list.item(place).data(Qt.ItemDataRole.UserRole).text() for place in range(self.list.count())]

    def _filter(self, text: str) -> None:
        self.list.clear()
        for action in self._actions:
            if all(word in action.text().casefold() for word in text.casefold().split()):
                key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                item = QListWidgetItem(action.text())
                item.setData(Qt.ItemDataRole.UserRole, action)
                item.setData(KEY, key)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{action.text()}, {key}" if key else action.text())
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        self._close()
        if item is not None:
            action: QAction = item.data(Qt.ItemDataRole.UserRole)
            action.trigger()

    def _close(self) -> None:
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list, Esc closes, and so does losing the focus."""
        if event.type() == QEvent.Type.FocusOut and not self.isHidden():
            self._close()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.key() == Qt.Key.Key_Escape)  # ours, not the window's Esc
            return event.isAccepted()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._close()
                return True
        return super().eventFilter(watched, event)
