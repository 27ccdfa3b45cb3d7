"""The registry: which formats there are, and which one a file has, told by its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from secretaire.documents.histories import chatgpt, gpt4all, jan, open_webui, secretaire_export
from secretaire.documents.histories.reading import Left, Unreadable, whole_escapes
from secretaire.documents.reader import wire

Files = Sequence[bytes]
Records = Iterator[wire.UntrustedRecord]
Read = Callable[[Files, Left], Records]


class _Glimpse(msgspec.Struct):
    """The keys by which formats are told apart, of a file's first object."""

    type: msgspec.Raw = msgspec.Raw()
    chat: msgspec.Raw = msgspec.Raw()
    history: msgspec.Raw = msgspec.Raw()
    messages: msgspec.Raw = msgspec.Raw()
    mapping: msgspec.Raw = msgspec.Raw()
    assistants: msgspec.Raw = msgspec.Raw()


_READ: dict[wire.HistoryFormat, Read] = {
    "secretaire": lambda files, left: secretaire_export.records(files[0], left, going_on=False),
    "open_webui": lambda files, left: open_webui.read(files[0], left),
    "chatgpt": lambda files, left: chatgpt.read(files[0], left),
    "jan": jan.read,
    "gpt4all": lambda files, left: gpt4all.read(files[0], left),
}


def read(files: Files, left: Left, *, going_on: bool = False) -> tuple[wire.HistoryFormat, Records]:
    """A history's format and its records; ``going_on``: a further portion of an export of ours. Raises Unreadable."""
    if going_on:
        return "secretaire", secretaire_export.records(files[0], left, going_on=True)
    if not files[0].startswith(gpt4all.MAGIC):
        files = [whole_escapes(data) for data in files]
    found = recognised(files[0])
    if len(files) > 1 and found != "jan":
        raise Unreadable("history_unknown")
    return found, _READ[found](files, left)


def recognised(data: bytes) -> wire.HistoryFormat:
    """The format of a file. Raises Unreadable."""
    if data.startswith(gpt4all.MAGIC):
        return "gpt4all"
    first = data[: data.find(b"\n") + 1]
    glimpse = _object(first) if first.startswith(b"{") else None
    if glimpse is not None and bytes(glimpse.type) == b'"export"':
        return "secretaire"
    if data.lstrip()[:1] == b"{":
        glimpse = _object(data)
        if glimpse is not None and glimpse.assistants:
            return "jan"
        raise Unreadable("history_unknown")
    glimpse = _first_of_list(data)
    if glimpse is not None and glimpse.mapping:
        return "chatgpt"
    if glimpse is not None and (glimpse.chat or glimpse.history or glimpse.messages):
        return "open_webui"
    raise Unreadable("history_unknown")


def _object(data: bytes | msgspec.Raw) -> _Glimpse | None:
    try:
        return msgspec.json.decode(data, type=_Glimpse)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _first_of_list(data: bytes) -> _Glimpse | None:
    try:
        found = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    glimpses = (_object(each) for each in found)  # the first may be the odd one
    return next((glimpse for glimpse in glimpses if glimpse and _tells(glimpse)), None)


def _tells(glimpse: _Glimpse) -> bool:
    return bool(glimpse.mapping or glimpse.chat or glimpse.history or glimpse.messages)
