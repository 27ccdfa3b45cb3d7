"""One turn of a conversation: the person's on a tint, the machine's plain; neither can pass for the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.block_view import BlockView
from secretaire.desktop.parts.widgets import box, column, label, row
from secretaire.records import Message, Role, TextState
from secretaire.wording import _


def message_view(message: Message) -> PersonMessage | MachineMessage:
    """The view of a stored message."""
    if message.role is Role.USER:
        return PersonMessage(message.text)
    shown = MachineMessage()
    shown.finish(message.text, message.state)
    if message.role is Role.SYSTEM:  # only imported conversations hold such
        shown.caption(_("Instructions to the model"))
    return shown


class PersonMessage(QWidget):
    """What the person wrote."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._frame: QFrame = box("person")
        words = label(text, "reading", selectable=True)
        words.setAccessibleName(_("You wrote: {text}").format(text=text))
        words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        inside = column(self._frame, tokens.SPACE_M, 0)
        inside.addWidget(words)
        wide = words.fontMetrics().boundingRect(0, 0, 10_000, 10_000, int(Qt.TextFlag.TextExpandTabs), text).width()
        layout = row(self, 0, 0)
        if wide * theme.px(tokens.READING_PX) / theme.px(tokens.UI_PX) < theme.reading_width() * 0.7:
            layout.addStretch(1)
            words.setWordWrap(False)
            layout.addWidget(self._frame)
        else:
            layout.addSpacing(theme.reading_width() // 6)
            layout.addWidget(self._frame, 1)
        self.text = text


class MachineMessage(QWidget):
    """What the machine answers, growing word by word."""

    def __init__(self) -> None:
        super().__init__()
        self._body = BlockView(_("Answer"))
        self._body.hide()
        self._state = label(_("Thinking…"), "caption", wrap=True)
        layout = column(self, 0, tokens.SPACE_S)
        layout.addWidget(self._body)
        layout.addWidget(self._state)
        self._text = ""

    @property
    def text(self) -> str:
        """All that has come so far."""
        return self._text

    def append(self, text: str) -> None:
        """Add streamed text; what is shown ends with a whole word."""
        self._text += text
        shown = self._text[: _last_blank(self._text)]
        if shown.strip():
            self._body.show_markdown(shown)
            self._body.show()
            self._state.hide()

    def finish(self, text: str, state: TextState) -> None:
        """Show the whole text, and say so if it isn't whole."""
        self._text = text
        self._body.show_markdown(text)
        words = {
            TextState.CANCELLED: _("Stopped here. What was written is kept."),
            TextState.INTERRUPTED: _("Interrupted here. What was written is kept."),
            TextState.STREAMING: _("Thinking…"),
        }.get(state, "")
        self.caption(words)
        self._body.setVisible(bool(text))

    def caption(self, words: str) -> None:
        """Say something below the text, or nothing."""
        self._state.setText(words)
        self._state.setVisible(bool(words))


def _last_blank(text: str) -> int:
    return max(text.rfind(" "), text.rfind("\n")) + 1
