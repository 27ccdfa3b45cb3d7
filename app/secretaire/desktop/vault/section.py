"""The vault page's parts: a section scrolls, a block in it does one thing and says there what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.progress_row import ProgressRow
from secretaire.desktop.parts.tab_order import order_tabs
from secretaire.desktop.parts.widgets import column, label, line, row
from secretaire.desktop.shell.jobs import Work
from secretaire.desktop.shell.session import Session
from secretaire.errors import Cancelled, SecretaireError, UsageError
from secretaire.wording import _, say

Result = TypeVar("Result")
WIDTH, WIDE = 640, 1000


class Block(QWidget):
    """A heading, a sentence, what it needs (``body``), and its notice."""

    def __init__(self, session: Session, title: str, sentence: str) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName(title)
        self._focused: QWidget | None = None
        self.body: QVBoxLayout = column(None, 0, tokens.SPACE_M)
        self.notice = Notice()
        self.progress = ProgressRow()
        self.column = layout = column(self, 0, tokens.SPACE_M)
        self.head = (label(title, "heading"), label(sentence, "muted"))
        for words in self.head:
            layout.addWidget(words)
        layout.addLayout(self.body)
        layout.addWidget(self.progress)
        layout.addWidget(self.notice)

    def begin(self) -> None:
        """The section was chosen: fill it."""

    def call(self, function: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Ask the vault, off the UI thread; an error stands in the notice."""
        self.notice.hide()
        self._focused = QApplication.focusWidget()
        self.setEnabled(False)

        def answered(result: Result) -> None:
            self.setEnabled(True)
            done(result)

        self.session.jobs.call(function, self, answered, self.failed)

    def watch(self, work: Work[Result], title: str, done: Callable[[Result], None]) -> None:
        """Do something long, with its progress and Cancel; an error stands in the notice.

        One such thing at a time: each of them goes through the whole vault.
        """
        self.notice.hide()
        if self.session.watched is not None and self.session.watched.running:
            self.failed(UsageError("desktop.work_under_way"))
            return
        self.session.watched = self.progress.watch(self.session.jobs, work, title, done, self.failed)

    @property
    def busy(self) -> bool:
        """Whether something long is under way here."""
        return not self.progress.isHidden()

    def stop(self) -> None:
        """Stop what is under way here."""
        if self.busy:
            self.progress.stop()

    def tell(self, done: str, damaged: Collection[str]) -> None:
        """Say what was done, and which documents' originals were found damaged meanwhile, if any."""
        self.notice.show_text(with_damaged(done, damaged), "error" if damaged else "note")

    def failed(self, error: SecretaireError) -> None:
        """Say what went wrong, here."""
        self.setEnabled(True)
        if self._focused is not None and isValid(self._focused) and self.isAncestorOf(self._focused):
            self._focused.setFocus()
        if isinstance(error, Cancelled):
            self.notice.show_text(_("Stopped; nothing half made was left."))
        else:
            self.notice.show_error(error)


class Section(QScrollArea):
    """Blocks below each other, in a column that is easy to read."""

    def __init__(self, name: str, blocks: Sequence[Block], width: int = WIDTH) -> None:
        super().__init__()
        self.blocks = blocks
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it scrolls into view when it gets the focus
        self.inside = inside = QWidget()
        middle = QWidget()
        middle.setMaximumWidth(theme.px(width))
        inner = column(middle, 0, tokens.SPACE_XL)
        for place, block in enumerate(blocks):
            if place:
                inner.addWidget(line())
            inner.addWidget(block)
        inner.addStretch(1)
        across = row(inside, 0, 0)
        across.setContentsMargins(tokens.SPACE_XL, tokens.SPACE_L, tokens.SPACE_XL, tokens.SPACE_XL)
        across.addWidget(middle, 1000)
        across.addStretch(1)
        self.setWidget(inside)
        order_tabs(inside)

    def begin(self) -> None:
        """Fill every block."""
        for block in self.blocks:
            block.begin()


def with_damaged(done: str, damaged: Collection[str]) -> str:
    """What was done, and which documents' originals are damaged."""
    if not damaged:
        return done
    return done + "\n" + say("vault.damaged_originals", {"count": len(damaged), "where": ", ".join(damaged)})


def buttons(*widgets: QWidget) -> QHBoxLayout:
    """Buttons side by side, at the left."""
    across = row(None, 0, tokens.SPACE_S)
    for widget in widgets:
        across.addWidget(widget)
    across.addStretch(1)
    return across
