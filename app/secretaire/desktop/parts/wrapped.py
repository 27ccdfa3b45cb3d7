"""A label whose words give way: one that is longer than a line, such as a file's name, goes on in the next."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_LONG = re.compile(r"\S{20,}")
_PIECE = re.compile(r"[^\s\-_./]{1,18}[\-_./]*|[\-_./]{1,18}")
_BREAK = "\u200b"


class Wrapped(QLabel):
    """Plain text; ``text`` is what was given, without the places where a line may end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(_LONG.sub(lambda word: _BREAK.join(_PIECE.findall(word[0])), text))

    def text(self) -> str:
        return super().text().replace(_BREAK, "")
