"""What can be had of a ZIP archive whose end is missing: entries one by one from its beginning. Runs in the reader."""

from __future__ import annotations

import struct
import zlib

from secretaire.documents.formats.source import Allowance, CannotRead, Source

_LOCAL = b"PK\x03\x04"
_DESCRIPTOR = b"PK\x07\x08"
_HEADER = struct.Struct("<4s5H3I2H")
_STREAMED = 8
_ENCRYPTED = 1
MOST_ENTRIES = 2000
MOST_CUT = 64 * 1024 * 1024
"""A cut archive is unpacked as it is walked: less is tried than of a whole one."""


class Salvaged:
    """Satisfies ``ooxml.Parts``: the entries before the cut, the last as far as it goes (APPNOTE.TXT 4.3.7)."""

    def __init__(self, entries: dict[str, bytes], partial: str) -> None:
        self._entries = entries
        self.names = frozenset(entries)
        self.partial = partial

    @classmethod
    def of(cls, source: Source) -> Salvaged | None:
        """The entries; None where there is not one. Raises CannotRead: ``encrypted``, ``unpacks_too_large``."""
        data = source.whole()
        allowance = Allowance(min(source.allowance.left, MOST_CUT))
        entries: dict[str, bytes] = {}
        at, last = 0, ""
        while data[at : at + 4] == _LOCAL and len(entries) < MOST_ENTRIES and len(data) - at >= _HEADER.size:
            _, _, flags, method, _, _, _, packed, _, named, extra = _HEADER.unpack_from(data, at)
            if flags & _ENCRYPTED:
                raise CannotRead("encrypted")
            begin = at + _HEADER.size + named + extra
            name = data[at + _HEADER.size : at + _HEADER.size + named].decode("utf-8", "replace")
            found, at, whole = _entry(data, begin, method, 0 if flags & _STREAMED else packed, allowance)
            if found:
                entries[name] = found
            if not whole:
                last = name
                break
        source.allowance.take(min(source.allowance.left, MOST_CUT) - allowance.left)
        return cls(entries, last) if entries else None

    def read(self, name: str) -> bytes:
        """An entry's bytes. Raises CannotRead("damaged") for one that is not there."""
        if name not in self._entries:
            raise CannotRead("damaged")
        return self._entries[name]


def _entry(data: bytes, begin: int, method: int, packed: int, allowance: Allowance) -> tuple[bytes, int, bool]:
    """Unpacked bytes, where the next header stands, and whether the entry is whole."""
    if method == 0:
        found = data[begin : begin + packed]
        allowance.take(len(found))
        return found, begin + packed, len(found) == packed
    if method != 8:
        return b"", begin + packed, bool(packed)
    inflate = zlib.decompressobj(-15)
    try:
        found = inflate.decompress(data[begin:], allowance.left + 1)
    except zlib.error:
        return b"", begin, False
    allowance.take(len(found))
    if not inflate.eof:
        return found, len(data), False
    end = len(data) - len(inflate.unused_data)
    if data[end : end + 4] == _DESCRIPTOR:
        end += 16
    return found, end, True
