"""Text that UTF-8 can hold: half of a surrogate pair stands for no character (Unicode, D75) and becomes U+FFFD.

Python lets such halves stand in a text: what a command line, a file's name or a clipboard holds need be no Unicode.
One character takes the place of one, so that places in a text stay right.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

_HALF = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text without halves of surrogate pairs."""
    return _HALF.sub("\ufffd", text)


def packed(record: object) -> bytes:
    """A record as MessagePack, its texts whole."""
    try:
        return msgspec.msgpack.encode(record)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(whole_in(msgspec.to_builtins(record, builtin_types=(bytes,))))


def as_json(record: object) -> bytes:
    """A record as JSON, its texts whole."""
    try:
        return msgspec.json.encode(record)
    except UnicodeEncodeError:
        return msgspec.json.encode(whole_in(msgspec.to_builtins(record)))


def whole_in(value: Any) -> Any:
    """The same with whole texts, through lists and dictionaries."""
    match value:
        case str():
            return whole(value)
        case dict():
            return {whole_in(key): whole_in(each) for key, each in value.items()}
        case list() | tuple():
            return [whole_in(each) for each in value]
        case _:
            return value
