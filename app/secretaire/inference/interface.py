"""What the rest of the program may ask of an engine. Real and fake engines pass the same contract tests.

The interface is a scheduler's: requests are handed in, many may be in flight, each answers through its own handle.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

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
class Request:
    """One generation. ``begun`` is text that the assistant's turn starts with (it is not repeated in the output).

    ``grammar`` is GBNF with the start symbol ``root``. ``logprobs`` asks for the log-probability of every token made.
    """

    turns: tuple[Turn, ...]
    max_tokens: int = 512
    sampling: Sampling = Sampling()
    stop: tuple[str, ...] = ()
    grammar: str = ""
    begun: str = ""
    priority: Priority = Priority.INTERACTIVE
    logprobs: bool = False


@dataclass(frozen=True, slots=True)
class Generated:
    """The end of a generation. ``reused_tokens`` of the prompt were still in the KV cache; times are in seconds."""

    text: str
    finish: Finish
    prompt_tokens: int
    reused_tokens: int
    generated_tokens: int
    prefill_s: float
    decode_s: float
    logprobs: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """Natural-log probabilities of a continuation's tokens given the prompt."""

    logprobs: tuple[float, ...]

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
    """What is loaded and what it can do. ``device`` is a short name such as "CPU".

    An embedding model (``embeds``) can't write; its vectors have ``dimensions`` numbers, and ``pooling`` is "mean",
    "cls" or "last".
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
    pooling: str = "none"
    dimensions: int = 0


class Generation(Protocol):
    """One request in flight.

    Iterating yields text as it is made. Raises ``WorkerDied("inference.engine_died")`` when the worker ends under it;
    ``text`` then still holds everything that was streamed.
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
    def load(self, model: ModelFile, context_tokens: int = 4096) -> LoadedModel:
        """Verify and load a model, replacing what is loaded. The context is at most what the model was trained for.

        Raises:
            Refused: ``inference.hash_mismatch``, or the file is not a sound GGUF (``inference.gguf_…``).
            TaskFailed: ``inference.load_failed``, ``inference.out_of_memory``.
        """

    def generate(self, request: Request) -> Generation:
        """Hand in a request.

        Raises:
            TaskFailed: ``inference.prompt_too_long`` (tokens, context), ``inference.bad_grammar``,
                ``inference.no_model``, ``inference.no_chat``. Raised here or by the handle's iteration and ``result``.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text, without special tokens."""

    def score(self, turns: Sequence[Turn], continuations: Sequence[str]) -> list[Scored]:
        """Log-probabilities of each continuation as the assistant's turn; the shared prompt is prefilled once."""

    def begin_embedding(self, texts: Sequence[str], kind: TextKind) -> EmbeddingRun:
        """Hand in texts, as they are: the model's prefix for their kind is put before them here.

        Queries go before passages, since somebody waits for them. Raises TaskFailed (here or by ``result``):
        ``inference.no_embeddings`` where the model makes none, ``inference.no_model``.
        """

    def embed(self, texts: Sequence[str], kind: TextKind) -> list[Embedding]:
        """``begin_embedding``, waited for."""

    def unload(self) -> None: ...
    def probe(self) -> list[ProbeResult]:
        """Run the air-gap probes inside the engine worker."""

    def close(self) -> None:
        """End the worker. Ask, wait, kill, wait."""
