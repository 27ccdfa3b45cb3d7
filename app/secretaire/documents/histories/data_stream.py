"""Qt's QDataStream, as far as the formats here need it (doc.qt.io/qt-6/datastreamformat.html, version Qt_6_2)."""

from __future__ import annotations

import struct

from secretaire.documents.histories.reading import Unreadable
from secretaire.documents.reader.wire import MAX_TEXT

_NULL, _LONGER = 0xFFFFFFFF, 0xFFFFFFFE
_BOOL, _INT, _UINT, _LONG, _ULONG, _DOUBLE, _STRING = 1, 2, 3, 4, 5, 6, 10
_SIZES = {_BOOL: 1, _INT: 4, _UINT: 4, _LONG: 8, _ULONG: 8, _DOUBLE: 8}


class DataStream:
    """Reads big-endian values one after the other. Every method raises Unreadable where the bytes end too early."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes that were not read yet."""
        return len(self._data) - self._at

    def skip(self, count: int) -> None:
        """Pass over bytes."""
        self._take(count)

    def _take(self, count: int) -> bytes:
        if not 0 <= count <= self.left:
            raise Unreadable("history_damaged")
        self._at += count
        return self._data[self._at - count : self._at]

    def _number(self, layout: str) -> int:
        (value,) = struct.unpack(layout, self._take(struct.calcsize(layout)))
        return int(value)

    def boolean(self) -> bool:
        """``bool``."""
        return self._number(">B") != 0

    def int32(self) -> int:
        """``qint32``."""
        return self._number(">i")

    def uint32(self) -> int:
        """``quint32``."""
        return self._number(">I")

    def int64(self) -> int:
        """``qint64``."""
        return self._number(">q")

    def count(self, least: int, *, wide: bool = True) -> int:
        """How many items follow, of which each takes ``least`` bytes or more; ``wide`` numbers have 64 bits."""
        found = self.int64() if wide else self.uint32()
        if not 0 <= found <= self.left // least:
            raise Unreadable("history_damaged")
        return found

    def string(self) -> str:
        """``QString``: UTF-16; a null one is empty."""
        data = self.byte_array()
        if len(data) > 4 * MAX_TEXT:
            raise Unreadable("history_too_large")
        try:
            return data.decode("utf-16-be")
        except UnicodeDecodeError as error:
            raise Unreadable("history_damaged") from error

    def byte_array(self) -> bytes:
        """``QByteArray``, and ``QUrl``, which is one."""
        size = self.uint32()
        if size == _NULL:
            return b""
        return self._take(self.int64() if size == _LONGER else size)

    def skip_variant(self) -> None:
        """Pass over a ``QVariant`` that holds a number or a text, as a tool's parameters do."""
        kind = self.uint32()
        self.skip(1)  # whether it is null
        if kind == _STRING:
            self.string()
        elif kind:
            self.skip(_SIZES.get(kind, -1))
