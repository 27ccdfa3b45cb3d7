"""The marking banner above and below everything: the scheme's words and colours, the only saturated areas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.tokens import contrast

# Shown when a marking's own scheme names no colour: a strong ground that no page of ours uses.
DEFAULT_GROUND = "#6B1E7A"


class MarkingBanner(QLabel):
    """Hidden while the marking is empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def set_marking(self, words: str, ground: str = DEFAULT_GROUND) -> None:
        """Show a marking, in whichever of black and white can be read on its colour."""
        text = max("#FFFFFF", "#000000", key=lambda colour: contrast(colour, ground))
        self.setStyleSheet(f"background: {ground}; color: {text}; font-weight: 600; padding: {tokens.SPACE_XS}px;")
        self.setFont(theme.ui_font(tokens.CAPTION_PX, strong=True))
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
