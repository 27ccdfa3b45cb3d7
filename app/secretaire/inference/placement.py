"""How much of a model goes to which device: by measured free memory, with a margin. Pure.

llama.cpp keeps a model's last layers and its output matrix on the GPU. A layer there needs its weights and its part of
the KV cache; whatever the number of layers, the GPU needs room for one step's intermediate results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MARGIN_BYTES = 192 * 1024 * 1024
"""Kept free on a GPU at least: a display and the driver take what they need without asking."""
MARGIN_SHARE = 0.06
KV_BYTES = 2
"""The KV cache holds 16-bit floats."""
_FLOAT = 4


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What placing needs to know of a model: the bytes of each layer's weights and of the output's, and dimensions."""

    layers: tuple[int, ...]
    output: int
    embedding: int
    heads: int
    kv_heads: int
    key_length: int
    value_length: int
    feed_forward: int
    vocabulary: int

    def kv_a_layer(self, context_tokens: int) -> int:
        """Bytes of KV cache a layer."""
        return context_tokens * self.kv_heads * (self.key_length + self.value_length) * KV_BYTES

    def compute(self, context_tokens: int, batch_tokens: int) -> int:
        """Bytes of a step's intermediate results, with attention's scores written out (the worst case)."""
        wide = self.vocabulary + 4 * self.embedding + 3 * self.feed_forward
        scores = self.heads * context_tokens + context_tokens
        return batch_tokens * (wide + scores) * _FLOAT


def layers_that_fit(shape: ModelShape, free: int, context_tokens: int, batch_tokens: int) -> int:
    """How many layers fit into so many free bytes of one device; 0 if not even one does."""
    room = free - margin(free) - shape.compute(context_tokens, batch_tokens) - shape.output
    a_layer = max(shape.layers, default=0) + shape.kv_a_layer(context_tokens)
    return max(0, min(len(shape.layers), room // a_layer)) if a_layer else 0


def margin(free: int) -> int:
    """What stays free of so many bytes."""
    return max(MARGIN_BYTES, int(free * MARGIN_SHARE))


def share_layers(shape: ModelShape, free: Sequence[int], context_tokens: int, batch_tokens: int) -> list[int]:
    """Layers a device, filling one after the other; what is left over stays with the CPU."""
    left, shares = len(shape.layers), []
    for room in free:
        taken = min(left, layers_that_fit(shape, room, context_tokens, batch_tokens))
        shares.append(taken)
        left -= taken
    return shares
