"""How much of a model goes to which device: by measured free memory, with a margin. Pure.

llama.cpp keeps a model's output matrix and its last layers on the GPU. A layer there needs its weights and its part of
the KV cache; whatever the number of layers, the GPU needs room for one step's intermediate results.
"""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.inference.fit import Plan, Shape, need

MARGIN_BYTES = 192 * 1024 * 1024
"""Kept free on a GPU at least: a display and the driver take what they need without asking."""
MARGIN_SHARE = 0.06


def layers_that_fit(shape: Shape, plan: Plan, free: int) -> int:
    """How many layers fit into so many free bytes of one device beside the output; 0 if not even one does."""
    room = free - margin(free) - need(shape, plan).compute - shape.output_weights
    a_layer = bytes_a_layer(shape, plan)
    return max(0, min(shape.layers, room // a_layer)) if a_layer else 0


def bytes_a_layer(shape: Shape, plan: Plan) -> int:
    """What a layer takes at most, with its part of the cache."""
    return max(shape.layer_weights, default=0) + need(shape, plan).cache // max(1, shape.layers)


def margin(free: int) -> int:
    """What stays free of so many bytes."""
    return max(MARGIN_BYTES, int(free * MARGIN_SHARE))


def share_layers(shape: Shape, plan: Plan, free: Sequence[int]) -> list[int]:
    """Layers a device, filling one after the other; what is left over stays with the CPU."""
    left, shares = shape.layers, []
    for room in free:
        taken = min(left, layers_that_fit(shape, plan, room))
        shares.append(taken)
        left -= taken
    return shares
