"""The host's side of the engine: one worker, many requests in flight, each with its own handle.

A worker that dies fails what was in flight (the text so far stays in the handle); the next request starts another
worker and loads the same model again, from the same descriptor.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Callable, Sequence

from secretaire.confinement.probes import ProbeResult
from secretaire.errors import Cancelled, SecretaireError, TaskFailed, WorkerDied
from secretaire.inference import wire
from secretaire.inference.connection import Connection, EngineGeneration, Single, Wanted
from secretaire.inference.free_memory import free_memory
from secretaire.inference.idle import IdleWatch
from secretaire.inference.interface import (
    AS_THE_ENGINE_CHOOSES,
    LoadedModel,
    LoadSettings,
    MemoryNeed,
    ModelFile,
    Priority,
    Request,
    Scored,
    Speed,
    Stop,
    Turn,
)
from secretaire.records import ModelUsed

CANCEL_S = 5.0
"""How long a cancelled load may take to end by itself; then its worker is killed."""
LOAD_TRIES = 2
"""A worker may be killed from outside while it loads; a model that ends it again is not tried a third time."""


class EngineClient:
    """Satisfies ``interface.Engine``; starts its worker when it is first needed.

    After ``idle_s`` seconds without a request (0: never) the model is unloaded; the next request loads it again.
    """

    def __init__(self, idle_s: float = 0.0) -> None:
        self._lock = threading.RLock()
        self._ids = itertools.count(1)
        self._connection: Connection | None = None
        self._file: ModelFile | None = None
        self._context_tokens = 0
        self._settings = AS_THE_ENGINE_CHOOSES
        self._loaded: LoadedModel | None = None
        self._resident = False
        self._stop_loading: Callable[[], None] | None = None
        self._idle = IdleWatch(idle_s, self._quiet_s, self._unload_idle)

    @property
    def loaded(self) -> LoadedModel | None:
        """The model that is loaded, or will be again after a crash."""
        return self._loaded

    @property
    def pid(self) -> int | None:
        """The worker's process, while there is one."""
        return self._connection.pid if self._connection else None

    @property
    def resident(self) -> bool:
        """Whether the model is in memory now (it may be unloaded while idle)."""
        return self._resident

    def load(
        self,
        model: ModelFile,
        context_tokens: int = 4096,
        settings: LoadSettings = AS_THE_ENGINE_CHOOSES,
        progress: Callable[[float], None] | None = None,
        stop: Stop | None = None,
    ) -> LoadedModel:
        """See ``interface.Engine.load``."""
        with self._lock:
            self.unload()
            # Kept open, so that a crash can load the very same file again.
            descriptor = os.dup(model.descriptor)
            self._file = ModelFile(model.id, model.name, descriptor, model.sha256, model.size)
            self._context_tokens, self._settings = context_tokens, settings
            self._loaded = self._load(progress, stop)
            self._idle.begin()
            return self._loaded

    def weigh(
        self, model: ModelFile, context_tokens: int = 4096, settings: LoadSettings = AS_THE_ENGINE_CHOOSES
    ) -> MemoryNeed:
        """See ``interface.Engine.weigh``."""
        free, waiter = free_memory(), Single()
        with self._lock:
            connection = self._living()
        question = wire.Weigh(next(self._ids), context_tokens, _wire_settings(settings), free)
        connection.send(question, waiter, [model.descriptor])
        weighed = waiter.wait(wire.Weighed)
        return MemoryNeed(
            weights=weighed.weights,
            cache=weighed.cache,
            compute=weighed.compute + weighed.outputs,
            other=weighed.vocabulary,
            free=free,
            context_tokens=weighed.context_tokens,
            trained_context=weighed.trained_context,
            largest_context=weighed.largest_context,
            layers=weighed.layers,
        )

    def _load(self, progress: Callable[[float], None] | None = None, stop: Stop | None = None) -> LoadedModel:
        """Load the file that is kept, in a living worker. A worker that dies at it is replaced, once."""
        if self._file is None:
            raise TaskFailed("inference.no_model")
        try:
            for _ in range(LOAD_TRIES):
                try:
                    return self._load_once(self._living(), self._file, progress, stop)
                except WorkerDied:
                    self._resident = False
            raise TaskFailed("inference.load_crashed")
        except SecretaireError:
            self._forget_file()  # or every further request would walk into the same failure
            raise

    def _load_once(
        self, connection: Connection, file: ModelFile, progress: Callable[[float], None] | None, stop: Stop | None
    ) -> LoadedModel:
        waiter, number = Single(), next(self._ids)
        question = wire.Load(
            number, file.sha256, self._context_tokens, _wire_settings(self._settings), free_bytes=free_memory()
        )
        connection.send(question, waiter, [file.descriptor])

        # A file may hold llama.cpp where it asks for no progress: then only killing the worker ends the load.
        last_resort = threading.Timer(CANCEL_S, connection.kill)
        last_resort.daemon = True
        cancelled = threading.Event()

        def cancel() -> None:
            if not cancelled.is_set():
                cancelled.set()
                connection.cancel(number)
                last_resort.start()

        self._stop_loading = cancel
        if stop is not None:
            stop.on_request(cancel)
        try:
            answer = waiter.wait(wire.Loaded, progress)
        except WorkerDied as death:
            if cancelled.is_set():
                raise Cancelled("inference.load_cancelled") from death
            raise
        finally:
            self._stop_loading = None
            if stop is not None:
                stop.forget(cancel)
            last_resort.cancel()
        self._resident = True
        return _loaded_model(answer, file)

    def _living(self) -> Connection:
        """A living worker, without a model if it is new."""
        if self._connection is None or not self._connection.alive:
            if self._connection is not None:
                self._connection.close()
            self._resident = False
            self._connection = Connection()
        return self._connection

    def _ready(self) -> Connection:
        """A living worker with the model loaded. Raises TaskFailed("inference.no_model") and what ``load`` raises."""
        with self._lock:
            if self._loaded is None or self._file is None:
                raise TaskFailed("inference.no_model")
            connection = self._living()
            if not self._resident:
                self._loaded = self._load()
                connection = self._living()
            connection.last_used = time.monotonic()
            return connection

    def _quiet_s(self) -> float:
        connection = self._connection
        return connection.quiet_s if connection is not None and self._resident else 0.0

    def _unload_idle(self) -> None:
        """The model's memory is given back; its file is kept, so that the next request loads it again."""
        with self._lock:
            if self._idle.due(self._quiet_s()):
                self._unload_worker()

    def _unload_worker(self) -> None:
        if self._connection is not None and self._connection.alive and self._resident:
            waiter = Single()
            self._connection.send(wire.Unload(next(self._ids)), waiter)
            with contextlib.suppress(WorkerDied):  # then its memory is free all the same
                waiter.wait(wire.Unloaded)
        self._resident = False

    def generate(self, request: Request) -> EngineGeneration:
        """See ``interface.Engine.generate``."""
        connection = self._ready()
        generation = EngineGeneration(self.cancel, next(self._ids))
        connection.send(_question(generation.id, request), generation)
        return generation

    def cancel(self, id: int) -> None:
        """End a generation by its id; what is unknown or over is ignored."""
        connection = self._connection
        if connection is not None:
            connection.cancel(id)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``interface.Engine.count_tokens``."""
        return self._ask(wire.CountTokens(next(self._ids), list(texts)), wire.Counted).counts

    def score(self, turns: Sequence[Turn], continuations: Sequence[str]) -> list[Scored]:
        """See ``interface.Engine.score``."""
        connection, written, waiters = self._ready(), _turns(turns), []
        for text in continuations:
            waiter = Single()
            connection.send(wire.Score(next(self._ids), written, text), waiter)
            waiters.append(waiter)
        return [Scored(tuple(waiter.wait(wire.Scored).logprobs)) for waiter in waiters]

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``interface.Engine.embed``."""
        return self._ask(wire.Embed(next(self._ids), list(texts)), wire.Vectors).vectors

    def measure(self, settings: LoadSettings, prompt_tokens: int, decode_tokens: int) -> Speed:
        """See ``interface.Engine.measure``."""
        question = wire.Measure(next(self._ids), _wire_settings(settings), prompt_tokens, decode_tokens)
        measured = self._ask(question, wire.Measured)
        return Speed(measured.prefill, measured.decode, measured.others)

    def unload(self) -> None:
        """See ``interface.Engine.unload``."""
        with self._lock:
            self._unload_worker()
            self._forget_file()

    def probe(self) -> list[ProbeResult]:
        """See ``interface.Engine.probe``."""
        with self._lock:
            connection = self._living() if self._loaded is None else self._ready()
        waiter = Single()
        connection.send(wire.Probe(next(self._ids)), waiter)
        results = waiter.wait(wire.Probed).results
        return [ProbeResult(each.process, each.attempt, each.refused, each.by, each.detail) for each in results]

    def _ask(self, question: wire.Question, wanted: type[Wanted]) -> Wanted:
        waiter = Single()
        self._ready().send(question, waiter)
        return waiter.wait(wanted)

    def _forget_file(self) -> None:
        if self._file is not None:
            os.close(self._file.descriptor)
        self._file = self._loaded = None

    def close(self) -> None:
        """See ``interface.Engine.close``."""
        stop_loading = self._stop_loading
        if stop_loading is not None:
            stop_loading()
        self._idle.close()
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._forget_file()


def _loaded_model(answer: wire.Loaded, file: ModelFile) -> LoadedModel:
    return LoadedModel(
        used=ModelUsed(file.id, answer.sha256, bool(file.sha256)),
        name=file.name or answer.name,
        context_tokens=answer.context_tokens,
        vocabulary=answer.vocabulary,
        parameters=answer.parameters,
        embeds=answer.embeds,
        chat_template=answer.chat_template,
        device=answer.device,
        threads=answer.threads,
        bound_by=answer.bound_by,
    )


def _wire_settings(settings: LoadSettings) -> wire.LoadSettings:
    return wire.LoadSettings(settings.threads, settings.batch_tokens, settings.cache_type, settings.flash_attention)


def _turns(turns: Sequence[Turn]) -> list[wire.WireTurn]:
    return [wire.WireTurn(turn.role.value, turn.text) for turn in turns]


def _question(id: int, request: Request) -> wire.Generate:
    sampling = request.sampling
    return wire.Generate(
        id=id,
        turns=_turns(request.turns),
        begun=request.begun,
        max_tokens=request.max_tokens,
        temperature=sampling.temperature,
        top_k=sampling.top_k,
        top_p=sampling.top_p,
        min_p=sampling.min_p,
        repeat_penalty=sampling.repeat_penalty,
        seed=sampling.seed,
        stop=list(request.stop),
        grammar=request.grammar,
        background=request.priority is Priority.BACKGROUND,
        logprobs=request.logprobs,
    )
