"""A row of buttons and pickers that goes on in the next line where there is no room (Qt's flow layout example)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from secretaire.desktop.parts import tokens


class Flow(QLayout):
    """Each widget as wide as its words ask for; those added after ``push_right`` stand at the right of their line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(tokens.SPACE_S)
        self._items: list[QLayoutItem] = []
        self._right_from: int | None = None

    def push_right(self) -> None:
        """What comes from here on goes to the right."""
        self._right_from = len(self._items)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = [self._height(line) for line in self._lines(width)]
        return sum(heights) + self.spacing() * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        """All in one line."""
        shown = self._shown()
        widths = [item.sizeHint().width() for item in shown]
        return QSize(sum(widths) + self.spacing() * max(0, len(widths) - 1), self._height(shown))

    def minimumSize(self) -> QSize:
        """The widest of them in a line of its own."""
        shown = self._shown()
        return QSize(max((item.sizeHint().width() for item in shown), default=0), self._height(shown))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        y = rect.top()
        for line in self._lines(rect.width()):
            self._place(line, QRect(rect.left(), y, rect.width(), self._height(line)))
            y += self._height(line) + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    @staticmethod
    def _height(line: list[QLayoutItem]) -> int:
        return max((item.sizeHint().height() for item in line), default=0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            wanted = item.sizeHint().width()
            if not lines or wanted > left:
                lines.append([])
                left = width
            lines[-1].append(item)
            left -= wanted + self.spacing()
        return lines

    def _place(self, line: list[QLayoutItem], rect: QRect) -> None:
        widths = [min(item.sizeHint().width(), rect.width()) for item in line]
        spare = rect.width() - sum(widths) - self.spacing() * (len(line) - 1)
        right = self._items[self._right_from :] if self._right_from is not None else []
        x = rect.left()
        for item, width in zip(line, widths, strict=True):
            if spare and item in right:
                x, spare = x + spare, 0
            item.setGeometry(QRect(QPoint(x, rect.top()), QSize(width, rect.height())))
            x += width + self.spacing()
