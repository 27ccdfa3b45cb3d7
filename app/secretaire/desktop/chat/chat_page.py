"""Chat: the conversations, and the one that is open. A conversation goes on answering while another is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from secretaire.desktop.chat.conversation_view import ConversationView
from secretaire.desktop.documents.document_menu import document_menu
from secretaire.desktop.parts.empty_state import EmptyState
from secretaire.desktop.parts.item_list import ItemList
from secretaire.desktop.parts.items import Item
from secretaire.desktop.parts.split_page import SplitPage
from secretaire.desktop.parts.times import exact, short
from secretaire.desktop.shell.deleter import delete
from secretaire.desktop.shell.session import Session
from secretaire.errors import TaskFailed
from secretaire.records import Conversation, Document
from secretaire.tasks.chat import new_conversation
from secretaire.vault.vault import Vault
from secretaire.wording import _


class ChatPage(SplitPage):
    """The page of the rail's first entry. ``import_wanted`` asks for a new document to attach."""

    import_wanted = Signal()

    def __init__(self, session: Session) -> None:
        self.list = ItemList(
            _("Conversations"),
            _("New chat"),
            self.new_chat,
            "Ctrl+N",
            _("Your conversations are kept here, encrypted."),
        )
        self.stack = QStackedWidget()
        super().__init__(self.list, self.stack)
        self._session = session
        self._views: dict[str, ConversationView] = {}
        self._drafts: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._conversations: dict[str, Conversation] = {}
        self._empty = EmptyState(
            "chat",
            _("Ask, draft, or have a text checked. Nothing you write leaves this machine."),
            _("Start a chat"),
            self.new_chat,
        )
        self.stack.addWidget(self._empty)
        self.list.chosen.connect(self.open)
        self.list.deleted.connect(self._delete)

    def begin(self) -> None:
        self.refresh()
        view = self.current
        (view.composer.field if view else self._empty.button).setFocus()

    @property
    def panes(self) -> list[QWidget]:
        view = self.current
        return [self.list.view, view.composer.field if view else self._empty.button]

    @property
    def current(self) -> ConversationView | None:
        """The conversation that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, ConversationView) else None

    def refresh(self) -> None:
        """Read the list anew."""
        vault = self._session.services.vault
        self._session.jobs.call(lambda: (vault.conversations(), vault.documents()), self, self._listed)

    def _listed(self, found: tuple[Sequence[Conversation], Sequence[Document]]) -> None:
        conversations, documents = found
        self._names = {document.id: document.name for document in documents}
        self._conversations = {each.id: each for each in conversations}
        self.list.show_items([self._item(each) for each in conversations])
        view = self.current
        if view is not None:
            self.list.choose(view.conversation)
        for each, shown in self._views.items():
            shown.composer.set_attachments(self._attachments(each))

    def _attachments(self, conversation: str) -> list[str]:
        about = self._conversations.get(conversation)
        return [self._names[each] for each in about.documents if each in self._names] if about else []

    def _item(self, about: Conversation) -> Item:
        attached = [self._names[each] for each in about.documents if each in self._names]
        caption = " · ".join([short(about.created_at), *attached])
        return Item(about.id, about.title or _("New chat"), caption, partial(exact, about.created_at))

    def new_chat(self) -> None:
        """Begin a conversation."""
        self._begin(())

    def chat_about(self, document: str) -> None:
        """Begin a conversation with a document attached."""
        self._begin((document,))

    def _begin(self, documents: tuple[str, ...]) -> None:
        services = self._session.services
        self._session.jobs.call(lambda: new_conversation(services, documents), self, self._begun)

    def _begun(self, about: Conversation) -> None:
        self._conversations[about.id] = about
        self.open(about.id)
        self.refresh()

    def open(self, conversation: str) -> None:
        """Show a conversation."""
        if conversation not in self._views:
            view = ConversationView(self._session, conversation, self._attachments(conversation))
            view.changed.connect(self.refresh)
            view.attaching.connect(self._choose_attachment)
            view.load()
            view.composer.field.setPlainText(self._drafts.pop(conversation, ""))
            self._views[conversation] = view
            self.stack.addWidget(view)
        self.stack.setCurrentWidget(self._views[conversation])
        self.list.choose(conversation)
        self._views[conversation].composer.field.setFocus()

    @property
    def drafts(self) -> dict[str, str]:
        """What was typed and not sent, by conversation; also what was kept and not opened yet."""
        return self._drafts | {each: view.composer.field.toPlainText() for each, view in self._views.items()}

    def restore(self, drafts: dict[str, str]) -> None:
        """Give back what was typed; the newest conversation with a draft is opened."""
        self._drafts = dict(drafts)
        for conversation in [each for each in drafts if each in self._views]:
            self._views[conversation].composer.field.setPlainText(self._drafts.pop(conversation))
        if self._drafts and self.current is None:
            self.open(max(self._drafts))

    def show_again(self, conversation: str) -> None:
        """Read a conversation anew where it is open: an answer in it was gone on with."""
        if conversation in self._views:
            self._views[conversation].load()

    def _delete(self, conversation: str) -> None:
        view = self._views.pop(conversation, None)
        if view is not None:
            view.stop()
            self.stack.removeWidget(view)
            view.deleteLater()
        delete(self._session, conversation, self, self.refresh)

    def _choose_attachment(self) -> None:
        view = self.current
        if view is not None:
            known = sorted(self._names.items(), key=lambda pair: pair[1].casefold())
            document_menu(view.composer, known, self.attach, self.import_wanted.emit)

    def attach(self, document: str) -> None:
        """Attach a stored document to the conversation that is shown."""
        view = self.current
        if view is not None:
            vault, conversation = self._session.services.vault, view.conversation
            self._session.jobs.call(
                lambda: _attach(vault, conversation, document), self, self._attached, view.notice.show_error
            )

    def _attached(self, about: Conversation) -> None:
        self._conversations[about.id] = about
        self.refresh()


def _attach(vault: Vault, conversation: str, document: str) -> Conversation:
    about = vault.conversation(conversation)
    if about is None:
        raise TaskFailed("task.no_such_conversation")
    about = replace(about, documents=tuple(dict.fromkeys((*about.documents, document))))
    vault.update_conversation(about)
    return about
