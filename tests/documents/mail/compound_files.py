"""Writes compound files (MS-CFB 3) with Outlook's messages in them, as small as tests need."""

# ruff: noqa: E501 - samples stand on one line

from __future__ import annotations

import struct
from collections.abc import Mapping

Storage = dict[str, "bytes | Storage"]
_SECTOR = 512
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def message(properties: Mapping[str, bytes], attachments: list[Storage] | None = None, head: int = 32) -> Storage:
    """A message with streams by their tags ("0037001F"), and its attachments."""
    made: Storage = {f"__substg1.0_{tag}": data for tag, data in properties.items()}
    made["__properties_version1.0"] = bytes(head) + _date()
    for number, each in enumerate(attachments or []):
        made[f"__attach_version1.0_#{number:08X}"] = each
    return made


def attachment(name: str, content: bytes | Storage) -> Storage:
    """A file, or a message within the message."""
    key = "__substg1.0_37010102" if isinstance(content, bytes) else "__substg1.0_3701000D"
    return {"__substg1.0_3707001F": name.encode("utf-16-le"), key: content, "__properties_version1.0": bytes(8)}


def _date() -> bytes:
    return struct.pack("<HHIQ", 0x0040, 0x0039, 6, 133_000_000_000_000_000)


def written(root: Storage) -> bytes:
    """The file: streams of less than 4,096 bytes lie in the root's own stream, in sectors of 64."""
    entries: list[bytes] = []
    small = bytearray()
    small_chains: list[int] = []
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), _END] if pieces else [])
        return first if pieces else _END

    def store_small(data: bytes) -> int:
        first, count = len(small) // 64, -(-len(data) // 64)
        small.extend(data.ljust(count * 64, b"\0"))
        small_chains.extend([*range(first + 1, first + count), _END])
        return first

    def add(name: str, content: bytes | Storage, right: int) -> int:
        number = len(entries)
        entries.append(b"")
        child = _NONE
        if isinstance(content, dict):
            for each in sorted(content, reverse=True):
                child = add(each, content[each], child)
        start, size = 0, 0
        if isinstance(content, bytes) and content:
            start, size = (store_small if len(content) < 4096 else store)(content), len(content)
        elif not number:
            start, size = store(bytes(small)), len(small)
        kind = 2 if isinstance(content, bytes) else 1 if number else 5
        spelled = name.encode("utf-16-le")
        entries[number] = (
            spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled) + 2, kind, 1, _NONE, right, child) + bytes(36)
            + struct.pack("<IQ", start, size)
        )  # fmt: skip
        return number

    add("Root Entry", root, _NONE)
    directory = store(b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0"))
    small_table = store(
        struct.pack(f"<{len(small_chains)}I", *small_chains).ljust(-(-len(small_chains) // 128) * _SECTOR, b"\xff")
    )
    small_sectors = -(-len(small_chains) // 128)
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    table = [*chains, *[_FAT] * fats]
    table += [_FREE] * (fats * 128 - len(table))
    difat = [len(sectors) + number for number in range(fats)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fats, directory, 0, 4096, small_table, small_sectors, _END, 0)
    head += struct.pack("<109I", *difat, *[_FREE] * (109 - fats))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)
