"""What a signed message says, in its signature's envelope (CMS, RFC 5652; BER, X.690). Runs in the reader.

The content is taken out; whether the signature holds is not looked at, and not said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_OID, _OCTETS, _EXPLICIT = 0x06, 0x04, 0xA0
_CONSTRUCTED = 0x20
_DEEPEST = 40


class _Value(NamedTuple):
    tag: int
    start: int
    end: int


class Malformed(Exception):
    """No BER, or not what CMS says."""


def signed_content(data: bytes) -> bytes | None:
    """The content of a SignedData; None for another kind, for damaged data, and where the content is elsewhere."""
    try:
        outer = _within(data, next(_values(data, 0, len(data))))
        if len(outer) < 2 or data[outer[0].start : outer[0].end] != _SIGNED_DATA or outer[0].tag != _OID:
            return None
        (signed,) = _within(data, outer[1])
        encapsulated = _within(data, _within(data, signed)[2])
        if len(encapsulated) < 2 or encapsulated[1].tag != _EXPLICIT:
            return None
        return b"".join(_octets(data, _within(data, encapsulated[1])[0]))
    except (Malformed, ValueError, IndexError, StopIteration):
        return None


def _within(data: bytes, value: _Value) -> list[_Value]:
    return list(_values(data, value.start, value.end))


def _octets(data: bytes, value: _Value, depth: int = 0) -> Iterator[bytes]:
    """A string in one piece, or in pieces."""
    if depth > _DEEPEST or value.tag & ~_CONSTRUCTED != _OCTETS:
        raise Malformed
    if not value.tag & _CONSTRUCTED:
        yield data[value.start : value.end]
        return
    for piece in _values(data, value.start, value.end):
        yield from _octets(data, piece, depth + 1)


def _values(data: bytes, at: int, limit: int) -> Iterator[_Value]:
    while at < limit:
        value, at = _value(data, at, limit, 0)
        yield value


def _value(data: bytes, at: int, limit: int, depth: int) -> tuple[_Value, int]:
    """The value that begins here, and where the next one does."""
    if depth > _DEEPEST or at + 2 > limit or data[at] & 0x1F == 0x1F:
        raise Malformed
    tag, length, start = data[at], data[at + 1], at + 2
    if length == 0x80:
        end = start
        while data[end : end + 2] != b"\0\0":
            _, end = _value(data, end, limit, depth + 1)
        return _Value(tag, start, end), end + 2
    if length > 0x80:
        size = length & 0x7F
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    if start + length > limit:
        raise Malformed
    return _Value(tag, start, start + length), start + length
