"""GPT4All's ``gpt4all-*.chat``: a QDataStream behind a magic number and a version, 1 to 12.

Source: nomic-ai/gpt4all, gpt4all-chat/src/: chatlistmodel.cpp (magic, version), chat.cpp, chatllm.cpp (the model's
state, up to version 10), chatmodel.h and chatmodel.cpp (the items), tool.cpp (calls of tools).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from secretaire.documents.histories.data_stream import DataStream
from secretaire.documents.histories.reading import MOST_MESSAGES, Left, Unreadable, milliseconds
from secretaire.documents.histories.tree import Chat, Turn, each
from secretaire.documents.reader.wire import UntrustedConversation, UntrustedTurn
from secretaire.records import TextState

MAGIC = b"\xf5\xd5\x53\xcc"
NEWEST = 12
DEEPEST = 8
_ROLES = {"System: ": "system", "Prompt: ": "user", "Response: ": "assistant"}


def read(data: bytes, left: Left) -> Iterator[UntrustedConversation | UntrustedTurn]:
    """The one chat of a file. Its messages carry no times of their own. Raises Unreadable."""
    yield from each([partial(_chat, data)], left)


def _chat(data: bytes, left: Left) -> Chat:
    stream = DataStream(data[len(MAGIC) :])
    version = stream.int32()
    if version > NEWEST:
        raise Unreadable("history_newer")
    if version < 1:
        raise Unreadable("history_damaged")
    created, key = stream.int64(), stream.string()
    name, given_name, model = stream.string(), stream.string(), stream.string()
    if version >= 3:
        for _ in range(stream.count(4, wide=False)):
            stream.string()  # the collections of documents it could look into
    if version < 11:
        _skip_model_state(stream, version)
    count = stream.int32()
    if count > MOST_MESSAGES:
        raise Unreadable("history_too_large")
    turns = _turns(stream, version, count, model, left)
    return Chat("gpt4all", key, given_name or name, milliseconds(created), turns, turns[-1].key if turns else "")


def _turns(stream: DataStream, version: int, count: int, model: str, left: Left) -> list[Turn]:
    """The messages up to one that can't be understood: where the next begins is not known then. Raises Unreadable."""
    turns: list[Turn] = []
    for number in range(count):
        own: Left = Counter()
        try:
            turns.append(_item(stream, version, number, model, own))
        except Unreadable:
            if not turns:
                raise
            left["odd_message"] += count - number
            return turns
        left.update(own)
    if stream.left:
        raise Unreadable("history_damaged")
    return turns


def _skip_model_state(stream: DataStream, version: int) -> None:
    has_cache = stream.boolean() if version >= 6 else True
    if version >= 2:
        stream.int32()  # the model's type
        if stream.int32():  # the state's version
            raise Unreadable("history_damaged")
    stream.string()
    stream.string()
    stream.uint32()
    if not has_cache:
        return
    stream.skip(4 * sum((version < 4, True, version >= 7)))  # numbers of logits, of the past, of the context
    if version < 9:
        stream.skip(4 * stream.count(4))  # logits
    stream.skip(4 * stream.count(4))  # tokens
    stream.byte_array()


def _item(stream: DataStream, version: int, number: int, model: str, left: Left) -> Turn:
    before = left.total()
    if version < 12:
        stream.int32()
    role = _ROLES.get(stream.string())
    if role is None:
        raise Unreadable("history_damaged")
    text = stream.string()
    if version < 10:
        stream.string()
    stream.string()  # an answer that the person proposed
    stream.boolean()
    stopped = stream.boolean()
    stream.skip(2)  # thumbs
    failed = stream.boolean() if version >= 11 and role == "assistant" else False
    _count_sources(stream, version, left)
    if version >= 10:
        for _ in range(stream.count(8)):
            stream.byte_array()
            stream.byte_array()
            left["attachment"] += 1
    if version >= 12:
        text = _sub_items(stream, 0, left) + text
    said_by = model if role == "assistant" else ""
    state = TextState.INTERRUPTED if failed else TextState.CANCELLED if stopped else TextState.COMPLETE
    parent = str(number - 1) if number else ""
    return Turn(str(number), parent, role, text, said_by, 0, state, told=left.total() > before)


def _count_sources(stream: DataStream, version: int, left: Left) -> None:
    if version >= 8:
        for _ in range(stream.count(40)):
            for _text in range(7):
                stream.string()
            stream.skip(12)  # page, first and last line
            left["source"] += 1
    elif version >= 3:
        stream.string()
        for _ in range(stream.count(4, wide=False)):
            stream.string()
            left["source"] += 1


def _sub_items(stream: DataStream, depth: int, left: Left) -> str:
    """The text among the parts of an answer; thoughts and tools are counted."""
    if depth > DEEPEST:
        raise Unreadable("history_too_large")
    shown = []
    for _ in range(stream.count(8)):
        kind, text = stream.string(), stream.string()
        if kind == "Think: ":
            stream.int32()
            left["reasoning"] += 1
        elif kind == "ToolCall: ":
            _skip_tool_call(stream)
            left["tool"] += 1
        elif kind in ("Text: ", "Response: "):
            shown.append(text)
        elif kind != "ToolResponse: ":  # what a tool gave back was counted with its call
            raise Unreadable("history_damaged")
        shown.append(_sub_items(stream, depth + 1, left))
    return "".join(shown)


def _skip_tool_call(stream: DataStream) -> None:
    stream.string()
    for _ in range(stream.count(8)):
        stream.string()
        stream.int32()
        stream.skip_variant()
    stream.string()
    stream.int32()
    stream.string()
