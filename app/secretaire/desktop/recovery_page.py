"""First run: the recovery code, shown once, to be printed or copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel

from secretaire.desktop import theme, tokens
from secretaire.desktop.card_page import CardPage
from secretaire.desktop.printing import print_text
from secretaire.desktop.widgets import box, button, column, row
from secretaire.wording import _


class RecoveryPage(CardPage):
    """``kept`` tells that the person confirmed having the code."""

    kept = Signal()

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Keep this recovery code"),
            _(
                "If you forget the passphrase, only this code opens the vault. Print it or write it down, "
                "and keep it away from this machine. It is shown this once."
            ),
        )
        self._code = code
        self._confirm = QCheckBox(_("I have the code on paper or in a safe place"))
        self._confirm.setAccessibleName(self._confirm.text())
        self._go_on = button(_("Continue"), self.kept.emit, role="primary")
        self._go_on.setEnabled(False)
        self._confirm.toggled.connect(self._go_on.setEnabled)
        self._copied = button(_("Copy code"), self._copy, icon_name="copy")
        self.card.addWidget(self._shown())
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(button(_("Print code…"), self._print, icon_name="print"))
        across.addWidget(self._copied)
        across.addStretch(1)
        self.card.addLayout(across)
        self.card.addWidget(self.notice)
        self.card.addSpacing(tokens.SPACE_S)
        self.card.addWidget(self._confirm)
        self.card.addWidget(self._go_on)

    def begin(self) -> None:
        self._copied.setFocus()

    def _shown(self) -> QFrame:
        frame = box("paper")
        words = QLabel(grouped(self._code))
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setFont(theme.mono_font(17))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        words.setTextInteractionFlags(flags)
        words.setAccessibleName(_("Recovery code: {code}").format(code=self._code))
        column(frame, tokens.SPACE_L, 0).addWidget(words)
        return frame

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self.notice.show_text(
            _("Copied. Other programs can read the clipboard: paste it soon, then copy something else.")
        )

    def _print(self) -> None:
        print_text(self, _("Secretaire recovery code"), self._code)


def grouped(code: str) -> str:
    """The code on lines of three groups, as it is easiest to copy by hand."""
    groups = code.split("-")
    return "\n".join("-".join(groups[start : start + 3]) for start in range(0, len(groups), 3))
