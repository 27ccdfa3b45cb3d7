"""Shows what is to be kept, once, and asks for it to be typed again from the copy that the person made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.confirm_box import ConfirmBox
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.printing import print_text
from secretaire.desktop.parts.widgets import box, button, column, label, row
from secretaire.desktop.vault.keepsake import Keepsake
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.errors import UsageError
from secretaire.wording import _

SHOWN, TYPED = range(2)


class Keeper(QWidget):
    """``kept`` comes after the last one: whether each was typed again rightly, or one is kept unchecked."""

    kept = Signal(bool)

    def __init__(self, things: Sequence[Keepsake]) -> None:
        super().__init__()
        self._left = list(things)
        self._verified = True
        self._title = label("", "heading")
        self._words = QLabel()
        self.copied = button(_("Copy"), self._copy, icon_name="copy")
        self.printed = button(_("Print…"), self._print, icon_name="print")
        self.check = button(_("Type it to check my copy"), lambda: self._turn(TYPED), role="primary")
        self.field = SecretField(_("What your copy says"), hidden=False)
        self.field.line.returnPressed.connect(self.try_it)
        self.notice = Notice()
        self.unchecked = ConfirmBox(_("I keep it unchecked; a mistake in my copy can't be mended later"))
        self.go_on = button(_("Continue unchecked"), self._keep_unchecked)
        self._sides = (self._showing(), self._typing())
        layout = column(self, 0, tokens.SPACE_M)
        for widget in (self._title, *self._sides, self.notice, self._plainly()):
            layout.addWidget(widget)
        self._begin()

    @property
    def current(self) -> Keepsake:
        """What is shown or asked for now."""
        return self._left[0]

    # -- the parts ----------------------------------------------------------------------------------------------
    def _showing(self) -> QWidget:
        part = QWidget()
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(self.check)
        across.addWidget(self.printed)
        across.addWidget(self.copied)
        across.addStretch(1)
        inside = column(part, 0, tokens.SPACE_M)
        inside.addWidget(self._paper())
        inside.addLayout(across)
        return part

    def _paper(self) -> QFrame:
        frame = box("paper")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setFont(theme.mono_font(17))
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self._words.setTextInteractionFlags(flags)
        column(frame, tokens.SPACE_L, 0).addWidget(self._words)
        return frame

    def _typing(self) -> QWidget:
        part = QWidget()
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(button(_("Check"), self.try_it, role="primary"))
        across.addWidget(button(_("Show it again"), lambda: self._turn(SHOWN)))
        across.addStretch(1)
        inside = column(part, 0, tokens.SPACE_M)
        inside.addWidget(self.field)
        inside.addLayout(across)
        return part

    def _plainly(self) -> QWidget:
        part = QWidget()
        self.unchecked.toggled.connect(self.go_on.setEnabled)
        self.go_on.setEnabled(False)
        inside = column(part, 0, tokens.SPACE_S)
        inside.addWidget(self.unchecked)
        across = row(None, 0, 0)
        across.addWidget(self.go_on)
        across.addStretch(1)
        inside.addLayout(across)
        return part

    # -- one after the other --------------------------------------------------------------------------------------
    def _begin(self) -> None:
        thing = self.current
        self._title.setText(thing.title)
        self._words.setText(thing.shown)
        self._words.setAccessibleName(f"{thing.title}: {thing.text}")
        self.unchecked.setChecked(False)
        self._turn(SHOWN)

    def _turn(self, side: int) -> None:
        for number, part in enumerate(self._sides):
            part.setVisible(number == side)
        if side == TYPED:
            self.notice.hide()
            self.field.line.setFocus()
        else:
            self.field.clear()
            self.check.setFocus()

    def try_it(self) -> None:
        """Compare what was typed with what was shown."""
        if self.current.is_typed(self.field.secret):
            self._done(_("Your copy is right."))
        else:
            self.notice.show_error(UsageError("desktop.not_the_code"))
            self.field.line.selectAll()
            self.field.line.setFocus()

    def _keep_unchecked(self) -> None:
        self._verified = False
        self._done("")

    def _done(self, told: str) -> None:
        self.notice.hide()
        if len(self._left) == 1:
            self.field.clear()
            self.kept.emit(self._verified)
            return
        self._left.pop(0)
        self._begin()
        if told:
            self.notice.show_text(told)

    # -- copies -------------------------------------------------------------------------------------------------
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.current.text)
        self.notice.show_text(
            _("Copied. Other programs can read the clipboard: paste it soon, then copy something else.")
        )

    def _print(self) -> None:
        on = print_text(self, f"Secretaire: {self.current.title}", self.current.text)
        if on == "file":
            self.notice.show_text(
                _("It was printed into a file, which whoever gets it can read. Take the file away from this machine."),
                "warning",
            )
        elif on == "paper":
            self.notice.show_text(_("Sent to the printer. Look whether every letter is on the paper."))
