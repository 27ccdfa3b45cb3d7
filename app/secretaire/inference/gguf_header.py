"""A defensive look at a GGUF file before llama.cpp sees it: every count and offset within bounds (GGUF v3).

Reads through ``pread`` on the very descriptor that is loaded later. Structure is checked, and that each tensor's bytes
lie in the file as its type and shape say; whether a model makes sense is llama.cpp's to say. Of the metadata only small
values are kept: enough to tell what loading will need (``fit``). Runs in the engine worker.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import Literal

from secretaire.inference.gguf_tensors import BLOCKS, Tensor, lie_apart_within, size_in_bytes

MOST_TENSORS = 65_536
MOST_KEYS = 65_536
MOST_KEY_BYTES = 65_535
MOST_STRING_BYTES = 64 * 1024 * 1024
MOST_ELEMENTS = 16_000_000
MOST_NAME_BYTES = 63
MOST_DIMENSIONS = 4
MOST_ALIGNMENT = 1 << 20
DEFAULT_ALIGNMENT = 32
KEPT_STRING_BYTES = 256
KEPT_ELEMENTS = 1024
_STRING, _ARRAY = 8, 9
_LAYOUTS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_WHOLE = {0, 1, 2, 3, 4, 5, 7, 10, 11}
_WINDOW = 1024 * 1024

Value = int | float | str | tuple[int, ...]


class BadHeader(Exception):
    """The file is no sound GGUF."""

    def __init__(self, code: Literal["gguf_damaged", "gguf_unsupported"] = "gguf_damaged") -> None:
        super().__init__(code)
        self.code: Literal["gguf_damaged", "gguf_unsupported"] = code


@dataclass(frozen=True, slots=True)
class Header:
    """What was found. ``values`` are the metadata that are numbers, short strings or short arrays of whole numbers;
    ``lengths`` the element counts of all arrays; ``data_offset`` is where the tensors' bytes begin in the file.
    """

    values: dict[str, Value]
    lengths: dict[str, int]
    tensors: tuple[Tensor, ...]
    data_offset: int


def read_header(descriptor: int) -> Header:
    """Walk and check the whole header. Raises BadHeader."""
    reader = _Cursor(descriptor, os.fstat(descriptor).st_size)
    if reader.take(4) != b"GGUF":
        raise BadHeader
    version = reader.number("<I")
    if version not in (2, 3):
        raise BadHeader("gguf_unsupported")
    tensor_count, key_count = reader.number("<Q"), reader.number("<Q")
    if tensor_count > MOST_TENSORS or key_count > MOST_KEYS:
        raise BadHeader
    values, lengths = _keys(reader, key_count)
    alignment = _alignment(values)
    tensors = _tensors(reader, tensor_count, alignment)
    data_offset = -(-reader.position // alignment) * alignment
    if not lie_apart_within(tensors, reader.size - data_offset):
        raise BadHeader
    return Header(values, lengths, tensors, data_offset)


def _keys(reader: _Cursor, count: int) -> tuple[dict[str, Value], dict[str, int]]:
    seen: set[bytes] = set()
    values: dict[str, Value] = {}
    lengths: dict[str, int] = {}
    for _ in range(count):
        key = reader.string(MOST_KEY_BYTES)
        if not key or key in seen:
            raise BadHeader
        seen.add(key)
        name = key.decode("utf-8", "replace")
        kind = reader.number("<I")
        if name == "general.alignment" and kind != 4:
            raise BadHeader
        if kind == _ARRAY:
            lengths[name], elements = _array(reader)
            if elements is not None:
                values[name] = elements
        elif kind == _STRING:
            text = reader.string(MOST_STRING_BYTES)
            if len(text) <= KEPT_STRING_BYTES:
                values[name] = text.decode("utf-8", "replace")
        else:
            values[name] = reader.value(_layout(kind))
    return values, lengths


def _array(reader: _Cursor) -> tuple[int, tuple[int, ...] | None]:
    """An array's length, and its elements when they are a few whole numbers."""
    kind, count = reader.number("<I"), reader.number("<Q")
    if count > MOST_ELEMENTS or kind == _ARRAY:
        raise BadHeader
    if kind == _STRING:
        for _ in range(count):
            reader.skip(reader.length(MOST_STRING_BYTES))
        return count, None
    layout = _layout(kind)
    if kind in _WHOLE and count <= KEPT_ELEMENTS:
        return count, tuple(reader.number(layout) for _ in range(count))
    reader.skip(struct.calcsize(layout) * count)
    return count, None


def _layout(kind: int) -> str:
    if kind not in _LAYOUTS:
        raise BadHeader
    return _LAYOUTS[kind]


def _alignment(values: dict[str, Value]) -> int:
    alignment = values.get("general.alignment", DEFAULT_ALIGNMENT)
    if not isinstance(alignment, int) or not 0 < alignment <= MOST_ALIGNMENT or alignment & (alignment - 1):
        raise BadHeader
    return alignment


def _tensors(reader: _Cursor, count: int, alignment: int) -> tuple[Tensor, ...]:
    names: set[bytes] = set()
    tensors = []
    for _ in range(count):
        name = reader.string(MOST_NAME_BYTES)
        dimensions = reader.number("<I")
        if not name or name in names or dimensions > MOST_DIMENSIONS:
            raise BadHeader
        names.add(name)
        shape = tuple(reader.number("<Q") for _ in range(dimensions))
        kind, offset = reader.number("<I"), reader.number("<Q")
        if kind not in BLOCKS:
            raise BadHeader("gguf_unsupported")
        size = size_in_bytes(shape, kind)
        if size is None or offset % alignment:
            raise BadHeader
        tensors.append(Tensor(name.decode("utf-8", "replace"), shape, kind, offset, size))
    return tuple(tensors)


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

    def value(self, layout: str) -> int | float:
        value: int | float = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def number(self, layout: str) -> int:
        return int(self.value(layout))

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
