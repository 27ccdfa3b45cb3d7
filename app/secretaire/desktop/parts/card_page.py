"""The ground of the pages before the vault is open: one centred card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.icons import pixmap
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.widgets import column, label, row

CARD_WIDTH = 480


class CardPage(QScrollArea):
    """A title, one sentence, and what a page puts into ``card``; ``notice`` stands where errors belong."""

    def __init__(self, title: str, sentence: str, width: int = CARD_WIDTH) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(title)
        self.inside = inside = QWidget()
        inside.setProperty("role", "plain")
        middle = QWidget()
        middle.setFixedWidth(theme.px(width))
        self.card: QVBoxLayout = column(middle, 0, tokens.SPACE_M)
        self.notice = Notice()
        self._head(title, sentence)
        across = row(None, 0, 0)
        across.addStretch(1)
        across.addWidget(middle)
        across.addStretch(1)
        down = column(inside, tokens.SPACE_XL, 0)
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        self.setWidget(inside)

    def _head(self, title: str, sentence: str) -> None:
        mark = QLabel()
        mark.setPixmap(pixmap("secretaire", "#000000", 48, self.devicePixelRatioF()))
        self.card.addWidget(mark, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.addSpacing(tokens.SPACE_S)
        self.card.addWidget(label(title, "title"))
        self.card.addWidget(label(sentence, "muted"))
        self.card.addSpacing(tokens.SPACE_S)

    def begin(self) -> None:
        """Put the focus where the person starts; pages that have such a place override this."""
