"""One conversation: its messages, what is being answered, and where the person writes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from secretaire.desktop import theme, tokens
from secretaire.desktop.composer import Composer
from secretaire.desktop.jobs import Job
from secretaire.desktop.message_view import MachineMessage, PersonMessage, message_view
from secretaire.desktop.notice import Notice
from secretaire.desktop.session import Session
from secretaire.desktop.transcript import Transcript
from secretaire.desktop.widgets import button, column, row
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import Message, TextState, Warned
from secretaire.tasks.chat import chat
from secretaire.tasks.events import Finished, Partial, Started
from secretaire.wording import _, say

SHOWN_AT_ONCE = 40
_WORDS_MS = 60


class ConversationView(QWidget):
    """``changed`` tells that a message was stored, so that lists are fresh again."""

    changed = Signal()
    attaching = Signal()

    def __init__(self, session: Session, conversation: str, documents: Sequence[str] = ()) -> None:
        super().__init__()
        self._session, self.conversation = session, conversation
        self.transcript = Transcript(_("Conversation"))
        self.notice = Notice()
        self.composer = Composer(_("Write a message"), _("Send"), attach=True)
        self.composer.set_attachments(list(documents))
        self._earlier: list[Message] = []
        self._more = button(_("Show earlier messages"), self._show_earlier, role="quiet")
        self._more.hide()
        self._answer: MachineMessage | None = None
        self._waiting = ""
        self._job: Job | None = None
        self._words = QTimer(self, interval=_WORDS_MS, singleShot=True)
        self._words.timeout.connect(self._show_words)
        layout = column(self, 0, tokens.SPACE_S)
        layout.addWidget(self._more)
        layout.addWidget(self.transcript, 1)
        layout.addLayout(self._bottom())
        self.composer.sent.connect(self.send)
        self.composer.stopped.connect(self.stop)
        self.composer.attaching.connect(self.attaching)

    def _bottom(self) -> QHBoxLayout:
        middle = QWidget()
        middle.setMaximumWidth(theme.reading_width() + 2 * tokens.SPACE_L)
        inside = column(middle, 0, tokens.SPACE_S)
        inside.setContentsMargins(tokens.SPACE_L, 0, tokens.SPACE_L, tokens.SPACE_L)
        inside.addWidget(self.notice)
        inside.addWidget(self.composer)
        across = row(None, 0, 0)
        across.addStretch(1)
        across.addWidget(middle, 1000)
        across.addStretch(1)
        return across

    # -- what is stored -----------------------------------------------------------------------------------------
    def load(self) -> None:
        """Show the stored messages, the newest ones first to come."""
        vault, conversation = self._session.services.vault, self.conversation
        self._session.jobs.call(lambda: vault.messages(conversation), self, self._show, self.notice.show_error)

    def _show(self, messages: Sequence[Message]) -> None:
        if self._job is not None:  # an answer is being written already
            return
        self._earlier = list(messages[:-SHOWN_AT_ONCE])
        for message in messages[-SHOWN_AT_ONCE:]:
            self.transcript.add(message_view(message))
        self._more.setVisible(bool(self._earlier))
        self.transcript.follow()

    def _show_earlier(self) -> None:
        now, self._earlier = self._earlier[-SHOWN_AT_ONCE:], self._earlier[:-SHOWN_AT_ONCE]
        for message in reversed(now):
            self.transcript.add_first(message_view(message))
        self._more.setVisible(bool(self._earlier))

    # -- what is said now ---------------------------------------------------------------------------------------
    @property
    def answering(self) -> bool:
        """Whether an answer is being written."""
        return self._job is not None

    def send(self, text: str) -> None:
        """Say something and let the model answer."""
        self.notice.hide()
        self.transcript.add(PersonMessage(text))
        self._answer = MachineMessage()
        self.transcript.add(self._answer)
        self.transcript.follow()
        services, conversation = self._session.services, self.conversation
        job = self._session.jobs.start(lambda cancel: chat(conversation, text, services, cancel), self, "chat")
        self._job = job
        job.told.connect(self._told)
        job.failed.connect(self._failed)
        job.ended.connect(self._ended)
        self.composer.set_busy(True)

    def stop(self) -> None:
        """Stop the answer; what was written is kept."""
        if self._job is not None:
            self._job.stop()

    def _told(self, event: object) -> None:
        match event:
            case Started():
                self.changed.emit()
            case Partial(text=text):
                self._waiting += text
                if not self._words.isActive():
                    self._words.start()
            case Warned(code=code, params=params):
                self.notice.show_text(say(code, params), "warning")
            case Finished(result=message):
                self._show_words()
                self._finish(message.text, message.state)

    def _show_words(self) -> None:
        if self._answer is not None and self._waiting:
            self._answer.append(self._waiting)
            self._waiting = ""
            if self._job is not None:
                self._session.speed.emit(self._job.pieces_per_second)

    def _finish(self, text: str, state: TextState) -> None:
        if self._answer is not None:
            self._answer.finish(text, state)
            self._answer = None

    def _failed(self, error: SecretaireError) -> None:
        self._show_words()
        if self._answer is not None:
            stopped = isinstance(error, Cancelled)
            self._finish(self._answer.text, TextState.CANCELLED if stopped else TextState.INTERRUPTED)
        if not isinstance(error, Cancelled):
            self.notice.show_error(error)

    def _ended(self) -> None:
        self._job = None
        self.composer.set_busy(False)
        self.changed.emit()
