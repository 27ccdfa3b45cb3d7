"""What loading a model will need, told from its header alone, and what fits into the memory that is free.

llama.cpp allocates five things: the weights, the vocabulary, the KV cache, one compute buffer that every step of the
graph shares, and the logits it hands out. The terms below follow its sources (``llama_context::sched_reserve``,
``output_reserve``, ``llama_kv_cache``) and were fitted to the sizes it logs for three models, five contexts, three
batch sizes, two cache types and with flash attention on and off: tests/acceptance/test_fit.py compares them with
measured peaks. Pure: numbers in, numbers out; all sizes are in bytes. Header values are a stranger's: bounded, never
trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from secretaire.inference.gguf_header import BadHeader, Header

CacheType = Literal["f16", "q8_0", "q4_0"]

CONTEXT_STEP = 256
"""llama.cpp rounds a context up to whole multiples of this."""
LEAST_CONTEXT = 512
MOST_LAYERS = 1024
MOST_WIDTH = 1 << 20
MOST_VOCABULARY = 1 << 24
_FLOAT, _HALF = 4, 2
_CACHE_BYTES: dict[CacheType, tuple[int, int]] = {"f16": (1, 2), "q8_0": (32, 34), "q4_0": (32, 18)}
# The vocabulary's tables beside the weights, measured: 18.3 MiB for 98,052 tokens and merges, 48.6 MiB for 303,323.
_VOCABULARY_BASE = 4 * 1024 * 1024
_VOCABULARY_ENTRY = 155
# Types that llama.cpp's CPU backend stores anew in another order; a tied embedding then exists twice.
_REPACKED = frozenset({2, 10, 12, 20})


@dataclass(frozen=True, slots=True)
class Shape:
    """What a header tells of a model's sizes. ``cache_widths``: elements of K and of V a token, for each layer;
    ``output_weights``: what makes logits of the last layer's result (of the ``weights`` too).
    """

    trained_context: int
    embedding: int
    feed_forward: int
    heads: int
    cache_widths: tuple[tuple[int, int], ...]
    recurrent_elements: int
    vocabulary: int
    entries: int
    weights: int
    layer_weights: tuple[int, ...]
    output_weights: int = 0

    @property
    def layers(self) -> int:
        return len(self.cache_widths)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is to be loaded. ``outputs``: how many tokens of a batch may ask for logits."""

    context_tokens: int
    sequences: int = 8
    batch_tokens: int = 512
    outputs: int = 512
    cache_type: CacheType = "f16"
    flash_attention: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """What a plan will take, in bytes."""

    weights: int
    vocabulary: int
    cache: int
    compute: int
    outputs: int

    @property
    def total(self) -> int:
        return self.weights + self.vocabulary + self.cache + self.compute + self.outputs


def shape_of(header: Header) -> Shape:
    """Read the sizes out of a header; what it doesn't tell counts as nothing. Raises BadHeader for absurd ones."""
    reading = _Reading(header)
    layers = reading.number("block_count", MOST_LAYERS)
    embedding = reading.number("embedding_length", MOST_WIDTH)
    heads = reading.row("attention.head_count", layers)
    kv_heads = reading.row("attention.head_count_kv", layers) if reading.has("attention.head_count_kv") else heads
    head = embedding // max(1, max(heads, default=0))
    key = reading.number("attention.key_length", MOST_WIDTH) or head
    value = reading.number("attention.value_length", MOST_WIDTH) or head
    caches = reading.has("attention.head_count") and header.values.get(f"{reading.prefix}.attention.causal", True)
    experts = reading.number("expert_used_count", 1024) * reading.number("expert_feed_forward_length", MOST_WIDTH)
    by_layer = _by_layer(header, layers)
    weights = sum(tensor.size for tensor in header.tensors) + _second_embedding(header)
    return Shape(
        trained_context=reading.number("context_length", 1 << 32),
        embedding=embedding,
        feed_forward=max([experts, *reading.row("feed_forward_length", layers)]),
        heads=max(heads, default=0),
        cache_widths=tuple((count * key, count * value) if caches else (0, 0) for count in kv_heads),
        recurrent_elements=layers * _recurrent(reading),
        vocabulary=_vocabulary(header),
        entries=header.lengths.get("tokenizer.ggml.tokens", 0) + header.lengths.get("tokenizer.ggml.merges", 0),
        weights=weights,
        layer_weights=by_layer,
        output_weights=_output(header),
    )


def need(shape: Shape, plan: Plan) -> Need:
    """What loading by a plan will take at its peak: the context full, and every output of a batch asked for."""
    context = -(-plan.context_tokens // CONTEXT_STEP) * CONTEXT_STEP
    outputs = max(plan.sequences, min(plan.outputs, plan.batch_tokens))
    return Need(
        weights=shape.weights,
        vocabulary=_VOCABULARY_BASE + _VOCABULARY_ENTRY * shape.entries,
        cache=_cache(shape, plan, context),
        compute=_compute(shape, plan, context, outputs),
        outputs=outputs * shape.vocabulary * _FLOAT,
    )


def largest_context(shape: Shape, plan: Plan, free: int) -> int:
    """The largest context, at most the plan's and what the model was trained for, whose need is free; 0 if none is."""
    most = min(plan.context_tokens, shape.trained_context or plan.context_tokens)
    low, high = 0, -(-most // CONTEXT_STEP)
    while low < high:  # the need grows with the context
        middle = (low + high + 1) // 2
        if need(shape, replace(plan, context_tokens=middle * CONTEXT_STEP)).total <= free:
            low = middle
        else:
            high = middle - 1
    fitting = min(most, low * CONTEXT_STEP)
    return fitting if fitting >= min(LEAST_CONTEXT, most) else 0


def _cache(shape: Shape, plan: Plan, context: int) -> int:
    elements, size = _CACHE_BYTES[plan.cache_type]
    attention = sum(key + value for key, value in shape.cache_widths) * context * size // elements
    return attention + shape.recurrent_elements * plan.sequences * _FLOAT


def _compute(shape: Shape, plan: Plan, context: int, outputs: int) -> int:
    """The buffer that the graph's steps share is as large as the largest of them: logits, layer, or attention."""
    tokens = min(plan.batch_tokens, context)
    logits = _FLOAT * outputs * (shape.vocabulary + 3 * shape.embedding)
    layer = _FLOAT * tokens * (3 * shape.feed_forward + 4 * shape.embedding) + _HALF * tokens * context
    attention = 0
    if not plan.flash_attention:
        attention = _FLOAT * tokens * (context * (shape.heads + 1) + 6 * shape.embedding)
    # A matrix product first writes its right-hand side quantised into a buffer of its own: about a byte an element.
    product = tokens * max(shape.feed_forward, shape.embedding) * 34 // 32
    return max(logits, layer, attention) + product


def _by_layer(header: Header, layers: int) -> tuple[int, ...]:
    sizes = [0] * layers
    for tensor in header.tensors:
        number = tensor.name.split(".")[1] if tensor.name.startswith("blk.") else ""
        if number.isascii() and number.isdigit() and len(number) < 5 and int(number) < layers:
            sizes[int(number)] += tensor.size
    return tuple(sizes)


def _second_embedding(header: Header) -> int:
    by_name = {tensor.name: tensor for tensor in header.tensors}
    embedding = by_name.get("token_embd.weight")
    tied = embedding is not None and "output.weight" not in by_name
    return embedding.size if tied and embedding is not None and embedding.type in _REPACKED else 0


def _output(header: Header) -> int:
    """The output's matrix and norm; where the embedding serves as matrix, that."""
    sizes = {tensor.name: tensor.size for tensor in header.tensors}
    matrix = sizes.get("output.weight", sizes.get("token_embd.weight", 0))
    return matrix + sizes.get("output_norm.weight", 0)


def _vocabulary(header: Header) -> int:
    shapes = [tensor.shape for tensor in header.tensors if tensor.name == "token_embd.weight"]
    rows = shapes[0][1] if shapes and len(shapes[0]) > 1 else 0
    return min(MOST_VOCABULARY, max(rows, header.lengths.get("tokenizer.ggml.tokens", 0)))


def _recurrent(reading: _Reading) -> int:
    """State elements a layer and sequence of a recurrent or hybrid model (Mamba's two states)."""
    inner, state = reading.number("ssm.inner_size", MOST_WIDTH), reading.number("ssm.state_size", MOST_WIDTH)
    groups, width = reading.number("ssm.group_count", MOST_WIDTH), reading.number("ssm.conv_kernel", 1024)
    return max(0, width - 1) * (inner + 2 * groups * state) + state * inner


class _Reading:
    """The values of the header's own architecture, bounded."""

    def __init__(self, header: Header) -> None:
        self._values = header.values
        self.prefix = str(header.values.get("general.architecture", ""))

    def has(self, name: str) -> bool:
        return f"{self.prefix}.{name}" in self._values

    def number(self, name: str, most: int) -> int:
        return self._bounded(self._values.get(f"{self.prefix}.{name}", 0), most)

    def row(self, name: str, layers: int) -> list[int]:
        """One number a layer: a few models give an array, most one number for all."""
        value = self._values.get(f"{self.prefix}.{name}", 0)
        if isinstance(value, tuple):
            numbers = [self._bounded(each, MOST_WIDTH) for each in value[:layers]]
            return numbers + [0] * (layers - len(numbers))
        return [self._bounded(value, MOST_WIDTH)] * layers

    @staticmethod
    def _bounded(value: object, most: int) -> int:
        if not isinstance(value, int) or not 0 <= value <= most:
            raise BadHeader
        return value
