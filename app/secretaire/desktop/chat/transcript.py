"""The scroll of a conversation: new text at the end never moves what someone reads above."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.widgets import column, row

_NEAR_END = 12


class Transcript(QScrollArea):
    """A centred column of widgets, no wider than reading text gets; ``follows`` is whether it begins at its end."""

    def __init__(self, name: str, *, margin: int = tokens.SPACE_L, follows: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("role", "plain")
        self._column = QWidget()
        self._column.setMaximumWidth(theme.reading_width() + 2 * margin)
        self._layout = column(self._column, margin, tokens.SPACE_XL)
        self._layout.addStretch(1)
        middle = row(inside, 0, 0)
        middle.addStretch(1)
        middle.addWidget(self._column, 1000)
        middle.addStretch(1)
        self.setWidget(inside)
        self._following = follows
        self.verticalScrollBar().rangeChanged.connect(self._grown)
        self.verticalScrollBar().valueChanged.connect(self._moved)

    @property
    def content(self) -> QVBoxLayout:
        """Where widgets are laid out; a stretch stands at its end."""
        return self._layout

    def add(self, widget: QWidget) -> None:
        """Append a widget."""
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def add_first(self, widget: QWidget) -> None:
        """Put a widget above all others."""
        self._layout.insertWidget(0, widget)

    @property
    def shown(self) -> list[QWidget]:
        """Its widgets, in order."""
        items = (self._layout.itemAt(at) for at in range(self._layout.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def remove(self, widget: QWidget) -> None:
        """Take one widget out."""
        self._layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def clear(self) -> None:
        """Remove every widget."""
        while self._layout.count() > 1:
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._following = True

    def follow(self) -> None:
        """Go to the end and stay there while text comes."""
        self._following = True
        self._grown()

    def _moved(self, value: int) -> None:
        self._following = value >= self.verticalScrollBar().maximum() - _NEAR_END

    def _grown(self) -> None:
        if self._following:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
