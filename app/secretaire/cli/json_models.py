"""The JSON of ``secretaire models``; each type's schema is published in docs/schemas."""

from __future__ import annotations

import msgspec

from secretaire.cli.json_commands import Count


class ModelFacts(msgspec.Struct, frozen=True):
    """A model's manifest, and whether its file is on this machine."""

    id: str
    name: str
    file: str
    sha256: str
    size_bytes: Count
    licence: str
    publisher: str
    languages: list[str]
    roles: list[str]
    notes: str
    default: bool
    installed: bool


class ModelList(msgspec.Struct, frozen=True):
    """``models list``."""

    models: list[ModelFacts]


class LoadedFacts(msgspec.Struct, frozen=True):
    """What the engine found when it loaded the model. ``bound_by``: how "what is hashed is what is loaded" was kept."""

    sha256: str
    verified: bool
    context_tokens: Count
    vocabulary: Count
    parameters: Count
    embeds: bool
    chat_template: bool
    device: str
    threads: Count
    bound_by: str
    load_s: float


class MemoryFacts(msgspec.Struct, frozen=True):
    """What loading needs, estimated from the model's header, and what was free before. ``largest_context`` fits."""

    needed_bytes: Count
    free_bytes: Count
    weights_bytes: Count
    cache_bytes: Count
    compute_bytes: Count
    other_bytes: Count
    largest_context: Count
    trained_context: Count


class ModelInfo(msgspec.Struct, frozen=True):
    """``models info``."""

    model: ModelFacts
    loaded: LoadedFacts
    memory: MemoryFacts


class ChoiceFacts(msgspec.Struct, frozen=True):
    """One way of loading, and its speed in tokens per second; null where it was not measured."""

    threads: Count
    batch_tokens: Count
    cache_type: str
    flash_attention: str
    prefill_per_s: float | None
    decode_per_s: float | None
    chosen: bool


class DraftingFacts(msgspec.Struct, frozen=True):
    """Tokens written per second without a draft model's help and with it, and whether it is used."""

    without_per_s: float
    along_per_s: float
    used: bool


class ModelBench(msgspec.Struct, frozen=True):
    """``models bench``: what was measured; what is chosen is remembered for this machine and model.

    ``others`` is the share of the processor that other programs used; when it is large, nothing is ``remembered``.
    ``drafting`` is null where no draft model is installed.
    """

    model: str
    sha256: str
    machine: str
    choices: list[ChoiceFacts]
    others: float
    remembered: bool
    seconds: float
    drafting: DraftingFacts | None = None
