"""A deterministic engine for tests of what stands above it: no process, no weights, the same contract.

Answers come from a function of the request; a "token" is a word with the blanks before it. ``delay_s`` is the time a
token takes, ``crash_after`` kills the pretended worker once after so many tokens, ``crash()`` does so from outside.
"""

from __future__ import annotations

import json
import re
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from zlib import crc32

from secretaire.confinement.probes import ProbeResult
from secretaire.errors import Cancelled, SecretaireError, TaskFailed, WorkerDied
from secretaire.inference.interface import (
    AS_THE_ENGINE_CHOOSES,
    AdapterUse,
    Device,
    DeviceReport,
    Embedding,
    Finish,
    Generated,
    LoadedModel,
    LoadSettings,
    MemoryNeed,
    ModelFile,
    Request,
    Scored,
    Speed,
    Stop,
    TextKind,
    TokenChoice,
    Turn,
)
from secretaire.records import ModelUsed

Answer = Callable[[Request], str]
Score = Callable[[Sequence[Turn], str], float]

TOKEN = re.compile(r"\s*\S+|\s+$")
DEFAULT_MODEL = ModelFile(id="fake", name="Fake model", descriptor=-1, sha256="f" * 64, size=0)
DIMENSIONS = 32


def tokens_of(text: str) -> list[str]:
    """The fake's tokens; joined they are the text again."""
    return TOKEN.findall(text)


def echo(request: Request) -> str:
    """The default answer: says back the last turn."""
    return f"You said: {request.turns[-1].text}" if request.turns else "Hello."


def cut_at_stop(text: str, stops: Sequence[str]) -> str:
    """The text before the first stop string."""
    found = [text.index(stop) for stop in stops if stop and stop in text]
    return text[: min(found)] if found else text


class FakeGeneration:
    """One scripted generation; runs in the thread that iterates it."""

    def __init__(self, engine: FakeEngine, request: Request, prompt_tokens: int, error: SecretaireError | None) -> None:
        self._engine = engine
        self._request = request
        self._prompt_tokens = prompt_tokens
        self._error = error
        self._cancelled = threading.Event()
        self._pieces: Iterator[str] = iter(tokens_of(cut_at_stop(engine.answer(request), request.stop)))
        self._lives = engine.lives
        self._made: list[str] = []
        self._end: Generated | None = None

    @property
    def text(self) -> str:
        return "".join(self._made)

    def __iter__(self) -> Iterator[str]:
        while self._end is None:
            self._raise_failure()
            if self._cancelled.wait(self._engine.delay_s) or self._cancelled.is_set():
                self._finish(Finish.CANCELLED)
            elif len(self._made) >= self._request.max_tokens:
                self._finish(Finish.LENGTH)
            else:
                piece = next(self._pieces, None)
                if piece is None:
                    self._finish(Finish.STOP)
                    continue
                self._raise_failure()
                self._made.append(piece)
                self._engine.count_token()
                yield piece

    def _raise_failure(self) -> None:
        if self._error is None and self._lives != self._engine.lives:
            self._error = WorkerDied("inference.engine_died")
        if self._error is not None:
            raise self._error

    def _finish(self, finish: Finish) -> None:
        made = len(self._made)
        logprobs = (-0.5,) * made if self._request.logprobs else ()
        self._end = Generated(
            self.text, finish, self._prompt_tokens, 0, made, 0.0, made * self._engine.delay_s, logprobs
        )

    def cancel(self) -> None:
        self._cancelled.set()

    def result(self) -> Generated:
        for _ in self:
            pass
        assert self._end is not None
        return self._end


class FakeEmbedding:
    """Texts being embedded; None for a model that makes no embeddings."""

    def __init__(self, texts: Sequence[str] | None) -> None:
        self._texts = texts
        self._cancelled = False

    def cancel(self) -> None:
        self._cancelled = True

    def result(self) -> list[Embedding]:
        if self._texts is None:
            raise TaskFailed("inference.no_embeddings")
        if self._cancelled:
            raise Cancelled("inference.cancelled")
        return [Embedding(_bag_of_words(text)) for text in self._texts]


def _choices(text: str) -> tuple[TokenChoice, ...]:
    return tuple(TokenChoice(token, 0.1 * (len(token) % 7)) for token in tokens_of(text)) or (TokenChoice(text, 0.0),)


class FakeEngine:
    """Satisfies ``inference.interface.Engine``. ``requests`` holds every request that was handed in, in order."""

    def __init__(
        self,
        answer: Answer = echo,
        *,
        score: Score | None = None,
        delay_s: float = 0.0,
        crash_after: int | None = None,
        embeds: bool = False,
        load: bool = True,
        context_tokens: int = 4096,
    ) -> None:
        self.answer = answer
        self.delay_s = delay_s
        self.crash_after = crash_after
        self.requests: list[Request] = []
        self.measured: list[LoadSettings] = []
        self.speed: Callable[[LoadSettings], Speed] = lambda _settings: Speed(100.0, 10.0)
        self.lives = 0
        self.closed = False
        self._score = score
        self._embeds = embeds
        self._lock = threading.Lock()
        self._loaded: LoadedModel | None = None
        self._adapters: set[str] = set()
        if load:
            self.load(DEFAULT_MODEL, context_tokens)

    @property
    def loaded(self) -> LoadedModel | None:
        return self._loaded

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
        if progress is not None or stop is not None:
            self._pretend_to_read(progress, stop)
        self._loaded = LoadedModel(
            used=ModelUsed(model.id, model.sha256, bool(model.sha256)),
            name=model.name,
            context_tokens=context_tokens,
            vocabulary=1000,
            parameters=1_000_000,
            embeds=self._embeds,
            chat_template=True,
            device="CPU",
            threads=1,
            bound_by="fake",
            note="cpu_chosen" if device == "cpu" else "gpu_not_built",
            pooling="mean" if self._embeds else "none",
            dimensions=DIMENSIONS if self._embeds else 0,
        )
        return self._loaded

    def _pretend_to_read(self, progress: Callable[[float], None] | None, stop: Stop | None) -> None:
        stopped = threading.Event()
        if stop is not None:
            stop.on_request(stopped.set)
        for step in range(11):
            if progress is not None:
                progress(step / 10)
            if stopped.is_set():
                self._loaded = None
                raise Cancelled("inference.load_cancelled")
        if stop is not None:
            stop.forget(stopped.set)

    def weigh(
        self, model: ModelFile, context_tokens: int = 4096, settings: LoadSettings = AS_THE_ENGINE_CHOOSES
    ) -> MemoryNeed:
        return MemoryNeed(1000, context_tokens, 100, 10, 1_000_000, context_tokens, context_tokens, context_tokens, 1)

    def measure(self, settings: LoadSettings, prompt_tokens: int, decode_tokens: int) -> Speed:
        self._must_be_loaded()
        self.measured.append(settings)
        return self.speed(settings)

    def generate(self, request: Request) -> FakeGeneration:
        loaded = self._must_be_loaded()
        with self._lock:
            self.requests.append(request)
        prompt = sum(self.count_tokens([turn.text for turn in request.turns]))
        error: SecretaireError | None = None
        if prompt >= loaded.context_tokens:
            error = TaskFailed("inference.prompt_too_long", tokens=prompt, context=loaded.context_tokens)
        elif request.grammar and not re.search(r"^\s*root\s*::=", request.grammar, re.MULTILINE):
            error = TaskFailed("inference.bad_grammar")
        elif request.schema and not _is_object(request.schema):
            error = TaskFailed("inference.bad_schema")
        elif not self._adapters.issuperset(each.id for each in request.adapters):
            error = TaskFailed("inference.unknown_adapter")
        return FakeGeneration(self, request, prompt, error)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self._must_be_loaded()
        return [len(tokens_of(text)) for text in texts]

    def load_adapter(self, adapter: ModelFile) -> str:
        self._must_be_loaded()
        self._adapters.add(adapter.id)
        return adapter.sha256

    def load_draft(self, model: ModelFile) -> str:
        self._must_be_loaded()
        return model.sha256

    def score(
        self,
        turns: Sequence[Turn],
        continuations: Sequence[str],
        adapters: Sequence[AdapterUse] = (),
        *,
        unsure: bool = False,
    ) -> list[Scored]:
        self._must_be_loaded()
        if not self._adapters.issuperset(each.id for each in adapters):
            raise TaskFailed("inference.unknown_adapter")
        score = self._score or (lambda _turns, text: -1.0 - crc32(text.encode()) % 1000 / 1000)
        return [
            Scored((score(turns, text),) * max(1, len(tokens_of(text))), _choices(text) if unsure else ())
            for text in continuations
        ]

    def begin_embedding(self, texts: Sequence[str], kind: TextKind) -> FakeEmbedding:
        """Bags of hashed words, so that texts which share words are near each other."""
        self._must_be_loaded()
        return FakeEmbedding(texts if self._embeds else None)

    def embed(self, texts: Sequence[str], kind: TextKind) -> list[Embedding]:
        return self.begin_embedding(texts, kind).result()

    def devices(self) -> DeviceReport:
        processor = Device("CPU", "Fake processor", "CPU", "cpu", 8_000_000_000, 4_000_000_000)
        return DeviceReport((processor,), "fake", "", "gpu_not_built")

    def unload(self) -> None:
        self._loaded = None
        self._adapters.clear()

    def probe(self) -> list[ProbeResult]:
        return [ProbeResult("engine", "tcp", True, "seccomp", "EPERM")]

    def close(self) -> None:
        self.closed = True
        self.unload()

    def crash(self) -> None:
        """The worker dies: every generation in flight fails, the next request works."""
        self.lives += 1

    def count_token(self) -> None:
        """A token was made; the pretended worker dies after ``crash_after`` of them, once."""
        if self.crash_after is None:
            return
        self.crash_after -= 1
        if self.crash_after <= 0:
            self.crash_after = None
            self.crash()

    def _must_be_loaded(self) -> LoadedModel:
        if self._loaded is None:
            raise TaskFailed("inference.no_model")
        return self._loaded


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _bag_of_words(text: str) -> array[float]:
    counts = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", text.lower()):
        counts[crc32(word.encode()) % DIMENSIONS] += 1.0
    length = sum(value * value for value in counts) ** 0.5 or 1.0
    return array("f", (value / length for value in counts))
