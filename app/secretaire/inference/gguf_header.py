"""A defensive look at a GGUF file before llama.cpp sees it: every count and offset within bounds (GGUF v3).

Reads through ``pread`` on the very descriptor that is loaded later. Only structure is checked; whether a model makes
sense is llama.cpp's to say. Runs in the engine worker.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import Literal

MOST_TENSORS = 65_536
MOST_KEYS = 65_536
MOST_KEY_BYTES = 65_535
MOST_STRING_BYTES = 64 * 1024 * 1024
MOST_ELEMENTS = 16_000_000
MOST_NAME_BYTES = 63
MOST_DIMENSIONS = 4
DEFAULT_ALIGNMENT = 32
_STRING, _ARRAY = 8, 9
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_WINDOW = 1024 * 1024


class BadHeader(Exception):
    """The file is no sound GGUF."""

    def __init__(self, code: Literal["gguf_damaged", "gguf_unsupported"] = "gguf_damaged") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Header:
    """What was found: how many tensors and keys, and where the data begins."""

    tensors: int
    keys: int
    data_offset: int


def check_header(descriptor: int) -> Header:
    """Walk the whole header. Raises BadHeader."""
    reader = _Cursor(descriptor, os.fstat(descriptor).st_size)
    if reader.take(4) != b"GGUF":
        raise BadHeader
    version = reader.number("<I")
    if version not in (2, 3):
        raise BadHeader("gguf_unsupported")
    tensors, keys = reader.number("<Q"), reader.number("<Q")
    if tensors > MOST_TENSORS or keys > MOST_KEYS:
        raise BadHeader
    alignment = _check_keys(reader, keys)
    offsets = _check_tensors(reader, tensors, alignment)
    data_offset = -(-reader.position // alignment) * alignment
    if tensors and data_offset + max(offsets) >= reader.size:
        raise BadHeader  # a tensor that begins where the file ends
    return Header(tensors, keys, data_offset)


def _check_keys(reader: _Cursor, count: int) -> int:
    seen: set[bytes] = set()
    alignment = DEFAULT_ALIGNMENT
    for _ in range(count):
        key = reader.string(MOST_KEY_BYTES)
        if not key or key in seen:
            raise BadHeader
        seen.add(key)
        kind = reader.number("<I")
        if key == b"general.alignment":
            if kind != 4:
                raise BadHeader
            alignment = reader.number("<I")
        elif kind == _ARRAY:
            _skip_array(reader)
        elif kind == _STRING:
            reader.string(MOST_STRING_BYTES)
        else:
            reader.skip(_size(kind))
    if not alignment or alignment & (alignment - 1):
        raise BadHeader
    return alignment


def _skip_array(reader: _Cursor) -> None:
    kind, count = reader.number("<I"), reader.number("<Q")
    if count > MOST_ELEMENTS or kind == _ARRAY:
        raise BadHeader
    if kind != _STRING:
        reader.skip(_size(kind) * count)
        return
    for _ in range(count):
        reader.skip(reader.length(MOST_STRING_BYTES))


def _size(kind: int) -> int:
    if kind not in _SIZES:
        raise BadHeader
    return _SIZES[kind]


def _check_tensors(reader: _Cursor, count: int, alignment: int) -> list[int]:
    names: set[bytes] = set()
    offsets = [0]
    for _ in range(count):
        name = reader.string(MOST_NAME_BYTES)
        dimensions = reader.number("<I")
        if not name or name in names or dimensions > MOST_DIMENSIONS:
            raise BadHeader
        names.add(name)
        elements = 1
        for _ in range(dimensions):
            elements *= max(1, reader.number("<Q"))
        reader.number("<I")  # the type: llama.cpp knows which there are
        offset = reader.number("<Q")
        # The smallest type there is has more than one bit an element.
        if elements // 8 > reader.size or offset % alignment or offset > reader.size:
            raise BadHeader
        offsets.append(offset)
    return offsets


class _Cursor:
    """Reads forward through a window, so that a hundred thousand small reads cost a few system calls."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self.size, self.position = descriptor, size, 0
        self._window, self._window_at = b"", 0

    def take(self, count: int) -> bytes:
        start = self.position - self._window_at
        if not 0 <= start <= start + count <= len(self._window):
            self._window = os.pread(self._descriptor, max(_WINDOW, count), self.position)
            self._window_at, start = self.position, 0
        data = self._window[start : start + count]
        if len(data) != count:
            raise BadHeader
        self.position += count
        return data

    def number(self, layout: str) -> int:
        (value,) = struct.unpack(layout, self.take(struct.calcsize(layout)))
        return int(value)

    def length(self, most: int) -> int:
        count = self.number("<Q")
        if count > most:
            raise BadHeader
        return count

    def string(self, most: int) -> bytes:
        return self.take(self.length(most))

    def skip(self, count: int) -> None:
        if self.position + count > self.size:
            raise BadHeader
        self.position += count
