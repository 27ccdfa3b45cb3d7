"""ChatGPT's ``conversations.json``: a list of conversations, each a ``mapping`` of nodes with parents.

The program is not public; the format is as two public programs read it: open-webui/open-webui,
src/lib/utils/index.ts (``convertOpenAIMessages``), and pionxzh/chatgpt-exporter, src/api.ts (the types).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial

import msgspec

from secretaire.documents.histories.reading import MOST_CONVERSATIONS, Left, Unreadable, decode, milliseconds
from secretaire.documents.histories.tree import Chat, Turn, each, turn_or_gap
from secretaire.documents.reader.wire import LeftOutCode, UntrustedConversation, UntrustedTurn
from secretaire.records import TextState

_KINDS: dict[str, LeftOutCode] = {
    "code": "tool",
    "execution_output": "tool",
    "thoughts": "reasoning",
    "reasoning_recap": "reasoning",
}


class _Author(msgspec.Struct):
    role: str


class _Asset(msgspec.Struct):
    content_type: str | None = None


class _Content(msgspec.Struct):
    content_type: str = "text"
    parts: list[str | _Asset] | None = None


class _Metadata(msgspec.Struct):
    model_slug: str | None = None
    attachments: list[msgspec.Raw] | None = None


class _Message(msgspec.Struct):
    author: _Author
    content: _Content
    create_time: float | None = None
    status: str | None = None
    recipient: str | None = None
    metadata: _Metadata | None = None


class _Linked(msgspec.Struct):
    parent: str | None = None


class _Node(_Linked):
    message: _Message | None = None


class _Conversation(msgspec.Struct):
    mapping: dict[str, msgspec.Raw]
    title: str | None = None
    create_time: float | None = None
    current_node: str | None = None
    id: str | None = None
    conversation_id: str | None = None


def read(data: bytes, left: Left) -> Iterator[UntrustedConversation | UntrustedTurn]:
    """Every conversation with all its branches. Raises Unreadable."""
    found = decode(data, list[msgspec.Raw])
    if len(found) > MOST_CONVERSATIONS:
        raise Unreadable("history_too_large")
    yield from each((partial(_chat, raw) for raw in found), left)


def _chat(raw: msgspec.Raw, left: Left) -> Chat:
    conversation = decode(raw, _Conversation)
    nodes = conversation.mapping.items()
    return Chat(
        format="chatgpt",
        key=conversation.conversation_id or conversation.id or "",
        title=conversation.title or "",
        time=milliseconds(conversation.create_time),
        turns=[turn_or_gap(key, _parent(node), partial(_turn, key, node), left) for key, node in nodes],
        head=conversation.current_node or "",
    )


def _parent(raw: msgspec.Raw) -> str:
    with contextlib.suppress(Unreadable):
        return decode(raw, _Linked).parent or ""
    return ""


def _turn(key: str, raw: msgspec.Raw, left: Left) -> Turn:
    node = decode(raw, _Node)
    parent, message = node.parent or "", node.message
    if message is None:
        return Turn(key, parent, "", "", told=True)  # the root, which says nothing
    before = left.total()
    metadata = message.metadata or _Metadata()
    left["attachment"] += len(metadata.attachments or ())
    text = _text(message.content, left)
    to_everybody = message.recipient in (None, "all")  # else it speaks to a tool, not to the person
    role = message.author.role if to_everybody else "tool"
    return Turn(
        key=key,
        parent=parent,
        role=role,
        text=text,
        model=metadata.model_slug or "" if role == "assistant" else "",
        time=milliseconds(message.create_time),
        state=TextState.INTERRUPTED if message.status == "in_progress" else TextState.COMPLETE,
        told=left.total() > before,
    )


def _text(content: _Content, left: Left) -> str:
    if content.content_type not in ("text", "multimodal_text"):
        left[_KINDS.get(content.content_type, "other")] += 1
        return ""
    texts = []
    for part in content.parts or ():
        if isinstance(part, str):
            texts.append(part)
        else:
            left["image" if part.content_type == "image_asset_pointer" else "other"] += 1
    return "\n\n".join(texts)
