"""A field for a passphrase: hidden, never remembered, shown while a person asks for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.wording import _

_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
)


class SecretField(QWidget):
    """A caption over a hidden line, with Show beside it. ``hidden`` is off where a copy on paper is typed."""

    def __init__(self, caption: str, *, hidden: bool = True) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setProperty("role", "big")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(caption)
        self.line.setInputMethodHints(_HINTS)
        self._show = button(_("Show"), self._toggle, role="quiet")
        name = label(caption, "heading")
        name.setBuddy(self.line)
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(self.line, 1)
        across.addWidget(self._show)
        layout = column(self, 0, tokens.SPACE_XS)
        layout.addWidget(name)
        layout.addLayout(across)
        if not hidden:
            self._toggle()

    @property
    def secret(self) -> str:
        """What is typed."""
        return self.line.text()

    def clear(self) -> None:
        """Empty the field."""
        self.line.clear()

    def _toggle(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(_HINTS)  # Qt takes them off with the mode; keyboards must not learn a secret
        name = _("Hide") if hidden else _("Show")
        self._show.setText(name)
        self._show.setAccessibleName(name)
        self._show.setToolTip(name)
