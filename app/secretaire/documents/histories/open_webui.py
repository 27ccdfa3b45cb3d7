"""Open WebUI's ``chat-export-*.json``: a list of chats, each with a tree of messages, or older ones with a flat list.

Source: open-webui/open-webui, src/lib/components/chat/Settings/DataControls.svelte (what is exported),
src/lib/components/chat/Chat.svelte (a message's fields), src/lib/utils/index.ts (flat lists),
backend/open_webui/utils/misc.py (``get_content_from_message``: where a message's text lies).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import msgspec

from secretaire.documents.histories.reading import MOST_CONVERSATIONS, Left, Unreadable, decode, milliseconds
from secretaire.documents.histories.tree import Chat, Turn, each, turn_or_gap
from secretaire.documents.reader.wire import LeftOutCode, UntrustedConversation, UntrustedTurn
from secretaire.records import TextState

SYSTEM = "\0system"
"""The key of the turn that holds the chat's system prompt: no message's."""
_HIDDEN: tuple[tuple[str, LeftOutCode], ...] = (
    ('<details type="reasoning"', "reasoning"),
    ('<details type="tool_calls"', "tool"),
    ('<details type="code_interpreter"', "tool"),
)
_END = "</details>"
_OUTPUTS: dict[str, LeftOutCode] = {"reasoning": "reasoning", "function_call": "tool", "function_call_output": "tool"}


class _File(msgspec.Struct):
    type: str | None = None


class _Part(msgspec.Struct):
    type: str = ""
    text: str = ""


class _Output(msgspec.Struct):
    type: str = ""
    content: msgspec.Raw = msgspec.Raw()


class _Linked(msgspec.Struct):
    id: str | None = None
    parent: str | None = msgspec.field(default=None, name="parentId")


class _Message(_Linked):
    role: str | None = None
    content: str | list[_Part] | None = None
    output: list[_Output] | None = None
    timestamp: float | None = None
    model: str | None = None
    done: bool | None = None
    files: list[_File] | None = None
    sources: list[msgspec.Raw] | None = None
    citations: list[msgspec.Raw] | None = None


class _History(msgspec.Struct):
    messages: dict[str, msgspec.Raw] = {}
    current: str | None = msgspec.field(default=None, name="currentId")


class _Params(msgspec.Struct):
    system: str | None = None


class _Content(msgspec.Struct):
    title: str | None = None
    history: _History | None = None
    messages: list[msgspec.Raw] | None = None
    models: list[str] | None = None
    system: str | None = None
    params: _Params | None = None
    timestamp: float | None = None


class _Chat(_Content):
    id: str | None = None
    chat: _Content | None = None
    created_at: float | None = None


def read(data: bytes, left: Left) -> Iterator[UntrustedConversation | UntrustedTurn]:
    """Every chat with all its branches. Raises Unreadable."""
    chats = decode(data, list[msgspec.Raw])
    if len(chats) > MOST_CONVERSATIONS:
        raise Unreadable("history_too_large")
    yield from each((partial(_chat, raw) for raw in chats), left)


def _chat(raw: msgspec.Raw, left: Left) -> Chat:
    chat = decode(raw, _Chat)
    content = chat.chat or chat  # in the oldest exports a chat is its content
    model = content.models[0] if content.models and len(content.models) == 1 else ""
    turns, head = _turns(content, model, left)
    system = content.system or (content.params.system if content.params else None)
    if system:
        keys = {turn.key for turn in turns}
        turns = [replace(turn, parent=SYSTEM) if turn.parent not in keys else turn for turn in turns]
        turns.insert(0, Turn(SYSTEM, "", "system", system))
    time = milliseconds(chat.created_at) or milliseconds(content.timestamp)
    return Chat("open_webui", chat.id or "", chat.title or content.title or "", time, turns, head)


def _turns(content: _Content, model: str, left: Left) -> tuple[list[Turn], str]:
    if content.history is not None and content.history.messages:
        messages = [(key, _link(raw).parent or "", raw) for key, raw in content.history.messages.items()]
        made = [turn_or_gap(key, above, partial(_turn, raw, key, above, model), left) for key, above, raw in messages]
        return made, content.history.current or ""
    made, before = [], ""
    for number, raw in enumerate(content.messages or ()):
        key = _link(raw).id or str(number)
        turn = turn_or_gap(key, before, partial(_turn, raw, key, before, model), left)
        made.append(turn)
        before = turn.key
    return made, before


def _link(raw: msgspec.Raw) -> _Linked:
    with contextlib.suppress(Unreadable):
        return decode(raw, _Linked)
    return _Linked()


def _turn(raw: msgspec.Raw, key: str, parent: str, model: str, left: Left) -> Turn:
    message, before = decode(raw, _Message), left.total()
    for file in message.files or ():
        left["image" if file.type == "image" else "attachment"] += 1
    left["source"] += len(message.sources or message.citations or ())
    return Turn(
        key=key,
        parent=parent,
        role=message.role or "",
        text=_text(message, left),
        model=message.model or model if message.role == "assistant" else "",
        time=milliseconds(message.timestamp),
        state=TextState.INTERRUPTED if message.done is False else TextState.COMPLETE,
        told=left.total() > before,
    )


def _text(message: _Message, left: Left) -> str:
    if isinstance(message.content, list):
        left["other"] += sum(part.type != "text" for part in message.content)
        return "\n\n".join(part.text for part in message.content if part.type == "text")
    if message.content:
        return without_details(message.content, left)
    said = []
    for item in message.output or ():  # newer answers may lie in their parts alone
        if item.type == "message" and item.content:
            said.append("".join(part.text for part in decode(item.content, list[_Part])))
        else:
            left[_OUTPUTS.get(item.type, "other")] += 1
    return "\n".join(said)


def without_details(text: str, left: Left) -> str:
    """An answer without the folded blocks that the program itself keeps from the model: thoughts, calls of tools."""
    shown = text
    for begin, code in _HIDDEN:
        kept, at = [], 0
        while (start := shown.find(begin, at)) >= 0 and (end := shown.find(_END, start)) >= 0:
            kept.append(shown[at:start])
            at = end + len(_END)
            left[code] += 1
        shown = "".join(kept) + shown[at:]
    return text if shown == text else shown.strip()
