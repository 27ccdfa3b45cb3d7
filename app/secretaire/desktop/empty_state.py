"""What stands where nothing is yet: one sentence and one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from secretaire.desktop import theme, tokens
from secretaire.desktop.icons import pixmap
from secretaire.desktop.widgets import button, column, label


class EmptyState(QWidget):
    """An icon, a sentence that teaches, and the button that does it."""

    def __init__(self, icon_name: str, sentence: str, verb: str, does: Callable[[], object], key: str = "") -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(pixmap(icon_name, theme.colours().control, 40, self.devicePixelRatioF()))
        text = label(sentence, "muted")
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setMaximumWidth(theme.px(360))
        text.setMinimumWidth(theme.px(200))
        self.button = button(verb, does, role="primary", key=key)
        layout = column(self, tokens.SPACE_XL, tokens.SPACE_L)
        layout.addStretch(2)
        for widget in (picture, text, self.button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
