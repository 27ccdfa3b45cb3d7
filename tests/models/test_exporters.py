"""The exporters on tiny inputs made by hand, read back with gguf-py and tokenised by llama.cpp itself."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models.charsmap import charsmap

from models import export_e5, export_minilm

Array = npt.NDArray[np.float32]
WIDTH, FEED_FORWARD, LAYERS, CONTEXT = 32, 64, 2, 8
LAYER = {"q": WIDTH, "k": WIDTH, "v": WIDTH, "ao": WIDTH, "fi": WIDTH, "fo": FEED_FORWARD}


def numbers(*shape: int) -> Array:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


# -- MiniLM ---------------------------------------------------------------------------------------------------------
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "arch", "##ive"]


def safetensors(tensors: dict[str, Array]) -> bytes:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, values in tensors.items():
        end = len(body) + values.nbytes
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(body), end]}
        body += values.tobytes()
    encoded = json.dumps(header).encode()
    return struct.pack("<Q", len(encoded)) + encoded + body


def minilm_tensors() -> dict[str, Array]:
    tensors = {
        "embeddings.word_embeddings.weight": numbers(len(TOKENS), WIDTH),
        "embeddings.position_embeddings.weight": numbers(2 * CONTEXT, WIDTH),
        "embeddings.token_type_embeddings.weight": numbers(2, WIDTH),
        "embeddings.LayerNorm.weight": numbers(WIDTH),
        "embeddings.LayerNorm.bias": numbers(WIDTH),
        "pooler.dense.weight": numbers(WIDTH, WIDTH),
    }
    shapes = {"intermediate.dense": (FEED_FORWARD, WIDTH), "output.dense": (WIDTH, FEED_FORWARD)}
    for layer in range(LAYERS):
        for theirs in export_minilm._LAYER:
            shape = (WIDTH,) if theirs.endswith("LayerNorm") else shapes.get(theirs, (WIDTH, WIDTH))
            tensors[f"encoder.layer.{layer}.{theirs}.weight"] = numbers(*shape)
            tensors[f"encoder.layer.{layer}.{theirs}.bias"] = numbers(shape[0])
    return tensors


def minilm_zip(path: Path, weights: bytes) -> Path:
    config = {
        "num_hidden_layers": LAYERS,
        "hidden_size": WIDTH,
        "num_attention_heads": 2,
        "intermediate_size": FEED_FORWARD,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
    }
    special = [{"content": token, "special": True} for token in TOKENS[:5]]
    tokenizer = {"added_tokens": special, "model": {"vocab": {token: at for at, token in enumerate(TOKENS)}}}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("sentence_bert_config.json", json.dumps({"max_seq_length": CONTEXT}))
        archive.writestr("tokenizer.json", json.dumps(tokenizer))
        archive.writestr("model.safetensors", weights)
    return path


def test_minilm_becomes_gguf_the_same_bytes_every_time(tmp_path: Path) -> None:
    tensors = minilm_tensors()
    source = minilm_zip(tmp_path / "model.zip", safetensors(tensors))
    export_minilm.export(source, tmp_path / "one.gguf")
    export_minilm.export(source, tmp_path / "two.gguf")
    assert (tmp_path / "one.gguf").read_bytes() == (tmp_path / "two.gguf").read_bytes()
    reader = gguf.GGUFReader(tmp_path / "one.gguf")
    facts = {key: reader.fields[key].contents() for key in reader.fields}
    assert (facts["bert.context_length"], facts["bert.pooling_type"], facts["bert.attention.causal"]) == (8, 1, False)
    assert facts["tokenizer.ggml.tokens"] == [*TOKENS[:5], "\u2581the", "\u2581arch", "ive"]
    assert facts["tokenizer.ggml.token_type"] == [3] * 5 + [1] * 3
    found = {tensor.name: tensor for tensor in reader.tensors}
    assert len(found) == 5 + LAYERS * 16
    positions = found["position_embd.weight"]
    assert positions.tensor_type == gguf.GGMLQuantizationType.F32
    np.testing.assert_array_equal(positions.data, tensors["embeddings.position_embeddings.weight"][:CONTEXT])
    up = found["blk.1.ffn_up.weight"]
    assert up.tensor_type == gguf.GGMLQuantizationType.Q8_0
    weights = tensors["encoder.layer.1.intermediate.dense.weight"]
    np.testing.assert_allclose(
        gguf.quants.dequantize(up.data, up.tensor_type), weights, atol=np.abs(weights).max() / 127
    )


@pytest.mark.parametrize("cut", [3, 9, 500, -1])
def test_a_safetensors_file_that_ends_too_early_is_refused(cut: int) -> None:
    with pytest.raises((ValueError, struct.error)):
        export_minilm.read_safetensors(safetensors({"x": numbers(20, 20)})[:cut])


def test_a_vocabulary_with_gaps_is_refused(tmp_path: Path) -> None:
    source = minilm_zip(tmp_path / "model.zip", safetensors(minilm_tensors()))
    content = {name: zipfile.ZipFile(source).read(name) for name in zipfile.ZipFile(source).namelist()}
    content["tokenizer.json"] = content["tokenizer.json"].replace(b'"the": 5', b'"the": 9')
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    with pytest.raises(ValueError, match="gaps"):
        export_minilm.export(source, tmp_path / "out.gguf")


# -- multilingual-e5-small ------------------------------------------------------------------------------------------
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", "\u2581fi", "sch", "f", "i", "s", "c", "h", "<mask>"]
SCORES = [0.0, 0.0, 0.0, 0.0, -3.0, -4.0, -4.5, -6.0, -6.0, -6.0, -6.0, -6.0, 0.0]
CHARACTERS = {"\t": " ", "\u00ad": "", "\ufb01": "fi", "\u00bd": "1\u20442", "Ａ": "A"}
ROWS = len(PIECES) + 3


def e5_tensors() -> dict[str, tuple[int, int, bytes]]:
    tensors: dict[str, tuple[int, int, bytes]] = {}

    def add(name: str, *shape: int, packed: bool = False) -> None:
        values = numbers(*shape)
        data = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q4_0).tobytes() if packed else values.tobytes()
        tensors[name] = (int(packed), values.size, data)

    add("emb.word", ROWS, WIDTH, packed=True)
    add("emb.pos", CONTEXT, WIDTH)
    add("emb.type", 2, WIDTH)
    add("emb.ln.w", WIDTH)
    add("emb.ln.b", WIDTH)
    for layer in range(LAYERS):
        for name, columns in LAYER.items():
            rows = FEED_FORWARD if name == "fi" else WIDTH
            add(f"l{layer}.{name}.w", rows, columns, packed=True)
            add(f"l{layer}.{name}.b", rows)
        for name in ("aln", "oln"):
            add(f"l{layer}.{name}.w", WIDTH)
            add(f"l{layer}.{name}.b", WIDTH)
    return tensors


def e5_file(tensors: dict[str, tuple[int, int, bytes]]) -> bytes:
    head = io.BytesIO()
    head.write(b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, LAYERS, 2, FEED_FORWARD, ROWS, CONTEXT, 2, 1e-12, 32))
    pieces = [piece.encode() for piece in PIECES]
    offsets = [sum(map(len, pieces[:at])) for at in range(len(pieces) + 1)]
    head.write(struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, offsets[-1]))
    head.write(struct.pack(f"<{len(offsets)}I{len(SCORES)}f", *offsets, *SCORES) + b"".join(pieces))
    entries = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(character), len(to), *map(ord, to)) for character, to in CHARACTERS.items()
    )
    head.write(struct.pack("<iI", len(CHARACTERS), len(entries)) + entries + struct.pack("<i", len(tensors)))
    size = len(head.getvalue()) + sum(2 + len(name) + 21 for name in tensors)
    body = b""
    for name, (kind, elements, data) in tensors.items():
        head.write(struct.pack("<H", len(name)) + name.encode())
        head.write(struct.pack("<BIQQ", kind, elements, size + len(body), len(data)))
        body += data
    return head.getvalue() + body


def test_e5_becomes_gguf_with_its_blocks_as_they_are(tmp_path: Path) -> None:
    tensors = e5_tensors()
    (tmp_path / "e5.bin").write_bytes(e5_file(tensors))
    export_e5.export(tmp_path / "e5.bin", tmp_path / "one.gguf")
    export_e5.export(tmp_path / "e5.bin", tmp_path / "two.gguf")
    assert (tmp_path / "one.gguf").read_bytes() == (tmp_path / "two.gguf").read_bytes()
    reader = gguf.GGUFReader(tmp_path / "one.gguf")
    found = {tensor.name: tensor for tensor in reader.tensors}
    assert len(found) == 5 + LAYERS * 16
    for theirs, ours in {"l0.q.w": "blk.0.attn_q.weight", "l1.fo.w": "blk.1.ffn_down.weight"}.items():
        assert found[ours].tensor_type == gguf.GGMLQuantizationType.Q4_0
        assert found[ours].data.tobytes() == tensors[theirs][2]
    assert list(found["token_embd.weight"].shape) == [WIDTH, len(PIECES)], "rows without a piece are left out"
    assert list(found["blk.1.ffn_down.weight"].shape) == [FEED_FORWARD, WIDTH]
    assert reader.fields["tokenizer.ggml.token_type"].contents() == [3, 3, 3, 2] + [1] * 8 + [3]
    assert reader.fields["bert.attention.layer_norm_epsilon"].contents() == pytest.approx(1e-12)


def test_llama_cpp_tokenises_the_exported_vocabulary(tmp_path: Path) -> None:
    from llama_cpp import Llama

    (tmp_path / "e5.bin").write_bytes(e5_file(e5_tensors()))
    export_e5.export(tmp_path / "e5.bin", tmp_path / "e5.gguf")
    vocabulary = Llama(str(tmp_path / "e5.gguf"), vocab_only=True, verbose=False)
    try:
        for text in ("fisch", "\ufb01\u00adsch", "\tfisch", "  fi\u00ads\u00adch "):
            tokens = vocabulary.tokenize(text.encode(), add_bos=True, special=False)
            assert [PIECES[token] for token in tokens] == ["<s>", "\u2581fi", "sch", "</s>"], text
        assert 12 not in vocabulary.tokenize(b"<mask>", add_bos=False, special=False), (
            "a text can't name a control token"
        )
    finally:
        vocabulary.close()


@pytest.mark.parametrize("cut", [0, 3, 20, 100, 400, -1])
def test_an_e5_file_that_ends_too_early_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"ends too early|no E5S1|as it should"):
        export_e5.read(e5_file(e5_tensors())[:cut])


def test_a_tensor_of_another_size_is_refused() -> None:
    tensors = e5_tensors()
    kind, elements, data = tensors["l0.q.w"]
    tensors["l0.q.w"] = (kind, elements, data[:-1])
    with pytest.raises(ValueError, match="as long as it should be"):
        export_e5.read(e5_file(tensors))


# -- the map of characters ------------------------------------------------------------------------------------------
CHARACTER = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
REPLACEMENTS = st.dictionaries(CHARACTER, st.text(CHARACTER, max_size=4), max_size=60)


@given(REPLACEMENTS, st.lists(CHARACTER, max_size=30))
def test_the_double_array_finds_what_was_put_in_and_nothing_else(mapping: dict[str, str], others: list[str]) -> None:
    blob = charsmap(mapping)
    (size,) = struct.unpack_from("<I", blob)
    units, texts = struct.unpack_from(f"<{size // 4}I", blob, 4), blob[4 + size :]
    for character in [*mapping, *others]:
        assert look_up(units, texts, character.encode()) == mapping.get(character), character


def look_up(units: tuple[int, ...], texts: bytes, key: bytes) -> str | None:
    """As llama.cpp walks the array (src/llama-vocab.cpp, ``xcda_array_view``); an index outside would raise."""
    at = units[0] >> 10
    value: int | None = None
    for byte in key:
        at ^= byte
        if units[at] & (1 << 31 | 0xFF) != byte:
            return None
        leaf = units[at] >> 8 & 1
        at ^= units[at] >> 10
        value = units[at] & ~(1 << 31) if leaf else None
    return None if value is None else texts[value : texts.index(b"\0", value)].decode()


def test_a_zero_character_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        charsmap({"\0": "x"})
