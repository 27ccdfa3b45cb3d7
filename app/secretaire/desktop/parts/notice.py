"""An error, a warning or a note, standing where it belongs: what happened, what was kept, what to do."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.icons import pixmap
from secretaire.desktop.parts.widgets import label, restyle, row, tool
from secretaire.errors import SecretaireError
from secretaire.wording import _
from secretaire.wording.naming import error_words

Kind = Literal["error", "warning", "note"]


class Notice(QFrame):
    """Hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._mark = QLabel()
        self._mark.setFixedSize(QSize(tokens.ICON, tokens.ICON))
        self._text = label("", selectable=True)
        layout = row(self, tokens.SPACE_S, tokens.SPACE_S)
        layout.addWidget(self._mark)
        layout.addWidget(self._text, 1)
        layout.addWidget(tool(_("Hide this message"), "close", self.hide))
        self.hide()

    def show_error(self, error: SecretaireError) -> None:
        """Say what went wrong."""
        self.show_text(error_words(error), "error")

    def show_text(self, text: str, kind: Kind = "note") -> None:
        """Say something."""
        colour = {"error": theme.colours().danger, "warning": theme.colours().warn, "note": theme.colours().accent}
        self._mark.setPixmap(
            pixmap("check" if kind == "note" else "warning", colour[kind], tokens.ICON, self.devicePixelRatioF())
        )
        self._text.setText(text)
        self.setAccessibleName(text)
        restyle(self, "kind", kind)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        QTimer.singleShot(0, self, self._reveal)  # once it is laid out

    def _reveal(self) -> None:
        """Scroll what it stands in, so that nobody waits for an answer that stands below."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None and self.isVisible():
            around.ensureWidgetVisible(self)

    @property
    def text(self) -> str:
        """What it says now; empty when hidden."""
        return self._text.text() if not self.isHidden() else ""
