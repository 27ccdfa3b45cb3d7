"""The parts of an office file's archive, also where the archive's end is missing. Runs in the reader."""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from secretaire.documents.formats.source import Allowance, CannotRead, Source

_LOCAL = b"PK\x03\x04"
_DESCRIPTOR = b"PK\x07\x08"
_HEADER = struct.Struct("<4s5H3I2H")
_STREAMED = 8
_ENCRYPTED = 1
MOST_ENTRIES = 2000
MOST_CUT = 64 * 1024 * 1024
"""A cut archive is unpacked as it is walked: less is tried than of a whole one."""
MOST_PARTS = 192 * 1024 * 1024
"""What the parts that are read may unpack to, in bytes: they are held in memory, some of them twice."""


@dataclass
class Share(Allowance):
    """A part of what a file may unpack to, which counts in the whole, too."""

    whole: Allowance = field(default_factory=Allowance)

    def take(self, size: int) -> None:
        """See ``Allowance.take``."""
        super().take(size)
        self.whole.take(size)


MOST_UNREAD = 16 * 1024 * 1024


class Parts(Protocol):
    """An archive's entries."""

    @property
    def names(self) -> Collection[str]: ...

    def size(self, name: str) -> int:
        """How many bytes an entry says that it unpacks to."""

    def read(self, name: str) -> bytes:
        """Raises CannotRead."""


class Remembered:
    """Satisfies ``Parts``, and knows which of its entries were read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.names = frozenset(parts.names)
        self._unread = dict.fromkeys(parts.names)

    def size(self, name: str) -> int:
        """See ``Parts.size``."""
        return self._parts.size(name)

    def read(self, name: str) -> bytes:
        """See ``Parts.read``. Raises CannotRead."""
        self._unread.pop(name, None)
        return self._parts.read(name)

    def unread(self) -> Iterator[bytes]:
        """The entries of XML that nothing asked for, so many bytes of them at most; damaged ones are left out."""
        left = MOST_UNREAD
        for name in [each for each in self._unread if each.casefold().endswith(".xml")]:
            left -= self.size(name)
            if left < 0:
                return
            with contextlib.suppress(CannotRead):
                yield self.read(name)


class Salvaged:
    """Satisfies ``Parts``: the entries before the cut, the last as far as it goes (APPNOTE.TXT 4.3.7)."""

    def __init__(self, entries: dict[str, bytes], partial: str) -> None:
        self._entries = entries
        self.names = frozenset(entries)
        self.partial = partial

    @classmethod
    def of(cls, source: Source) -> Salvaged | None:
        """The entries; None where there is not one.

        Raises CannotRead: ``password_unsupported``, ``unpacks_too_large``.
        """
        data = source.whole()
        allowance = Allowance(min(source.allowance.left, MOST_CUT))
        entries: dict[str, bytes] = {}
        at, last = 0, ""
        while data[at : at + 4] == _LOCAL and len(entries) < MOST_ENTRIES and len(data) - at >= _HEADER.size:
            _, _, flags, method, _, _, _, packed, _, named, extra = _HEADER.unpack_from(data, at)
            if flags & _ENCRYPTED:
                raise CannotRead("password_unsupported")
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

    def size(self, name: str) -> int:
        """How many bytes an entry has."""
        return len(self._entries.get(name, b""))

    def read(self, name: str) -> bytes:
        """An entry's bytes. Raises CannotRead("damaged") for one that is not there."""
        if name not in self._entries:
            raise CannotRead("damaged")
        return self._entries[name]


def parts_of(source: Source) -> Parts | None:
    """The archive, whole or cut off; None for other files.

    Raises CannotRead: ``password_unsupported``, ``unpacks_too_large``.
    """
    if not source.head.startswith(_LOCAL):
        return None
    allowance = Share(min(source.allowance.left, MOST_PARTS), source.allowance)
    return replace(source, allowance=allowance).archive or Salvaged.of(source)


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
