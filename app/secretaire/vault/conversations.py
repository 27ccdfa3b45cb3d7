"""Conversations and their messages; streamed text is durable as it arrives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from secretaire.errors import TaskFailed
from secretaire.identity import new_id, now
from secretaire.records import Conversation, Message, Role, TextState
from secretaire.vault.database import Row, Store
from secretaire.vault.index import Searchable, forget, index

_COLUMNS = "message.id, conversation, role, text, state, model, created_at, message.parent"
_ROLES = {role.value: role for role in Role}
_STATES = {state.value: state for state in TextState}


class Conversations:
    """Chats, newest first, and what was said in them.

    A conversation is a tree of messages: an edited question, or another answer to the same one, is a further child of
    the same parent. What is shown, and what the model is told, is the branch that ends in the conversation's head.
    """

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
            self._store.run(
                "UPDATE searchable SET title = ?, marking = ? WHERE owner = ?",
                *(conversation.title, conversation.marking, conversation.id),
            )
            self._store.run("DELETE FROM conversation_document WHERE conversation = ?", conversation.id)
            self._attach(conversation)

    def _attach(self, conversation: Conversation) -> None:
        for document in dict.fromkeys(conversation.documents):
            self._store.run("INSERT INTO conversation_document VALUES (?, ?)", conversation.id, document)

    def conversations(self) -> list[Conversation]:
        """All conversations, newest first."""
        attached: dict[str, list[str]] = {}
        for row in self._store.rows("SELECT conversation, document FROM conversation_document"):
            attached.setdefault(row["conversation"], []).append(row["document"])
        rows = self._store.rows("SELECT * FROM conversation ORDER BY id DESC")
        return [_conversation(row, attached.get(row["id"], ())) for row in rows]

    def conversation(self, id: str) -> Conversation | None:
        """One conversation."""
        found = self._store.tuples(
            """SELECT id, title, marking, created_at, head, document
            FROM conversation LEFT JOIN conversation_document ON conversation = id WHERE id = ?""",
            id,
        )
        if not found:
            return None
        number, title, marking, created_at, head, _ = found[0]
        documents = tuple(each[-1] for each in found if each[-1] is not None)
        return Conversation(number, title, marking, created_at, documents, head)

    def delete_conversation(self, id: str) -> None:
        """Remove a conversation, its messages and their words in the index."""
        with self._store.transaction():
            forget(self._store, "owner = ?", id)
            self._store.run("DELETE FROM conversation WHERE id = ?", id)
        self._store.checkpoint()  # the log holds pages from before

    def add_message(
        self,
        conversation: str,
        role: Role,
        text: str,
        *,
        model: str = "",
        state: TextState = TextState.COMPLETE,
        parent: str | None = None,
    ) -> Message:
        """Store a message at the end of the branch that is shown, or behind ``parent`` ("" begins anew).

        STREAMING ones grow by ``append_text`` until ``finish_message``. Raises TaskFailed("vault.no_such_message")
        where the parent is not in this conversation.
        """
        with self._store.transaction():
            about = self._store.tuples("SELECT head, title, marking FROM conversation WHERE id = ?", conversation)
            if not about:
                raise TaskFailed("vault.no_such_conversation")
            head, title, marking = about[0]
            before = head if parent is None else parent
            if parent and self._message_row(parent)["conversation"] != conversation:
                raise TaskFailed("vault.no_such_message")
            message = Message(new_id(), conversation, role, text, state, model, now(), before)
            self._insert(message)
            self._store.run("UPDATE conversation SET head = ? WHERE id = ?", message.id, conversation)
            if state is not TextState.STREAMING:
                index(self._store, [_findable(message, title, marking)], known=False)
        return message

    def put_message(self, message: Message) -> None:
        """Store a message from elsewhere as it is, with its id, its time and its place; the branch shown stays.

        Raises TaskFailed("vault.no_such_conversation"), TaskFailed("vault.no_such_message") where its parent is not in
        this conversation.
        """
        with self._store.transaction():
            about = self._store.tuples("SELECT title, marking FROM conversation WHERE id = ?", message.conversation)
            if not about:
                raise TaskFailed("vault.no_such_conversation")
            if message.parent and self._message_row(message.parent)["conversation"] != message.conversation:
                raise TaskFailed("vault.no_such_message")
            self._insert(message)
            index(self._store, [_findable(message, *about[0])], known=False)

    def _insert(self, message: Message) -> None:
        self._store.run(
            "INSERT INTO message (id, conversation, role, text, state, model, created_at, parent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(message.id, message.conversation, message.role.value, message.text, message.state.value),
            *(message.model, message.created_at, message.parent or None),
        )

    def append_text(self, message: str, text: str) -> None:
        """Add streamed text to a STREAMING message (the caller groups tokens; at most every 250 ms)."""
        changed = self._store.run(
            "UPDATE message SET text = text || ? WHERE id = ? AND state = ?", text, message, TextState.STREAMING.value
        )
        if not changed:
            raise TaskFailed("vault.no_such_message")

    def go_on_with_message(self, message: str) -> None:
        """Let an interrupted message grow again. Raises TaskFailed("vault.no_such_message") where it isn't one."""
        changed = self._store.run(
            "UPDATE message SET state = ? WHERE id = ? AND state = ?",
            *(TextState.STREAMING.value, message, TextState.INTERRUPTED.value),
        )
        if not changed:
            raise TaskFailed("vault.no_such_message")

    def finish_message(self, message: str, state: TextState) -> Message:
        """End a STREAMING message and make it findable."""
        with self._store.transaction():
            self._store.run("UPDATE message SET state = ? WHERE id = ?", state.value, message)
            rows = self._store.tuples(f"SELECT {_COLUMNS} FROM message WHERE id = ?", message)  # noqa: S608 - our own
            if not rows:
                raise TaskFailed("vault.no_such_message")
            finished = _message(rows[0])
            self._index(finished)
        return finished

    def message(self, id: str) -> Message | None:
        """One message."""
        rows = self._store.tuples(f"SELECT {_COLUMNS} FROM message WHERE id = ?", id)  # noqa: S608 - our own
        return _message(rows[0]) if rows else None

    def messages(self, conversation: str) -> list[Message]:
        """The branch that is shown, in order."""
        return self._upwards(
            "FROM message JOIN conversation ON message.id = head WHERE conversation.id = ?", conversation
        )

    def all_messages(self, conversation: str) -> list[Message]:
        """The messages of all branches; a parent comes before its children."""
        return self._store.made(
            _message,
            f"SELECT {_COLUMNS} FROM message WHERE conversation = ? ORDER BY id",  # noqa: S608 - our own
            conversation,
        )

    def branch(self, message: str) -> list[Message]:
        """A message and all before it, in order; of "" there are none."""
        return self._upwards("FROM message WHERE id = ?", message)

    def _upwards(self, last: str, value: str) -> list[Message]:
        """The message that a clause finds, and all before it."""
        return self._store.made(
            _message,
            f"""WITH RECURSIVE upwards (id, parent, depth) AS (
                SELECT message.id, parent, 0 {last}
                UNION ALL SELECT m.id, m.parent, depth + 1 FROM message m JOIN upwards u ON m.id = u.parent
            ) SELECT {_COLUMNS} FROM upwards JOIN message USING (id) ORDER BY depth DESC""",  # noqa: S608 - our own
            value,
        )

    def versions(self, message: str) -> list[Message]:
        """A message and those that stand in its place in other branches, oldest first."""
        row = self._message_row(message)
        return self._store.made(
            _message,
            f"SELECT {_COLUMNS} FROM message WHERE conversation = ? AND parent IS ? ORDER BY id",  # noqa: S608 - our own
            *(row["conversation"], row["parent"]),
        )

    def show_branch(self, message: str) -> None:
        """Show the branch through a message, to its newest end."""
        row = self._message_row(message)
        newest = self._store.row(
            """WITH RECURSIVE downwards (id) AS (
                SELECT ? UNION ALL SELECT m.id FROM message m JOIN downwards d ON m.parent = d.id
            ) SELECT max(id) AS id FROM downwards
            WHERE NOT EXISTS (SELECT 1 FROM message WHERE parent = downwards.id)""",
            message,
        )
        self._store.run(
            "UPDATE conversation SET head = ? WHERE id = ?", newest["id"] if newest else message, row["conversation"]
        )

    def show_end(self, message: str) -> None:
        """Show the branch that ends in this very message."""
        row = self._message_row(message)
        self._store.run("UPDATE conversation SET head = ? WHERE id = ?", message, row["conversation"])

    def interrupt_streaming_messages(self) -> None:
        """Close what a dead process left streaming; its text is kept."""
        rows = self._store.rows("SELECT id FROM message WHERE state = 'streaming'")  # as the index says it
        for row in rows:
            self.finish_message(row["id"], TextState.INTERRUPTED)

    def _message_row(self, id: str) -> Row:
        row = self._store.row("SELECT * FROM message WHERE id = ?", id)
        if row is None:
            raise TaskFailed("vault.no_such_message")
        return row

    def _index(self, message: Message) -> None:
        conversation = self._store.row("SELECT title, marking FROM conversation WHERE id = ?", message.conversation)
        title, marking = (conversation["title"], conversation["marking"]) if conversation else ("", "")
        index(self._store, [_findable(message, title, marking)])


def _conversation(row: Row, documents: Sequence[str]) -> Conversation:
    return Conversation(row["id"], row["title"], row["marking"], row["created_at"], tuple(documents), row["head"])


def _findable(message: Message, title: str, marking: str) -> Searchable:
    return Searchable(
        kind="message",
        owner=message.conversation,
        item=message.id,
        title=title,
        text=message.text,
        page=None,
        created_at=message.created_at,
        marking=marking,
    )


def _message(row: tuple[Any, ...]) -> Message:
    number, conversation, role, text, state, model, created_at, parent = row
    return Message(number, conversation, _ROLES[role], text, _STATES[state], model, created_at, parent or "")
