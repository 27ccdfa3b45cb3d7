"""The wire between host and engine: types only. Closed, tagged unions, unknown fields refused, every size bounded."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_TEXT = 16_000_000

Id = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Short = Annotated[str, msgspec.Meta(max_length=1000)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Role = Literal["system", "user", "assistant"]
Logprobs = Annotated[list[float], msgspec.Meta(max_length=1_000_000)]


class _Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A message of this wire; its class name is its tag. ``id`` pairs answers with their request."""

    id: Id


class WireTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One turn of a chat."""

    role: Role
    text: Text


Turns = Annotated[list[WireTurn], msgspec.Meta(max_length=10_000)]


class Load(_Message, frozen=True):
    """Load the model whose descriptor travels beside this message."""

    sha256: Annotated[str, msgspec.Meta(max_length=64)]
    context_tokens: Annotated[int, msgspec.Meta(ge=64, le=4_000_000)]


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


Question = Load | Generate | Cancel | CountTokens | Score | Embed | Unload | Probe

FailureCode = Literal[
    "hash_mismatch",
    "gguf_damaged",
    "gguf_unsupported",
    "load_failed",
    "out_of_memory",
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
    """Text of a generation. ``sent_s`` is when, on the machine's monotonic clock, so that the wire can be measured."""

    text: Text
    sent_s: float = 0.0


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
    """A request failed; ``tokens`` and ``context`` belong to "prompt_too_long"."""

    code: FailureCode
    tokens: Count = 0
    context: Count = 0


Answer = Ready | Loaded | Written | Done | Counted | Scored | Vectors | Unloaded | Probed | Failed
