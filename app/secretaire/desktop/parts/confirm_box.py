"""A box to tick beside a sentence of any length: Qt's own boxes cut what doesn't fit on a line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from secretaire.desktop.parts.widgets import label, row


class ConfirmBox(QWidget):
    """``toggled`` carries whether it is ticked; a click on the sentence ticks it, too."""

    toggled = Signal(bool)

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setAccessibleName(sentence)
        self.box.toggled.connect(self.toggled)
        layout = row(self, 0, 0)  # the box brings room of its own
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(label(sentence), 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The sentence was clicked."""
        self.box.toggle()
        self.box.setFocus()

    def setChecked(self, checked: bool) -> None:
        """Tick it or not."""
        self.box.setChecked(checked)
