"""Layers by free memory: what is placed fits, and more room never means fewer layers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.inference.placement import ModelShape, layers_that_fit, margin, share_layers

MB = 1024 * 1024
# SmolLM2-135M in Q8_0, as its header tells.
SMALL = ModelShape((3_764_736,) * 30, 30_086_400, 576, 9, 3, 64, 64, 1536, 49_152)

shapes = st.builds(
    ModelShape,
    layers=st.lists(st.integers(0, 4000 * MB), max_size=80).map(tuple),
    output=st.integers(0, 4000 * MB),
    embedding=st.integers(1, 16_384),
    heads=st.integers(1, 128),
    kv_heads=st.integers(0, 128),
    key_length=st.integers(0, 512),
    value_length=st.integers(0, 512),
    feed_forward=st.integers(0, 65_536),
    vocabulary=st.integers(0, 300_000),
)
memory = st.integers(0, 96_000 * MB)
contexts = st.integers(64, 200_000)


@given(shapes, memory, contexts)
def test_what_is_placed_fits_with_the_margin(shape: ModelShape, free: int, context: int) -> None:
    count = layers_that_fit(shape, free, context, 512)
    assert 0 <= count <= len(shape.layers)
    if count:
        weights = sum(sorted(shape.layers)[-count:]) + shape.output
        needed = weights + count * shape.kv_a_layer(context) + shape.compute(context, 512)
        assert needed + margin(free) <= free


@given(shapes, memory, memory, contexts)
def test_more_room_never_means_fewer_layers(shape: ModelShape, one: int, other: int, context: int) -> None:
    less, more = sorted((one, other))
    assert layers_that_fit(shape, less, context, 512) <= layers_that_fit(shape, more, context, 512)


@given(shapes, st.lists(memory, max_size=4), contexts)
def test_no_layer_is_placed_twice(shape: ModelShape, free: list[int], context: int) -> None:
    shares = share_layers(shape, free, context, 512)
    assert len(shares) == len(free)
    assert sum(shares) <= len(shape.layers)


@pytest.mark.parametrize(("free", "least", "most"), [(100 * MB, 0, 0), (480 * MB, 1, 29), (2000 * MB, 30, 30)])
def test_a_small_model_on_small_gpus(free: int, least: int, most: int) -> None:
    assert least <= layers_that_fit(SMALL, free, 4096, 512) <= most
