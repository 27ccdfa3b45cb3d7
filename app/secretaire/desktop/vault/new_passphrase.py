"""A new passphrase, typed twice, with a hint at how hard it is to guess."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.widgets import column, label, restyle
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.errors import UsageError
from secretaire.strength import Strength, strength
from secretaire.wording import _


class NewPassphrase(QWidget):
    """``entered`` tells that Enter was pressed in the second field."""

    entered = Signal()

    def __init__(self, caption: str = "") -> None:
        super().__init__()
        self.first = SecretField(caption or _("Passphrase"))
        self.second = SecretField(_("The same passphrase again"))
        self._hint = label("", "caption")
        layout = column(self, 0, tokens.SPACE_M)
        for widget in (self.first, self._hint, self.second):
            layout.addWidget(widget)
        self.first.line.textChanged.connect(self._changed)
        self.first.line.returnPressed.connect(self.second.line.setFocus)
        self.second.line.returnPressed.connect(self.entered)
        self._changed()

    @property
    def passphrase(self) -> str:
        """What was chosen. Raises UsageError: it is empty, or the two are not the same."""
        if not self.first.secret:
            raise UsageError("desktop.passphrase_empty")
        if self.first.secret != self.second.secret:
            raise UsageError("desktop.passphrases_differ")
        return self.first.secret

    def try_again(self) -> None:
        """Lead to the field that is to be typed again."""
        self.second.line.selectAll()
        self.second.line.setFocus()

    def clear(self) -> None:
        """Empty both fields."""
        self.first.clear()
        self.second.clear()

    def _changed(self) -> None:
        found = strength(self.first.secret)
        words = {
            Strength.EMPTY: _("Five or six random words are easy to remember and hard to guess."),
            Strength.WEAK: _("Weak: easy to guess for a machine. Add words."),
            Strength.FAIR: _("Fair: good against people, less so against machines. One more word makes it strong."),
            Strength.STRONG: _("Strong: hard to guess, even for a machine."),
        }
        self._hint.setText(words[found])
        roles = {Strength.WEAK: "warning", Strength.STRONG: "ok"}
        restyle(self._hint, "role", roles.get(found, "muted"))
