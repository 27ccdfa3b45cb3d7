"""What stands where nothing is yet: one sentence and one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.icons import pixmap
from secretaire.desktop.parts.widgets import button, column, label, row


class EmptyState(QWidget):
    """An icon, a sentence that teaches, and the button that does it."""

    def __init__(self, icon_name: str, sentence: str, verb: str, does: Callable[[], object], key: str = "") -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(pixmap(icon_name, theme.colours().control, 32, self.devicePixelRatioF()))
        text = label(sentence, "muted")
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setFixedWidth(theme.px(360))
        across = row(None, 0, 0)  # not an alignment: a label that wraps would lose its lines
        across.addStretch(1)
        across.addWidget(text)
        across.addStretch(1)
        self.button = button(verb, does, role="primary", key=key)
        layout = column(self, tokens.SPACE_XL, tokens.SPACE_L)
        layout.addStretch(2)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(across)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
