"""The header reader against files that lie: whatever the bytes, it returns what is in the file, or refuses."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretaire.governance.models import find_model
from secretaire.inference.fit import Plan, need, shape_of
from secretaire.inference.gguf_header import BadHeader, Header, read_header
from secretaire.inference.gguf_tensors import BLOCKS
from tests.inference.gguf_files import ARRAY, SMALL, STRING, gguf, opened, tensor, text, value

ONE_KEY = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("k")
FEW = max(20, settings().max_examples // 10)  # of the examples that take a tenth of a second each


def judge(data: bytes, size: int | None = None) -> Header | None:
    """What the reader says; the estimate too must never fail in another way."""
    with opened(data, size) as descriptor:
        try:
            header = read_header(descriptor)
        except BadHeader:
            return None
    room = max(len(data), size or 0) - header.data_offset
    for each in header.tensors:
        assert 0 <= each.offset <= each.offset + each.size <= room
        assert each.size > 0
    try:
        assert need(shape_of(header), Plan(4096)).total >= 0
    except BadHeader:
        return None
    return header


def test_a_sound_file_is_read() -> None:
    header = judge(SMALL)
    assert header is not None
    assert header.values["general.name"] == "made by hand"
    assert header.values["llama.attention.head_count_kv"] == (1,)
    assert header.values["general.size"] == 1 << 40
    assert header.values["tokenizer.ggml.add_bos_token"] is True
    assert header.lengths == {"tokenizer.ggml.tokens": 4, "llama.attention.head_count_kv": 1}
    assert [(each.name, each.size) for each in header.tensors] == [
        ("token_embd.weight", 512),
        ("blk.0.attn_q.weight", 68),
    ]
    assert shape_of(header).cache_widths == ((16, 16),)


def test_every_cut_is_refused() -> None:
    for length in range(len(SMALL)):
        assert judge(SMALL[:length]) is None, length


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4))
def test_changed_bytes_are_refused_or_make_another_sound_file(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(SMALL)
    for at, new in changes:
        data[at : at + len(new)] = new
    judge(bytes(data))


@given(st.integers(0, 8 * len(SMALL) - 1))
def test_flipped_bits_are_refused_or_make_another_sound_file(bit: int) -> None:
    data = bytearray(SMALL)
    data[bit // 8] ^= 1 << bit % 8
    judge(bytes(data))


@given(st.integers(0, len(SMALL)), st.integers(0, len(SMALL)), st.binary(max_size=40))
def test_what_is_left_out_or_put_in_is_refused_or_sound(start: int, end: int, new: bytes) -> None:
    judge(SMALL[: min(start, end)] + new + SMALL[max(start, end) :])


@pytest.mark.engine
@settings(max_examples=FEW)
@given(st.data())
def test_a_real_header_with_changed_bytes(data: st.DataObject) -> None:
    model = find_model("smollm2-135m-instruct")
    with model.path.open("rb") as file:
        head = bytearray(file.read(1_790_000))
    for _ in range(data.draw(st.integers(1, 3))):
        # Most bytes are words of the vocabulary: the beginning and the tensor table are where lies do harm.
        places = st.one_of(st.integers(0, 3000), st.integers(1_760_000, 1_789_000), st.integers(0, len(head) - 9))
        at = data.draw(places)
        new = data.draw(st.one_of(st.binary(min_size=1, max_size=8), st.just(b"\xff" * 8), st.just(b"\0" * 8)))
        head[at : at + len(new)] = new
    judge(bytes(head), model.manifest.size)


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=20),
        st.one_of(
            st.integers(0, 2**64 - 1),
            st.floats(width=32),
            st.text(max_size=300),
            st.booleans(),
            st.lists(st.integers(0, 2**32 - 1), max_size=5),
            st.lists(st.text(max_size=5), max_size=5),
        ),
        max_size=8,
    )
)
def test_any_metadata_is_read_as_it_was_written(values: dict[str, object]) -> None:
    values.pop("general.alignment", None)
    with opened(gguf(values, [], b"")) as descriptor:
        header = read_header(descriptor)
    for key, item in values.items():
        if isinstance(item, list):
            assert header.lengths[key] == len(item)
        elif isinstance(item, float):
            assert header.values[key] == item or item != item
        elif not isinstance(item, str) or len(item.encode()) <= 256:
            assert header.values[key] == item


@given(st.integers(0, 60), st.lists(st.integers(0, 2**64 - 1), max_size=5), st.integers(0, 2**64 - 1))
def test_any_tensor_entry_lies_in_the_file_or_is_refused(kind: int, shape: list[int], offset: int) -> None:
    header = judge(gguf({}, [tensor("x", shape, kind, offset)], b"\0" * 4096))
    if kind not in BLOCKS or len(shape) > 4:
        assert header is None


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("a count of 2^64-1 keys", b"GGUF" + struct.pack("<IQQ", 3, 0, 2**64 - 1)),
        ("an array of 2^63 elements", ONE_KEY + struct.pack("<IIQ", ARRAY, 4, 2**63)),
        ("an array of arrays", ONE_KEY + struct.pack("<IIQ", ARRAY, ARRAY, 1)),
        ("a string of 2^40 bytes", ONE_KEY + struct.pack("<IQ", STRING, 2**40)),
        ("an unknown kind of value", ONE_KEY + struct.pack("<I", 99)),
        ("an alignment of nothing", gguf({"general.alignment": 0}, [], b"")),
        ("an alignment that is no power of two", gguf({"general.alignment": 24}, [], b"")),
        ("an alignment of 2 GiB", gguf({"general.alignment": 1 << 31}, [], b"")),
        ("an alignment that is a text", gguf({"general.alignment": "32"}, [], b"")),
        ("a dimension of nothing", gguf({}, [tensor("x", (32, 0), 0, 0)], b"\0" * 64)),
        ("five dimensions", gguf({}, [tensor("x", (1, 1, 1, 1, 1), 0, 0)], b"\0" * 64)),
        ("rows that are not whole blocks", gguf({}, [tensor("x", (33,), 8, 0)], b"\0" * 64)),
        ("a type that is no more", gguf({}, [tensor("x", (32,), 4, 0)], b"\0" * 64)),
        ("a product that wraps around", gguf({}, [tensor("x", (2**32, 2**32, 2**32), 0, 0)], b"\0" * 64)),
        ("two tensors in one place", gguf({}, [tensor("x", (32,), 0, 0), tensor("y", (32,), 0, 0)], b"\0" * 256)),
        ("a tensor past the end", gguf({}, [tensor("x", (32,), 0, 32)], b"\0" * 64)),
        ("two tensors of one name", gguf({}, [tensor("x", (8,), 0, 0), tensor("x", (8,), 0, 32)], b"\0" * 64)),
        ("a thousand million layers", gguf({"general.architecture": "a", "a.block_count": 10**9}, [], b"")),
    ],
)  # fmt: skip
def test_lies_are_refused(why: str, data: bytes) -> None:
    assert judge(data) is None, why


def test_the_values_that_are_kept_are_few_and_small() -> None:
    header = judge(gguf({"long": "x" * 257, "many": list(range(1025)), "short": "x" * 256}, [], b""))
    assert header is not None
    assert set(header.values) == {"short"}
    assert header.lengths == {"many": 1025}
    assert value(True) != value(1)
