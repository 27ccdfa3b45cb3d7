"""The wire between host and engine: types only. Closed, tagged unions, unknown fields refused, every size bounded."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_TEXT = 16_000_000

Id = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Short = Annotated[str, msgspec.Meta(max_length=1000)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Bytes = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
ContextTokens = Annotated[int, msgspec.Meta(ge=64, le=4_000_000)]
Role = Literal["system", "user", "assistant"]
Logprobs = Annotated[list[float], msgspec.Meta(max_length=1_000_000)]


class _Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A message of this wire; its class name is its tag. ``id`` pairs answers with their request."""

    id: Id


class WireTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One turn of a chat."""

    role: Role
    text: Text


class LoadSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to load; 0 and "auto" leave the choice to the engine."""

    threads: Annotated[int, msgspec.Meta(ge=0, le=1024)] = 0
    batch_tokens: Annotated[int, msgspec.Meta(ge=0, le=512)] = 0
    cache_type: Literal["f16", "q8_0"] = "f16"
    flash_attention: Literal["auto", "on", "off"] = "auto"


Turns = Annotated[list[WireTurn], msgspec.Meta(max_length=10_000)]


class Load(_Message, frozen=True):
    """Load the model whose descriptor travels beside this message. Answers: Loading (many), then Loaded.

    ``free_bytes`` is what may be taken (0: not known, nothing is refused). A Cancel with this id ends the loading.
    """

    sha256: Annotated[str, msgspec.Meta(max_length=64)]
    context_tokens: ContextTokens
    settings: LoadSettings = LoadSettings()
    free_bytes: Count = 0


class Generate(_Message, frozen=True):
    """Answer a chat."""

    turns: Turns
    begun: Text
    max_tokens: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    temperature: Annotated[float, msgspec.Meta(ge=0, le=10)]
    top_k: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    top_p: Annotated[float, msgspec.Meta(ge=0, le=1)]
    min_p: Annotated[float, msgspec.Meta(ge=0, le=1)]
    repeat_penalty: Annotated[float, msgspec.Meta(gt=0, le=10)]
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
    stop: Annotated[list[Short], msgspec.Meta(max_length=32)]
    grammar: Annotated[str, msgspec.Meta(max_length=1_000_000)]
    background: bool
    logprobs: bool


class Cancel(_Message, frozen=True):
    """End a generation within one decode step; it is then done as "cancelled"."""


class CountTokens(_Message, frozen=True):
    """Count the tokens of texts."""

    texts: Annotated[list[Text], msgspec.Meta(max_length=100_000)]


class Score(_Message, frozen=True):
    """Log-probabilities of a continuation as the assistant's turn."""

    turns: Turns
    continuation: Text


class Embed(_Message, frozen=True):
    """A vector for each text."""

    texts: Annotated[list[Text], msgspec.Meta(max_length=10_000)]


class Unload(_Message, frozen=True):
    """Let the model go."""


class Probe(_Message, frozen=True):
    """Run the air-gap probes."""


class Weigh(_Message, frozen=True):
    """Tell what loading the model whose descriptor travels beside this message would need, from its header alone."""

    context_tokens: ContextTokens
    settings: LoadSettings
    free_bytes: Count


class Measure(_Message, frozen=True):
    """Measure how fast the loaded model is with these settings; answered before anything else goes on."""

    settings: LoadSettings
    prompt_tokens: Annotated[int, msgspec.Meta(ge=1, le=4096)]
    decode_tokens: Annotated[int, msgspec.Meta(ge=1, le=1024)]


Question = Load | Generate | Cancel | CountTokens | Score | Embed | Unload | Probe | Weigh | Measure

FailureCode = Literal[
    "hash_mismatch",
    "gguf_damaged",
    "gguf_unsupported",
    "load_failed",
    "out_of_memory",
    "does_not_fit",
    "load_cancelled",
    "no_model",
    "prompt_too_long",
    "bad_grammar",
    "bad_template",
    "no_embeddings",
    "decode_failed",
]


class Ready(_Message, frozen=True):
    """Imported and confined."""

    engine: Short


class Loaded(_Message, frozen=True):
    """A model is loaded."""

    sha256: Annotated[str, msgspec.Meta(max_length=64)]
    name: Short
    context_tokens: Count
    vocabulary: Count
    parameters: Count
    embeds: bool
    chat_template: bool
    device: Short
    threads: Count
    bound_by: Literal["not_writable", "hashed_again"]


class Written(_Message, frozen=True):
    """Text of a generation."""

    text: Text


class Done(_Message, frozen=True):
    """The end of a generation."""

    finish: Literal["stop", "length", "cancelled"]
    prompt_tokens: Count
    reused_tokens: Count
    generated_tokens: Count
    prefill_s: float
    decode_s: float
    logprobs: Logprobs


class Counted(_Message, frozen=True):
    """Token counts."""

    counts: Annotated[list[Count], msgspec.Meta(max_length=100_000)]


class Scored(_Message, frozen=True):
    """The log-probabilities of a continuation's tokens."""

    logprobs: Logprobs


class Vectors(_Message, frozen=True):
    """Embeddings."""

    vectors: Annotated[list[list[float]], msgspec.Meta(max_length=10_000)]


class Unloaded(_Message, frozen=True):
    """The model is gone and its memory returned."""


class WireProbe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One probe's result."""

    process: Short
    attempt: Short
    refused: bool
    by: Short
    detail: Short


class Probed(_Message, frozen=True):
    """The probes' results."""

    results: Annotated[list[WireProbe], msgspec.Meta(max_length=200)]


class Failed(_Message, frozen=True):
    """A request failed; ``tokens`` and ``context`` belong to "prompt_too_long".

    ``needed_bytes``, ``free_bytes`` and ``context`` (the largest that fits, or 0) belong to "does_not_fit".
    """

    code: FailureCode
    tokens: Count = 0
    context: Count = 0
    needed_bytes: Bytes = 0
    free_bytes: Bytes = 0


class Loading(_Message, frozen=True):
    """How far a model's loading is, hashing included."""

    progress: Annotated[float, msgspec.Meta(ge=0, le=1)]


class Weighed(_Message, frozen=True):
    """What loading would need, in bytes. ``largest_context`` is the largest that fits, at most the one asked for."""

    weights: Bytes
    vocabulary: Bytes
    cache: Bytes
    compute: Bytes
    outputs: Bytes
    context_tokens: Count
    trained_context: Count
    largest_context: Count
    layers: Count


class Measured(_Message, frozen=True):
    """Tokens per second of reading a prompt and of writing after it; the share of the processor that others used."""

    prefill: Annotated[float, msgspec.Meta(gt=0)]
    decode: Annotated[float, msgspec.Meta(gt=0)]
    others: Annotated[float, msgspec.Meta(ge=0, le=1)]


Answer = (
    Ready
    | Loaded
    | Written
    | Done
    | Counted
    | Scored
    | Vectors
    | Unloaded
    | Probed
    | Failed
    | Loading
    | Weighed
    | Measured
)
