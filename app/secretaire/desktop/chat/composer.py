"""Where a person writes: grows with the text, Ctrl+Enter sends, Esc stops."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton, QToolButton

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.icons import icon
from secretaire.desktop.parts.widgets import column, label, restyle, row, tool, with_key
from secretaire.wording import _

_LINES_MAX = 10


class Composer(QFrame):
    """A field with Send, or Stop while an answer is written. ``attaching`` asks for a document, where offered."""

    sent = Signal(str)
    stopped = Signal()
    attaching = Signal()

    def __init__(self, hint: str, send: str, *, attach: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "composer")
        self.field = QPlainTextEdit()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.setProperty("role", "bare")
        self.field.setFrameShape(QFrame.Shape.NoFrame)
        self.field.setTabChangesFocus(True)
        self.field.document().setDocumentMargin(0)
        self.field.setFont(theme.ui_font(tokens.READING_PX))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._changed)
        self._attachments = label("", "caption", wrap=False)
        self._attachments.hide()
        self._button = QPushButton()
        self._button.setProperty("role", "primary")
        self._button.setIconSize(QSize(18, 18))
        self._button.clicked.connect(self._pressed)
        self._send = send
        self._busy = False
        self._lay_out(attach)
        self.set_busy(False)

    def _lay_out(self, attach: bool) -> None:
        below = row(None, 0, tokens.SPACE_S)
        if attach:
            below.addWidget(self._attach_button())
        below.addWidget(self._attachments, 1)
        below.addStretch(0 if attach else 1)
        below.addWidget(self._button)
        layout = column(self, tokens.SPACE_M, tokens.SPACE_S)
        layout.setContentsMargins(tokens.SPACE_M, tokens.SPACE_M, tokens.SPACE_S, tokens.SPACE_S)
        layout.addWidget(self.field)
        layout.addLayout(below)

    def _attach_button(self) -> QToolButton:
        return tool(_("Attach a document"), "attach", self.attaching.emit, key="Ctrl+Shift+A")

    def set_busy(self, busy: bool) -> None:
        """Offer Stop while an answer is written, Send otherwise."""
        self._busy = busy
        name, key = (_("Stop"), "Esc") if busy else (self._send, "Ctrl+Return")
        self._button.setText(name)
        self._button.setIcon(icon("stop" if busy else "send", "on_accent"))
        self._button.setAccessibleName(name)
        self._button.setToolTip(with_key(name, key))
        self._changed()

    def set_attachments(self, names: list[str]) -> None:
        """Show which documents go with what is written."""
        self._attachments.setText(_("With {documents}").format(documents=", ".join(names)))
        self._attachments.setVisible(bool(names))

    def _changed(self) -> None:
        lines = min(_LINES_MAX, max(1, self.field.document().size().height()))
        self.field.setFixedHeight(round(lines * self.field.fontMetrics().lineSpacing()) + 2)
        self._button.setEnabled(self._busy or bool(self.field.toPlainText().strip()))

    def _pressed(self) -> None:
        if self._busy:
            self.stopped.emit()
        else:
            self.send()

    def send(self) -> None:
        """Send what is written, if anything is and nothing is under way."""
        text = self.field.toPlainText().strip()
        if text and not self._busy:
            self.field.clear()
            self.sent.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field, and a frame that shows where the focus is."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self, "focus", event.type() == QEvent.Type.FocusIn)
        if event.type() == QEvent.Type.Resize:
            self._changed()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send()
            return True
        if event.key() == Qt.Key.Key_Escape and self._busy:
            self.stopped.emit()
            return True
        return False
