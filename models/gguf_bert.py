"""Writing a BERT encoder as a GGUF file, with gguf-py (GGUF v3; tensor and key names of llama.cpp's ``bert``).

The same input gives the same file, byte for byte: keys and tensors are written in the order given here, and nothing of
the machine or the time goes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float32] | npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A BERT encoder's shape. ``context`` is in tokens, with the two special ones."""

    name: str
    licence: str
    layers: int
    width: int
    heads: int
    feed_forward: int
    context: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens in the order of their ids. ``kind`` is llama.cpp's tokenizer: "bert" (WordPiece) or "t5" (unigram)."""

    kind: str
    tokens: Sequence[bytes]
    types: Sequence[gguf.TokenType]
    begin: int
    end: int
    padding: int
    unknown: int
    mask: int
    scores: Sequence[float] = ()
    charsmap: bytes = b""


@dataclass(frozen=True, slots=True)
class Tensor:
    """``values`` as float32, or, where ``kind`` is a quantised type, rows of its blocks as bytes."""

    name: str
    values: Values
    kind: gguf.GGMLQuantizationType = gguf.GGMLQuantizationType.F32


def quantised(name: str, values: npt.NDArray[np.float32]) -> Tensor:
    """A weight matrix in blocks of 32 eight-bit numbers with one scale (Q8_0)."""
    kind = gguf.GGMLQuantizationType.Q8_0
    return Tensor(name, gguf.quants.quantize(values, kind), kind)


def write(path: Path, encoder: Encoder, vocabulary: Vocabulary, tensors: Iterable[Tensor], kind: int) -> None:
    """Write the file; ``kind`` is gguf's LlamaFileType. Pooling is the mean over all tokens, the special ones too."""
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_name(encoder.name)
    writer.add_license(encoder.licence)
    writer.add_file_type(kind)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_block_count(encoder.layers)
    writer.add_context_length(encoder.context)
    writer.add_embedding_length(encoder.width)
    writer.add_feed_forward_length(encoder.feed_forward)
    writer.add_head_count(encoder.heads)
    writer.add_layer_norm_eps(encoder.epsilon)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_token_type_count(encoder.token_types)
    _add_vocabulary(writer, vocabulary)
    for tensor in tensors:
        writer.add_tensor(tensor.name, np.ascontiguousarray(tensor.values), raw_dtype=tensor.kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_vocabulary(writer: gguf.GGUFWriter, vocabulary: Vocabulary) -> None:
    writer.add_tokenizer_model(vocabulary.kind)
    writer.add_tokenizer_pre("default")
    writer.add_token_list(list(vocabulary.tokens))
    writer.add_token_types(list(vocabulary.types))
    if vocabulary.scores:
        writer.add_token_scores(list(vocabulary.scores))
    if vocabulary.charsmap:
        writer.add_precompiled_charsmap(vocabulary.charsmap)
        writer.add_add_space_prefix(True)
        writer.add_remove_extra_whitespaces(True)
    writer.add_bos_token_id(vocabulary.begin)
    writer.add_eos_token_id(vocabulary.end)
    writer.add_sep_token_id(vocabulary.end)
    writer.add_pad_token_id(vocabulary.padding)
    writer.add_unk_token_id(vocabulary.unknown)
    writer.add_mask_token_id(vocabulary.mask)
    writer.add_add_bos_token(True)
    # llama.cpp ends a WordPiece text with the separator and a unigram one with the end token: the same one here.
    writer.add_add_eos_token(vocabulary.kind == "t5")
    if vocabulary.kind == "bert":
        writer.add_add_sep_token(True)
