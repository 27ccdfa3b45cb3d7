"""Asking for a document's password, which is used once and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.wording import _


class PasswordBox(QDialog):
    """``then`` gets what was typed; Escape leads to nothing."""

    def __init__(self, parent: QWidget, sentence: str, then: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Secretaire")
        self._then = then
        self.field = SecretField(_("Password of the document"))
        self.go = button(_("Read it"), self._give, role="primary")
        self.go.setDefault(True)
        across = row(None, 0, tokens.SPACE_S)
        across.addStretch(1)
        across.addWidget(button(_("Cancel"), self.reject))
        across.addWidget(self.go)
        layout = column(self, tokens.SPACE_L, tokens.SPACE_M)
        layout.addWidget(label(sentence))
        layout.addWidget(self.field)
        layout.addLayout(across)
        self.finished.connect(self.deleteLater)
        self.field.line.setFocus()

    def _give(self) -> None:
        secret = self.field.secret
        if secret:
            self.field.clear()
            self.accept()
            self._then(secret)
