"""The wire between host and engine: types only. Closed, tagged unions, unknown fields refused, every size bounded."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_TEXT = 16_000_000
MAX_EMBEDDED = 10_000
MOST_THREADS, MOST_BATCH_TOKENS = 1024, 512

Id = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Short = Annotated[str, msgspec.Meta(max_length=1000)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Bytes = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
ContextTokens = Annotated[int, msgspec.Meta(ge=64, le=4_000_000)]
Role = Literal["system", "user", "assistant"]
Vector = Annotated[bytes, msgspec.Meta(max_length=262_144)]
Logprobs = Annotated[list[float], msgspec.Meta(max_length=1_000_000)]
Tokens = Annotated[list[Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]], msgspec.Meta(max_length=1_000_000)]
AdapterId = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class _Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A message of this wire; its class name is its tag. ``id`` pairs answers with their request."""

    id: Id


class WireTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One turn of a chat."""

    role: Role
    text: Text


class WireAdapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An adapter that was loaded, and how strongly it applies."""

    id: AdapterId
    scale: Annotated[float, msgspec.Meta(ge=-100, le=100)]


class LoadSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to load; 0 and "auto" leave the choice to the engine."""

    threads: Annotated[int, msgspec.Meta(ge=0, le=MOST_THREADS)] = 0
    batch_tokens: Annotated[int, msgspec.Meta(ge=0, le=MOST_BATCH_TOKENS)] = 0
    cache_type: Literal["f16", "q8_0"] = "f16"
    flash_attention: Literal["auto", "on", "off"] = "auto"


Turns = Annotated[list[WireTurn], msgspec.Meta(max_length=10_000)]
Adapters = Annotated[list[WireAdapter], msgspec.Meta(max_length=8)]


class Load(_Message, frozen=True):
    """Load the model whose descriptor travels beside this message. Answers: Loading (many), then Loaded.

    ``free_bytes`` is what may be taken (0: not known, nothing is refused). A Cancel with this id ends the loading.
    """

    sha256: Annotated[str, msgspec.Meta(max_length=64)]
    context_tokens: ContextTokens
    settings: LoadSettings = LoadSettings()
    free_bytes: Count = 0
    device: Short = "auto"


class LoadAdapter(_Message, frozen=True):
    """Load the LoRA adapter whose descriptor travels beside this message, onto the loaded model."""

    adapter: AdapterId
    sha256: Annotated[str, msgspec.Meta(max_length=64)]


class LoadDraft(_Message, frozen=True):
    """Load the model whose descriptor travels beside this message to draft for the loaded one, in its way."""

    sha256: Annotated[str, msgspec.Meta(max_length=64)]
    free_bytes: Count = 0


class Generate(_Message, frozen=True):
    """Answer a chat.

    ``grammar`` is GBNF, ``schema`` a JSON schema; one of them at most. ``resumed`` are tokens that were made already,
    by a worker that ended: they are fed behind the prompt, and ``resumed_shown`` characters of their text are not
    written again. ``draft`` lets a draft model guess along, where one is loaded.
    """

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
    schema: Annotated[str, msgspec.Meta(max_length=1_000_000)] = ""
    adapters: Adapters = []
    resumed: Tokens = []
    resumed_shown: Count = 0
    draft: bool = True


class Cancel(_Message, frozen=True):
    """End a generation within one decode step (it is then done as "cancelled"), or an embedding (it then fails so)."""


class CountTokens(_Message, frozen=True):
    """Count the tokens of texts."""

    texts: Annotated[list[Text], msgspec.Meta(max_length=100_000)]


class Score(_Message, frozen=True):
    """Log-probabilities of continuations as the assistant's turn; ``unsure`` asks for ``Scored.tokens`` too."""

    turns: Turns
    continuations: Annotated[list[Text], msgspec.Meta(max_length=10_000)]
    adapters: Adapters = []
    unsure: bool = False


class Embed(_Message, frozen=True):
    """A vector for each text."""

    texts: Annotated[list[Text], msgspec.Meta(max_length=MAX_EMBEDDED)]
    background: bool


class Unload(_Message, frozen=True):
    """Let the model go."""


class Probe(_Message, frozen=True):
    """Run the air-gap probes."""


class Devices(_Message, frozen=True):
    """List what can be computed on."""


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


Question = (
    Load
    | LoadAdapter
    | LoadDraft
    | Generate
    | Cancel
    | CountTokens
    | Score
    | Embed
    | Unload
    | Probe
    | Devices
    | Weigh
    | Measure
)

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
    "bad_schema",
    "bad_template",
    "busy",
    "adapter_mismatch",
    "draft_mismatch",
    "unknown_adapter",
    "no_embeddings",
    "no_chat",
    "cancelled",
    "decode_failed",
    "bad_weights",
    "device_lost",
    "no_such_device",
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
    bound_by: Literal["not_writable", "leased", "hashed_again"]
    on_gpu: bool = False
    note: Short = ""
    pooling: Literal["none", "mean", "cls", "last"] = "none"
    dimensions: Count = 0


class AdapterLoaded(_Message, frozen=True):
    """An adapter is loaded."""

    sha256: Annotated[str, msgspec.Meta(max_length=64)]


class DraftLoaded(_Message, frozen=True):
    """A draft model is loaded."""

    sha256: Annotated[str, msgspec.Meta(max_length=64)]


class Written(_Message, frozen=True):
    """Text of a generation, and the tokens made since the last text (those of a beginning may hold back theirs).

    ``sent_s`` is when, on the machine's monotonic clock, so that the wire can be measured.
    """

    text: Text
    tokens: Tokens = []
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
    step_gap_p95_s: float = 0.0
    """Between the end of a decode and the start of the next, while this was written: the loop's own cost."""


class Counted(_Message, frozen=True):
    """Token counts."""

    counts: Annotated[list[Count], msgspec.Meta(max_length=100_000)]


class ScoredToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """How many bytes a token stands for, and the entropy (nats) of the choice that it was one outcome of."""

    bytes: Annotated[int, msgspec.Meta(ge=0, le=65_536)]
    entropy: Annotated[float, msgspec.Meta(ge=0, le=100)]


class Scored(_Message, frozen=True):
    """The log-probabilities of each continuation's tokens; ``tokens`` where they were asked for."""

    logprobs: Annotated[list[Logprobs], msgspec.Meta(max_length=10_000)]
    tokens: Annotated[
        list[Annotated[list[ScoredToken], msgspec.Meta(max_length=1_000_000)]], msgspec.Meta(max_length=10_000)
    ] = []


class Vectors(_Message, frozen=True):
    """Unit vectors as float32, little-endian, in the order of the texts; ``cut`` tokens of each were left out."""

    vectors: Annotated[list[Vector], msgspec.Meta(max_length=MAX_EMBEDDED)]
    cut: Annotated[list[Count], msgspec.Meta(max_length=MAX_EMBEDDED)]


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


class WireDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One device of one backend; memory is in bytes."""

    name: Short
    description: Short
    backend: Short
    kind: Literal["cpu", "gpu", "integrated_gpu", "accelerator"]
    total: Count
    free: Count


class DeviceList(_Message, frozen=True):
    """The devices, the CPU variant in use, and why no GPU is (a code, or "")."""

    devices: Annotated[list[WireDevice], msgspec.Meta(max_length=64)]
    variant: Short
    instructions: Short
    note: Short


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
    | AdapterLoaded
    | DraftLoaded
    | Written
    | Done
    | Counted
    | Scored
    | Vectors
    | Unloaded
    | Probed
    | DeviceList
    | Loading
    | Weighed
    | Measured
    | Failed
)
