"""Jan's threads: ``threads/<id>/thread.json`` (what the conversation is) and ``messages.jsonl`` beside it.

Source: janhq/jan, core/src/types/thread/threadEntity.ts and core/src/types/message/messageEntity.ts (the fields),
src-tauri/src/core/threads/ (the files), web-app/src/services/threads/default.ts (where the model's name lies).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from secretaire.documents.histories.reading import Left, Unreadable, decode, lines, milliseconds
from secretaire.documents.histories.tree import Chat, Turn, each
from secretaire.documents.reader.wire import LeftOutCode, UntrustedConversation, UntrustedTurn
from secretaire.records import TextState

SYSTEM = "\0system"
ANY_MODEL = "*"
_STATES = {"stopped": TextState.CANCELLED, "error": TextState.INTERRUPTED, "pending": TextState.INTERRUPTED}
_PARTS: dict[str, LeftOutCode] = {"image_url": "image", "reasoning": "reasoning", "tool_call": "tool"}


class _Model(msgspec.Struct):
    id: str | None = None


class _Assistant(msgspec.Struct):
    model: _Model | None = None
    instructions: str | None = None


class _Thread(msgspec.Struct):
    id: str
    title: str | None = None
    assistants: list[_Assistant] | None = None
    created: float | None = None


class _Value(msgspec.Struct):
    value: str | None = None


class _Part(msgspec.Struct):
    type: str
    text: _Value | None = None


class _Metadata(msgspec.Struct):
    tool_calls: list[msgspec.Raw] | None = None


class _Message(msgspec.Struct):
    id: str
    role: str
    thread_id: str = ""
    content: list[_Part] | None = None
    status: str | None = None
    created_at: float | None = None
    attachments: list[msgspec.Raw] | None = None
    metadata: _Metadata | None = None


def read(files: Sequence[bytes], left: Left) -> Iterator[UntrustedConversation | UntrustedTurn]:
    """One thread, of its two files; a thread in which nothing was said has only the first. Raises Unreadable."""
    yield from each([partial(_chat, files)], left)


def _chat(files: Sequence[bytes], left: Left) -> Chat:
    thread = decode(files[0], _Thread)
    messages = _messages(files[1], thread.id, left) if len(files) > 1 else []
    assistant = thread.assistants[0] if thread.assistants else _Assistant()
    model = assistant.model.id if assistant.model and assistant.model.id else ""
    turns, before = [], ""
    if assistant.instructions and messages:
        turns.append(Turn(SYSTEM, "", "system", assistant.instructions))
        before = SYSTEM
    for message in messages:
        turns.append(_turn(message, before, "" if model == ANY_MODEL else model, left))
        before = message.id
    return Chat("jan", thread.id, thread.title or "", milliseconds(thread.created), turns, before)


def _messages(data: bytes, thread: str, left: Left) -> list[_Message]:
    """The thread's messages; a line that is none, another thread's, or a second of one id is counted."""
    found: dict[str, _Message] = {}
    for line in lines(data):
        try:
            message = decode(line, _Message)
        except Unreadable:
            left["odd_message"] += 1
            continue
        if message.thread_id not in ("", thread) or message.id in found:
            left["odd_message"] += 1
        else:
            found[message.id] = message
    return list(found.values())


def _turn(message: _Message, before: str, model: str, left: Left) -> Turn:
    counted = left.total()
    left["attachment"] += len(message.attachments or ())
    if message.metadata and not any(part.type == "tool_call" for part in message.content or ()):
        left["tool"] += len(message.metadata.tool_calls or ())  # where they lay before they were parts
    return Turn(
        key=message.id,
        parent=before,
        role=message.role,
        text=_text(message.content or (), left),
        model=model if message.role == "assistant" else "",
        time=milliseconds(message.created_at),
        state=_STATES.get(message.status or "", TextState.COMPLETE),
        told=left.total() > counted,
    )


def _text(parts: Sequence[_Part], left: Left) -> str:
    texts = []
    for part in parts:
        if part.type == "text":
            texts.append((part.text.value if part.text else None) or "")
        else:
            left[_PARTS.get(part.type, "other")] += 1
    return "\n\n".join(texts)
