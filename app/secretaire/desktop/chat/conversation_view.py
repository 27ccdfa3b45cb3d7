"""One conversation: its messages, what is being answered, and where the person writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from secretaire.desktop.chat.branch_bar import BranchBar, Branches, branches_of
from secretaire.desktop.chat.composer import Composer
from secretaire.desktop.chat.message_view import MachineMessage, PersonMessage, message_view
from secretaire.desktop.chat.transcript import Transcript
from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.widgets import button, column, row
from secretaire.desktop.results.exporter import offer_export
from secretaire.desktop.shell.jobs import Job
from secretaire.desktop.shell.session import Session
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import Conversation, Message, TextState, Warned
from secretaire.tasks.chat import answer_again, chat
from secretaire.tasks.events import Cancel, Finished, Partial, Started, TaskEvent
from secretaire.tasks.exporting.export_texts import conversation_title
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
        self._told_of: list[str] = []
        self._job: Job | None = None
        self._instead_of = ""
        self._turn = 0
        self.branches = BranchBar()
        self._words = QTimer(self, interval=_WORDS_MS, singleShot=True)
        self._words.timeout.connect(self._show_words)
        layout = column(self, 0, tokens.SPACE_S)
        layout.addWidget(self._more)
        layout.addWidget(self.transcript, 1)
        layout.addLayout(self._bottom())
        self.composer.sent.connect(self.send)
        self.composer.stopped.connect(self.stop)
        self.composer.attaching.connect(self.attaching)
        self.branches.again.connect(self.answer_again)
        self.branches.edit.connect(self._edit)
        self.branches.export.connect(self.export)
        self.branches.shown.connect(self._show_version)

    def _bottom(self) -> QHBoxLayout:
        middle = QWidget()
        middle.setMaximumWidth(theme.reading_width() + 2 * tokens.SPACE_L)
        inside = column(middle, 0, tokens.SPACE_S)
        inside.setContentsMargins(tokens.SPACE_L, 0, tokens.SPACE_L, tokens.SPACE_L)
        inside.addWidget(self.branches)
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
        vault, conversation, turn = self._session.services.vault, self.conversation, self._turn
        self._session.jobs.call(
            lambda: vault.messages(conversation),
            self,
            lambda messages: self._show(messages, turn),
            self.notice.show_error,
        )
        self._load_branches()

    def _load_branches(self) -> None:
        vault, conversation = self._session.services.vault, self.conversation
        self._session.jobs.call(lambda: branches_of(vault, conversation), self, self._show_branches)

    def _show_branches(self, found: Branches) -> None:
        if self._job is None:
            self.branches.show_branches(found)

    def _show(self, messages: Sequence[Message], turn: int) -> None:
        if turn != self._turn:  # something was said meanwhile, and is shown already
            return
        self.transcript.clear()
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

    def export(self) -> None:
        """Write the conversation, as it is shown, to a file."""
        vault, conversation = self._session.services.vault, self.conversation
        self._session.jobs.call(lambda: vault.conversation(conversation), self, self._offer, self.notice.show_error)

    def _offer(self, about: Conversation | None) -> None:
        if about is not None:
            offer_export(self._session, about.id, conversation_title(about), self, self.notice)

    # -- what is said now ---------------------------------------------------------------------------------------
    @property
    def answering(self) -> bool:
        """Whether an answer is being written."""
        return self._job is not None

    def send(self, text: str) -> None:
        """Say something, or what was to be changed, and let the model answer."""
        instead_of, self._instead_of = self._instead_of, ""
        self._drop_last(question_too=bool(instead_of))
        self.transcript.add(PersonMessage(text))
        services, conversation = self._session.services, self.conversation
        self._begin(lambda cancel: chat(conversation, text, services, cancel, instead_of=instead_of))

    def answer_again(self) -> None:
        """Let the model answer the last question once more; the answer there is stays in a branch of its own."""
        if self._job is None:
            self._instead_of = ""
            self._drop_last(question_too=False, answer=True)
            services, conversation = self._session.services, self.conversation
            self._begin(lambda cancel: answer_again(conversation, services, cancel))

    def _edit(self, question: Message) -> None:
        self._instead_of = question.id
        self.composer.field.setPlainText(question.text)
        self.composer.field.selectAll()
        self.composer.field.setFocus()

    def _show_version(self, message: str) -> None:
        vault = self._session.services.vault
        self._session.jobs.call(lambda: vault.show_branch(message), self, lambda _done: self.load())

    def _drop_last(self, *, question_too: bool, answer: bool = False) -> None:
        """Take what a new branch leaves behind out of sight."""
        views = self.transcript.shown
        if (question_too or answer) and views and isinstance(views[-1], MachineMessage):
            self.transcript.remove(views.pop())
        if question_too and views and isinstance(views[-1], PersonMessage):
            self.transcript.remove(views.pop())

    def _begin(self, make: Callable[[Cancel], Iterator[TaskEvent]]) -> None:
        self._turn += 1
        self.notice.hide()
        self.branches.show_branches(Branches())
        self._answer = MachineMessage()
        self.transcript.add(self._answer)
        self.transcript.follow()
        job = self._session.jobs.start(make, self, "chat")
        self._job = job
        self._told_of.clear()
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
                self._told_of.append(say(code, params))
                self.notice.show_text("\n".join(self._told_of), "warning")
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
        self._load_branches()
        self.changed.emit()
