"""Outlook's items in a compound file: their properties (MS-OXMSG) and compressed text (MS-OXRTFCP). In the reader."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import olefile

from secretaire.documents import charsets
from secretaire.documents.formats.source import Allowance, CannotRead

TROUBLE = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    struct.error,
    RecursionError,
)
"""What a damaged compound file raises."""

SUBJECT, SENDER, SENDER_ADDRESS, TO, CC, BCC = 0x0037, 0x0C1A, 0x5D01, 0x0E04, 0x0E03, 0x0E02
SENT, RECEIVED, CLASS, CODEPAGE = 0x0039, 0x0E06, 0x001A, 0x3FDE
BODY, HTML, RTF = 0x1000, 0x1013, 0x1009
LONG_NAME, NAME, DATA, DISPLAY = 0x3707, 0x3704, 0x3701, 0x3001
_UNICODE, _ANSI, _BINARY = "001F", "001E", "0102"
_PROPERTIES = "__properties_version1.0"
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_COMPRESSED, _RAW = 0x75465A4C, 0x414C454D


class Container:
    """A compound file. Raises CannotRead("damaged") where it is none."""

    def __init__(self, data: bytes, allowance: Allowance) -> None:
        try:
            self.ole = olefile.OleFileIO(io.BytesIO(data))
            self.entries = [tuple(each) for each in self.ole.listdir(streams=True, storages=True)]
        except TROUBLE as error:
            raise CannotRead("damaged") from error
        self.allowance = allowance

    def is_item(self) -> bool:
        """Whether it is one of Outlook's."""
        return (_PROPERTIES,) in self.entries

    def stream(self, path: tuple[str, ...]) -> bytes | None:
        """A stream's bytes; None where there is none, or a damaged one."""
        if path not in self.entries:
            return None
        try:
            self.allowance.take(self.ole.get_size(list(path)))
            return bytes(self.ole.openstream(list(path)).read())
        except TROUBLE:
            return None


@dataclass(frozen=True, slots=True)
class Item:
    """A message or an attachment: a storage with its properties."""

    container: Container
    path: tuple[str, ...] = ()

    def text(self, tag: int) -> str:
        """A property that is text; "" where there is none."""
        wide = self._stream(tag, _UNICODE)
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(tag, _ANSI)
        return charsets.decode(narrow, self._charset()).text.rstrip("\0") if narrow is not None else ""

    def data(self, tag: int) -> bytes | None:
        """A property that is bytes."""
        found = self._stream(tag, _BINARY)
        return found if found is not None else self._stream(tag, _ANSI)

    def date(self) -> str:
        """When it was sent, as mails write it; "" where it does not say."""
        for tag in (SENT, RECEIVED):
            ticks = int.from_bytes(self._fixed(tag, 0x0040) or b"", "little")
            if 0 < ticks < 2**62:
                try:
                    return format_datetime(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10))
                except (ValueError, OverflowError):
                    return ""
        return ""

    def attachments(self) -> Iterator[Item]:
        """The files in it, in order."""
        depth = len(self.path)
        for each in sorted(
            entry for entry in self.container.entries if len(entry) == depth + 1 and entry[:depth] == self.path
        ):
            if each[-1].lower().startswith("__attach_version1.0"):
                yield Item(self.container, each)

    def message(self) -> Item | None:
        """The message that an attachment is, where it is one."""
        path = (*self.path, "__substg1.0_3701000D")
        return Item(self.container, path) if (*path, _PROPERTIES) in self.container.entries else None

    def _charset(self) -> str:
        number = int.from_bytes((self._fixed(CODEPAGE, 0x0003) or b"")[:4], "little")
        return "utf-8" if number == 65001 else f"cp{number}" if 0 < number < 65000 else ""

    def _stream(self, tag: int, kind: str) -> bytes | None:
        return self.container.stream((*self.path, f"__substg1.0_{tag:04X}{kind}"))

    def _fixed(self, tag: int, kind: int) -> bytes | None:
        """A number's eight bytes among the properties that need no stream (2.4)."""
        table = self.container.stream((*self.path, _PROPERTIES)) or b""
        for start in (32, 24, 8):  # the head's length, of a file's own message, of one within, and of others
            for at in range(start, len(table) - 15, 16):
                if struct.unpack_from("<HH", table, at) == (kind, tag):
                    return table[at + 8 : at + 16]
        return None


def rtf(data: bytes, allowance: Allowance) -> bytes:
    """Compressed RTF as it was. Raises CannotRead: ``damaged``, ``unpacks_too_large``."""
    if len(data) < 16:
        raise CannotRead("damaged")
    size, kind = struct.unpack_from("<II", data, 4)
    if kind == _RAW:
        return data[16 : 16 + size]
    if kind != _COMPRESSED:
        raise CannotRead("damaged")
    allowance.take(min(size, len(data) * 17))
    return _unpacked(data, size)[:size]


def _unpacked(data: bytes, size: int) -> bytes:
    """Runs of eight tokens behind a byte that says which of them repeat what came within the last 4,096 bytes."""
    window = bytearray(4096)
    window[: len(_DICTIONARY)] = _DICTIONARY
    write, out, at = len(_DICTIONARY), bytearray(), 16
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(data):
                    return bytes(out)
                offset, length = divmod(int.from_bytes(data[at : at + 2], "big"), 16)
                at += 2
                if offset == write % 4096:
                    return bytes(out)
                taken = [(offset + step) % 4096 for step in range(length + 2)]
            else:
                if at >= len(data):
                    return bytes(out)
                window[write % 4096] = data[at]
                taken, at = [], at + 1
                out.append(window[write % 4096])
                write += 1
            for place in taken:
                window[write % 4096] = window[place]
                out.append(window[place])
                write += 1
    return bytes(out)
