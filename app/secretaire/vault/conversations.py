"""Conversations and their messages; streamed text is durable as it arrives."""

from __future__ import annotations

from secretaire.errors import TaskFailed
from secretaire.identity import new_id, now
from secretaire.records import Conversation, Message, Role, TextState
from secretaire.vault.database import Row, Store
from secretaire.vault.search import Searchable, forget, index


class Conversations:
    """Chats, newest first, and what was said in them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_conversation(self, conversation: Conversation) -> None:
        """Store a new conversation with its attached documents."""
        with self._store.transaction():
            self._store.run(
                "INSERT INTO conversation (id, title, marking, created_at) VALUES (?, ?, ?, ?)",
                *(conversation.id, conversation.title, conversation.marking, conversation.created_at),
            )
            self._attach(conversation)

    def update_conversation(self, conversation: Conversation) -> None:
        """Replace title, marking and attached documents."""
        with self._store.transaction():
            self._store.run(
                "UPDATE conversation SET title = ?, marking = ? WHERE id = ?",
                *(conversation.title, conversation.marking, conversation.id),
            )
            self._store.run("UPDATE searchable SET title = ? WHERE owner = ?", conversation.title, conversation.id)
            self._store.run("DELETE FROM conversation_document WHERE conversation = ?", conversation.id)
            self._attach(conversation)

    def _attach(self, conversation: Conversation) -> None:
        for document in dict.fromkeys(conversation.documents):
            self._store.run("INSERT INTO conversation_document VALUES (?, ?)", conversation.id, document)

    def conversations(self) -> list[Conversation]:
        """All conversations, newest first."""
        return [self._conversation(row) for row in self._store.rows("SELECT * FROM conversation ORDER BY id DESC")]

    def conversation(self, id: str) -> Conversation | None:
        """One conversation."""
        row = self._store.row("SELECT * FROM conversation WHERE id = ?", id)
        return self._conversation(row) if row else None

    def _conversation(self, row: Row) -> Conversation:
        attached = self._store.rows("SELECT document FROM conversation_document WHERE conversation = ?", row["id"])
        documents = tuple(each["document"] for each in attached)
        return Conversation(row["id"], row["title"], row["marking"], row["created_at"], documents)

    def delete_conversation(self, id: str) -> None:
        """Remove a conversation, its messages and their words in the index."""
        with self._store.transaction():
            forget(self._store, "owner = ?", id)
            self._store.run("DELETE FROM conversation WHERE id = ?", id)

    def add_message(
        self, conversation: str, role: Role, text: str, *, model: str = "", state: TextState = TextState.COMPLETE
    ) -> Message:
        """Store a message; STREAMING ones grow by ``append_text`` until ``finish_message``."""
        message = Message(new_id(), conversation, role, text, state, model, now())
        with self._store.transaction():
            self._store.run(
                "INSERT INTO message (id, conversation, role, text, state, model, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(message.id, conversation, role.value, text, state.value, model, message.created_at),
            )
            if state is not TextState.STREAMING:
                self._index(message)
        return message

    def append_text(self, message: str, text: str) -> None:
        """Add streamed text to a STREAMING message (the caller groups tokens; at most every 250 ms)."""
        changed = self._store.run(
            "UPDATE message SET text = text || ? WHERE id = ? AND state = ?", text, message, TextState.STREAMING.value
        )
        if not changed:
            raise TaskFailed("vault.no_such_message")

    def finish_message(self, message: str, state: TextState) -> Message:
        """End a STREAMING message and make it findable."""
        with self._store.transaction():
            self._store.run("UPDATE message SET state = ? WHERE id = ?", state.value, message)
            row = self._store.row("SELECT * FROM message WHERE id = ?", message)
            if row is None:
                raise TaskFailed("vault.no_such_message")
            finished = _message(row)
            self._index(finished)
        return finished

    def messages(self, conversation: str) -> list[Message]:
        """The messages of a conversation in order."""
        rows = self._store.rows("SELECT * FROM message WHERE conversation = ? ORDER BY id", conversation)
        return [_message(row) for row in rows]

    def interrupt_streaming_messages(self) -> None:
        """Close what a dead process left streaming; its text is kept."""
        rows = self._store.rows("SELECT id FROM message WHERE state = ?", TextState.STREAMING.value)
        for row in rows:
            self.finish_message(row["id"], TextState.INTERRUPTED)

    def _index(self, message: Message) -> None:
        conversation = self.conversation(message.conversation)
        title = conversation.title if conversation else ""
        text = Searchable("message", message.conversation, message.id, title, message.text, None, message.created_at)
        index(self._store, [text])


def _message(row: Row) -> Message:
    return Message(
        row["id"],
        row["conversation"],
        Role(row["role"]),
        row["text"],
        TextState(row["state"]),
        row["model"],
        row["created_at"],
    )
