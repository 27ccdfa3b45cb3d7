"""Layers by free memory: what is placed fits, and more room never means fewer layers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.inference.fit import Plan, Shape, need
from secretaire.inference.placement import layers_that_fit, margin, share_layers

MB = 1024 * 1024


def shape(layers: list[int], output: int, width: int = 576, cache: int = 192, vocabulary: int = 49_152) -> Shape:
    return Shape(
        trained_context=8192,
        embedding=width,
        feed_forward=3 * width,
        heads=9,
        cache_widths=((cache, cache),) * len(layers),
        recurrent_elements=0,
        vocabulary=vocabulary,
        entries=vocabulary,
        weights=sum(layers) + output,
        layer_weights=tuple(layers),
        output_weights=output,
    )


SMALL = shape([3_764_736] * 30, 30_086_400)  # SmolLM2-135M in Q8_0, as its header tells

shapes = st.builds(
    shape,
    layers=st.lists(st.integers(0, 4000 * MB), max_size=80),
    output=st.integers(0, 4000 * MB),
    width=st.integers(1, 16_384),
    cache=st.integers(0, 65_536),
    vocabulary=st.integers(0, 300_000),
)
memory = st.integers(0, 96_000 * MB)
plans = st.integers(64, 200_000).map(Plan)


@given(shapes, plans, memory)
def test_what_is_placed_fits_with_the_margin(shape: Shape, plan: Plan, free: int) -> None:
    count = layers_that_fit(shape, plan, free)
    assert 0 <= count <= shape.layers
    if count:
        whole = need(shape, plan)
        weights = sum(sorted(shape.layer_weights)[-count:]) + shape.output_weights
        assert weights + whole.cache * count // shape.layers - count + whole.compute + margin(free) <= free


@given(shapes, plans, memory, memory)
def test_more_room_never_means_fewer_layers(shape: Shape, plan: Plan, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert layers_that_fit(shape, plan, less) <= layers_that_fit(shape, plan, more)


@given(shapes, plans, st.lists(memory, max_size=4))
def test_no_layer_is_placed_twice(shape: Shape, plan: Plan, free: list[int]) -> None:
    shares = share_layers(shape, plan, free)
    assert len(shares) == len(free)
    assert sum(shares) <= shape.layers


@pytest.mark.parametrize(("free", "least", "most"), [(100 * MB, 0, 0), (380 * MB, 1, 29), (2000 * MB, 30, 30)])
def test_a_small_model_on_small_gpus(free: int, least: int, most: int) -> None:
    assert least <= layers_that_fit(SMALL, Plan(4096), free) <= most
