"""GGUF files made by hand, sound ones and others (the format: ggml's docs/gguf.md, version 3)."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

STRING, ARRAY, U32, F32, BOOL, U64 = 8, 9, 4, 6, 7, 10


def text(value: str | bytes) -> bytes:
    """A string of the format."""
    data = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(data)) + data


def value(item: object) -> bytes:
    """A typed metadata value."""
    match item:
        case bool():
            return struct.pack("<IB", BOOL, item)
        case int():
            return struct.pack("<II", U32, item) if item < 1 << 32 else struct.pack("<IQ", U64, item)
        case float():
            return struct.pack("<If", F32, item)
        case str() | bytes():
            return struct.pack("<I", STRING) + text(item)
        case list():
            kind = STRING if item and isinstance(item[0], str) else U32
            body = b"".join(text(each) if kind == STRING else struct.pack("<I", each) for each in item)
            return struct.pack("<IIQ", ARRAY, kind, len(item)) + body
    raise TypeError(type(item))


def tensor(name: str, shape: Sequence[int], kind: int, offset: int) -> bytes:
    """An entry of the tensor table."""
    return text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)


def gguf(values: Mapping[str, object], tensors: Sequence[bytes], data: bytes, alignment: int = 32) -> bytes:
    """A whole file."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values))
    head += b"".join(text(key) + value(item) for key, item in values.items()) + b"".join(tensors)
    return head + b"\0" * (-len(head) % alignment) + data


SMALL = gguf(
    {
        "general.architecture": "llama",
        "general.name": "made by hand",
        "llama.block_count": 1,
        "llama.embedding_length": 32,
        "llama.attention.head_count": 2,
        "llama.attention.head_count_kv": [1],
        "llama.rope.freq_base": 10000.0,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.tokens": ["a", "b", "c", "longer"],
        "general.size": 1 << 40,
    },
    [tensor("token_embd.weight", (32, 4), 0, 0), tensor("blk.0.attn_q.weight", (32, 2), 8, 512)],
    b"\1" * 512 + b"\2" * 68,
)


@contextmanager
def opened(data: bytes, size: int | None = None) -> Iterator[int]:
    """A descriptor of a file in memory, of ``size`` bytes where that is more than the data."""
    descriptor = os.memfd_create("gguf")
    try:
        os.write(descriptor, data)
        os.ftruncate(descriptor, max(len(data), size or 0))
        yield descriptor
    finally:
        os.close(descriptor)


def with_template(model: Path, template: str) -> bytes:
    """A model's bytes with another chat template in its metadata."""
    data = model.read_bytes()
    key = text("tokenizer.chat_template") + struct.pack("<I", STRING)
    at = data.index(key) + len(key)
    (length,) = struct.unpack_from("<Q", data, at)
    from secretaire.inference.gguf_header import read_header

    with opened(data[: 8 << 20], len(data)) as descriptor:
        begin = read_header(descriptor).data_offset
    head = data[:at] + text(template) + data[at + 8 + length : begin].rstrip(b"\0")
    head += b"\0" * 8  # the last tensor's offset may end in zeros
    table_end = _end_of_table(head, len(data))
    return head[:table_end] + b"\0" * (-table_end % 32) + data[begin:]


def _end_of_table(head: bytes, size: int) -> int:
    from secretaire.inference.gguf_header import DEFAULT_ALIGNMENT, _Cursor, _keys, _tensors

    with opened(head, size) as descriptor:
        cursor = _Cursor(descriptor, size)
        cursor.take(8)
        tensors, keys = cursor.number("<Q"), cursor.number("<Q")
        _keys(cursor, keys)
        _tensors(cursor, tensors, DEFAULT_ALIGNMENT)
        return cursor.position
