"""The database's write-ahead log after a cut: whether SQLite could read all of it (sqlite.org/fileformat2.html, 4).

SQLite takes the first frame whose checksum is wrong for the log's end, as after a power cut, and says nothing. Where
frames of the same log lie behind it, something that was stored is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_MAGIC = (0x377F0682, 0x377F0683)  # the last bit: checksums over big-endian words
_HEADER, _FRAME_HEADER = 32, 24


@dataclass(frozen=True, slots=True)
class Log:
    """``last`` is the number of the last frame that ends a transaction, by what frames say of themselves; from 1."""

    last: int = 0
    header_damaged: bool = False

    def lost_something(self, read: int) -> bool:
        """Whether more was written than the ``read`` frames that SQLite could make use of."""
        return self.header_damaged or read < self.last


def look_at_log(database: Path) -> Log:
    """What the log of a closed database says of itself; nothing where there is none. Raises OSError."""
    path = database.with_name(database.name + "-wal")
    if not path.exists():
        return Log()
    with path.open("rb") as file:
        header = file.read(_HEADER)
        page = int.from_bytes(header[8:12], "big")
        if not _is_whole(header):
            return Log(header_damaged=path.stat().st_size > _HEADER + _FRAME_HEADER)
        last = number = 0
        while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER:
            number += 1
            if frame[8:16] == header[16:24] and any(frame[4:8]):  # of this log; the database's size ends a transaction
                last = number
            file.seek(page, 1)
        return Log(last)


def _is_whole(header: bytes) -> bool:
    magic = int.from_bytes(header[:4], "big")
    if magic not in _MAGIC or len(header) < _HEADER:
        return False
    order: Literal["big", "little"] = "big" if magic & 1 else "little"
    one = two = 0
    for at in range(0, 24, 8):
        one = (one + int.from_bytes(header[at : at + 4], order) + two) & 0xFFFFFFFF
        two = (two + int.from_bytes(header[at + 4 : at + 8], order) + one) & 0xFFFFFFFF
    return header[24:32] == one.to_bytes(4, "big") + two.to_bytes(4, "big")
