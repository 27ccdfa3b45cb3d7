"""What the rest of the program may ask of an engine. Real and fake engines pass the same contract tests.

The interface is a scheduler's: requests are handed in, many may be in flight, each answers through its own handle.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from secretaire.confinement.probes import ProbeResult
from secretaire.records import ModelUsed, Role


class Priority(StrEnum):
    """Interactive requests go before background ones when both wait."""

    INTERACTIVE = "interactive"
    BACKGROUND = "background"


class TextKind(StrEnum):
    """What a text is embedded for: models tell a question from what may answer it by a prefix of their manifest's."""

    QUERY = "query"
    PASSAGE = "passage"


class Finish(StrEnum):
    """Why a generation ended."""

    STOP = "stop"
    LENGTH = "length"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the chat to render with the model's own template."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sampler settings; temperature 0 is greedy."""

    temperature: float = 0.0
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class AdapterUse:
    """A loaded adapter, and how strongly it applies (1 is as it was trained)."""

    id: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """One generation. ``begun`` is text that the assistant's turn starts with (it is not repeated in the output).

    ``grammar`` is GBNF with the start symbol ``root``; ``schema`` a JSON schema that the output has to satisfy; one of
    them at most. ``logprobs`` asks for the log-probability of every token made. ``adapters`` were loaded before.
    ``draft`` lets a draft model guess along where one is loaded; what is written is the same.
    """

    turns: tuple[Turn, ...]
    max_tokens: int = 512
    sampling: Sampling = Sampling()
    stop: tuple[str, ...] = ()
    grammar: str = ""
    begun: str = ""
    priority: Priority = Priority.INTERACTIVE
    logprobs: bool = False
    schema: str = ""
    adapters: tuple[AdapterUse, ...] = ()
    draft: bool = True


@dataclass(frozen=True, slots=True)
class Generated:
    """The end of a generation. ``reused_tokens`` of the prompt were still in the KV cache; times are in seconds.

    ``step_gap_p95_s`` is the 95th percentile of the time from the end of one decode to the start of the next.
    """

    text: str
    finish: Finish
    prompt_tokens: int
    reused_tokens: int
    generated_tokens: int
    prefill_s: float
    decode_s: float
    logprobs: tuple[float, ...] = ()
    step_gap_p95_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TokenChoice:
    """One token of a scored continuation: its text, and the entropy (nats) of the choice it was one outcome of.

    A character that several tokens make up belongs to the last of them.
    """

    text: str
    entropy: float


@dataclass(frozen=True, slots=True)
class Scored:
    """Natural-log probabilities of a continuation's tokens given the prompt; ``choices`` where they were asked for."""

    logprobs: tuple[float, ...]
    choices: tuple[TokenChoice, ...] = ()

    @property
    def total(self) -> float:
        return sum(self.logprobs)


@dataclass(frozen=True, slots=True)
class Embedding:
    """``vector`` has length 1 (float32, as a vault stores it); ``cut_tokens`` at the text's end went unread."""

    vector: array[float]
    cut_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file that is already open, so that what is checked is what is loaded.

    The engine duplicates ``descriptor``; the caller still closes its own. ``sha256`` is what a manifest vouches for, or
    empty where none does (the model then counts as not verified). ``size`` is in bytes. The prefixes go before the
    texts that an embedding model is given.
    """

    id: str
    name: str
    descriptor: int
    sha256: str
    size: int
    query_prefix: str = ""
    passage_prefix: str = ""

    def prefix(self, kind: TextKind) -> str:
        """What goes before a text of this kind."""
        return self.query_prefix if kind is TextKind.QUERY else self.passage_prefix


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """What is loaded and what it can do.

    ``device`` tells where it computes, such as "CPU (AVX-512)" or "Vulkan0: Radeon 780M, 12 of 30 layers"; ``note`` is
    why that is no GPU, or not the one it was, as a code (``device.…`` in the wording), or empty. An embedding model
    (``embeds``) can't write; its vectors have ``dimensions`` numbers, and ``pooling`` is "mean", "cls" or "last".
    """

    used: ModelUsed
    name: str
    context_tokens: int
    vocabulary: int
    parameters: int
    embeds: bool
    chat_template: bool
    device: str
    threads: int
    bound_by: str  # how "what is hashed is what is loaded" was kept: a code, see docs/architecture.md
    on_gpu: bool = False
    note: str = ""
    pooling: str = "none"
    dimensions: int = 0


GPU_GIVEN_UP = frozenset({"gpu_lost", "gpu_out_of_memory", "gpu_failed"})
"""The notes that say that a GPU failed, and the CPU took over."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device the engine can compute on. ``kind``: cpu, gpu, integrated_gpu, accelerator; memory is in bytes."""

    name: str
    description: str
    backend: str
    kind: str
    total: int
    free: int

    @property
    def is_gpu(self) -> bool:
        return self.kind in ("gpu", "integrated_gpu")


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What the engine can compute on. ``variant`` of the CPU's backend is in use; ``note``: why no GPU is (a code)."""

    devices: tuple[Device, ...]
    variant: str
    instructions: str
    note: str


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """How to load a model; 0 and "auto" leave the choice to the engine. ``cache_type`` is the KV cache's.

    ``draft``: whether a draft model, where one is installed, was measured to make it faster.
    """

    threads: int = 0
    batch_tokens: int = 0
    cache_type: Literal["f16", "q8_0"] = "f16"
    flash_attention: Literal["auto", "on", "off"] = "auto"
    draft: bool = False


AS_THE_ENGINE_CHOOSES = LoadSettings()


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """What loading a model would take, told from its header; sizes in bytes.

    ``free`` is what can be had now (0: not known); ``largest_context`` what fits into it, at most ``context_tokens``;
    0 when nothing does.
    """

    weights: int
    cache: int
    compute: int
    other: int
    free: int
    context_tokens: int
    trained_context: int
    largest_context: int
    layers: int

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.compute + self.other

    @property
    def fits(self) -> bool:
        return not self.free or self.total <= self.free


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens per second of reading a prompt and of writing after it, by one sequence.

    ``others`` is the share of the processor that other programs used meanwhile, from 0 to 1.
    """

    prefill: float
    decode: float
    others: float = 0.0


class Stop(Protocol):
    """A wish to stop that may come at any time (``tasks.events.Cancel`` is one)."""

    def on_request(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when the stop is asked for, at once when it already was."""

    def forget(self, wake: Callable[[], None]) -> None:
        """Take ``wake`` off the list again."""


class Generation(Protocol):
    """One request in flight.

    Iterating yields text as it is made. A GPU that is lost or out of memory doesn't end it: the answer goes on, from
    its tokens, on the CPU (``LoadedModel.note`` then says so). Raises ``WorkerDied("inference.engine_died")`` when the
    worker ends under it otherwise; ``text`` then still holds everything that was streamed.
    """

    @property
    def text(self) -> str: ...
    def __iter__(self) -> Iterator[str]: ...
    def cancel(self) -> None:
        """Ask for the end; safe from any thread, any number of times. The iteration then ends normally."""

    def result(self) -> Generated:
        """Wait for the end (draining what was not iterated) and return it."""


class EmbeddingRun(Protocol):
    """Texts that are being embedded."""

    def cancel(self) -> None:
        """Ask for the end; safe from any thread, any number of times. ``result`` then raises Cancelled."""

    def result(self) -> list[Embedding]:
        """Wait for the vectors, in the order of the texts. Raises Cancelled, WorkerDied, TaskFailed."""


class Engine(Protocol):
    """A model that is loaded, in a worker of its own. All methods are thread-safe and raise SecretaireError."""

    @property
    def loaded(self) -> LoadedModel | None: ...
    def load(
        self,
        model: ModelFile,
        context_tokens: int = 4096,
        settings: LoadSettings = AS_THE_ENGINE_CHOOSES,
        progress: Callable[[float], None] | None = None,
        stop: Stop | None = None,
        *,
        device: str = "auto",
    ) -> LoadedModel:
        """Verify and load a model, replacing what is loaded. The context is at most what the model was trained for.

        ``progress`` is called in this thread with a share from 0 to 1, which begins anew after a crash. ``device`` is
        "auto" (the best GPU, as far as its free memory goes), "cpu", or a device's name, to which ":12" adds that it
        takes at most 12 layers.

        Raises:
            Refused: ``inference.hash_mismatch``, or the file is not a sound GGUF (``inference.gguf_…``).
            TaskFailed: ``inference.load_failed``, ``inference.out_of_memory``, ``inference.no_such_device``;
                ``inference.does_not_fit`` (needed, free in GB, context) before anything is loaded;
                ``inference.load_crashed`` when the worker died at it twice.
            Cancelled: ``inference.load_cancelled``; no model is loaded then.
        """

    def weigh(
        self, model: ModelFile, context_tokens: int = 4096, settings: LoadSettings = AS_THE_ENGINE_CHOOSES
    ) -> MemoryNeed:
        """What ``load`` would need, without loading. Raises Refused (``inference.gguf_…``)."""

    def measure(self, settings: LoadSettings, prompt_tokens: int, decode_tokens: int) -> Speed:
        """How fast the loaded model would be with these settings; requests in flight wait meanwhile.

        Raises TaskFailed("inference.no_model"), ("inference.out_of_memory").
        """

    def load_adapter(self, adapter: ModelFile) -> str:
        """Verify and load a LoRA adapter onto the loaded model; requests name it by its id. Its SHA-256.

        It goes with the model, and comes back with it after a crash.

        Raises:
            Refused: ``inference.hash_mismatch``, no sound GGUF. TaskFailed: ``inference.adapter_mismatch`` when it
                was made for another model, ``inference.no_model``.
        """

    def load_draft(self, model: ModelFile) -> str:
        """Verify and load a small model that drafts for the loaded one; its SHA-256. It is used where that is faster.

        It goes with the model, and comes back with it after a crash as far as memory allows.

        Raises:
            Refused: ``inference.hash_mismatch``, no sound GGUF. TaskFailed: ``inference.draft_mismatch`` when their
                vocabularies differ, ``inference.does_not_fit`` and what else ``load`` raises, ``inference.no_model``.
        """

    def generate(self, request: Request) -> Generation:
        """Hand in a request.

        Raises:
            TaskFailed: ``inference.prompt_too_long`` (tokens, context), ``inference.bad_grammar``,
                ``inference.bad_schema``, ``inference.unknown_adapter``, ``inference.busy``, ``inference.no_model``,
                ``inference.no_chat``. Raised here or by the handle's iteration and ``result``.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text, without special tokens."""

    def score(
        self,
        turns: Sequence[Turn],
        continuations: Sequence[str],
        adapters: Sequence[AdapterUse] = (),
        *,
        unsure: bool = False,
    ) -> list[Scored]:
        """Log-probabilities of each continuation as the assistant's turn; the shared prompt is prefilled once.

        ``unsure`` asks for each token's text and the entropy of its choice as well.
        """

    def begin_embedding(self, texts: Sequence[str], kind: TextKind) -> EmbeddingRun:
        """Hand in texts, as they are: the model's prefix for their kind is put before them here.

        Queries go before passages, since somebody waits for them. Raises TaskFailed (here or by ``result``):
        ``inference.no_embeddings`` where the model makes none, ``inference.no_model``.
        """

    def embed(self, texts: Sequence[str], kind: TextKind) -> list[Embedding]:
        """``begin_embedding``, waited for."""

    def devices(self) -> DeviceReport:
        """List every device; starts the worker when there is none."""

    def unload(self) -> None: ...
    def probe(self) -> list[ProbeResult]:
        """Run the air-gap probes inside the engine worker."""

    def close(self) -> None:
        """End the worker. Ask, wait, kill, wait."""
