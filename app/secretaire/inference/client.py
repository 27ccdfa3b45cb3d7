"""The host's side of the engine: one worker, many requests in flight, each with its own handle.

A worker that dies fails what was in flight (the text so far stays in the handle); the next request starts another
worker and loads the same model again, from the same descriptor.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from queue import SimpleQueue
from typing import TypeVar

from secretaire.confinement.frames import Channel, ChannelClosed
from secretaire.confinement.probes import ProbeResult
from secretaire.confinement.worker_process import WorkerProcess, start_worker
from secretaire.errors import Cancelled, Refused, SecretaireError, TaskFailed, WorkerDied
from secretaire.inference import wire
from secretaire.inference.embedding_portions import EmbeddingInPortions, portions
from secretaire.inference.interface import (
    Embedding,
    Finish,
    Generated,
    LoadedModel,
    ModelFile,
    Priority,
    Request,
    Scored,
    TextKind,
    Turn,
)
from secretaire.records import ModelUsed

Wanted = TypeVar("Wanted", bound=wire.Answer)
Outcome = wire.Answer | SecretaireError

_REFUSED = {"hash_mismatch", "gguf_damaged", "gguf_unsupported", "bad_template"}


class EngineGeneration:
    """One request in flight; see ``interface.Generation``."""

    def __init__(self, engine: EngineClient, id: int) -> None:
        self._engine, self._id = engine, id
        self._inbox: SimpleQueue[Outcome] = SimpleQueue()
        self._pieces: list[str] = []
        self._done: Generated | None = None
        self._error: SecretaireError | None = None

    @property
    def text(self) -> str:
        """Everything streamed so far."""
        return "".join(self._pieces)

    def __iter__(self) -> Iterator[str]:
        while self._done is None:
            if self._error is not None:
                raise self._error
            match self._inbox.get():
                case wire.Written(text=text):
                    self._pieces.append(text)
                    yield text
                case wire.Done() as done:
                    self._done = _generated(done, self.text)
                case SecretaireError() as error:
                    self._error = error
                case _:
                    self._error = WorkerDied("inference.engine_died")

    def cancel(self) -> None:
        """See ``interface.Generation.cancel``."""
        if self._done is None and self._error is None:
            self._engine.cancel(self._id)

    def result(self) -> Generated:
        """See ``interface.Generation.result``."""
        for _ in self:
            pass
        if self._done is None:
            raise self._error or WorkerDied("inference.engine_died")
        return self._done

    def deliver(self, outcome: Outcome) -> None:
        """The receiving thread hands in what came."""
        self._inbox.put(outcome)


class _Single:
    """A request with one answer."""

    def __init__(self) -> None:
        self._inbox: SimpleQueue[Outcome] = SimpleQueue()

    def deliver(self, outcome: Outcome) -> None:
        self._inbox.put(outcome)

    def wait(self, wanted: type[Wanted]) -> Wanted:
        outcome = self._inbox.get()
        if isinstance(outcome, SecretaireError):
            raise outcome
        if not isinstance(outcome, wanted):
            raise WorkerDied("inference.engine_died")
        return outcome


class _Connection:
    """A worker and the thread that routes its answers; lives as long as the worker."""

    def __init__(self) -> None:
        try:
            self._process: WorkerProcess = start_worker("secretaire.inference.worker")
        except OSError as error:
            raise TaskFailed("inference.no_worker") from error
        self.pid = self._process.pid
        self._channel: Channel[wire.Answer] = Channel(self._process.connection, wire.Answer)
        self._lock = threading.Lock()
        self._open: dict[int, EngineGeneration | _Single] = {}
        self._dead = False
        self._thread = threading.Thread(target=self._route, name="engine-answers", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return not self._dead and self._process.alive()

    def send(
        self, question: wire.Question, waiter: EngineGeneration | _Single, descriptors: Sequence[int] = ()
    ) -> None:
        """Hand in a question; its answers go to ``waiter``, and so does the worker's death."""
        with self._lock:
            if not self._dead:
                self._open[question.id] = waiter
        try:
            if self._dead:
                raise ChannelClosed
            self._channel.send(question, descriptors)
        except ChannelClosed:
            with self._lock:
                self._open.pop(question.id, None)
            waiter.deliver(WorkerDied("inference.engine_died"))

    def cancel(self, id: int) -> None:
        with self._lock:
            known = id in self._open
        if known:
            try:
                self._channel.send(wire.Cancel(id))
            except ChannelClosed:
                return  # its death is reported by the receiving thread

    def _route(self) -> None:
        try:
            while True:
                answer, descriptors = self._channel.receive()
                for descriptor in descriptors:
                    os.close(descriptor)  # an engine has none to give
                self._deliver(answer)
        except ChannelClosed:
            with self._lock:
                self._dead = True
                waiting, self._open = list(self._open.values()), {}
            self._process.kill()
            for waiter in waiting:
                waiter.deliver(WorkerDied("inference.engine_died"))

    def _deliver(self, answer: wire.Answer) -> None:
        with self._lock:
            last = not isinstance(answer, wire.Written)
            waiter = self._open.pop(answer.id, None) if last else self._open.get(answer.id)
        if waiter is not None:
            waiter.deliver(_failure(answer) if isinstance(answer, wire.Failed) else answer)

    def close(self) -> None:
        self._process.stop()
        self._channel.close()
        self._thread.join()


class EngineClient:
    """Satisfies ``interface.Engine``; starts its worker when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._ids = itertools.count(1)
        self._connection: _Connection | None = None
        self._file: ModelFile | None = None
        self._context_tokens = 0
        self._loaded: LoadedModel | None = None

    @property
    def loaded(self) -> LoadedModel | None:
        """The model that is loaded, or will be again after a crash."""
        return self._loaded

    @property
    def pid(self) -> int | None:
        """The worker's process, while there is one."""
        return self._connection.pid if self._connection else None

    def load(self, model: ModelFile, context_tokens: int = 4096) -> LoadedModel:
        """See ``interface.Engine.load``."""
        with self._lock:
            self._forget_file()
            # Kept open, so that a crash can load the very same file again.
            descriptor = os.dup(model.descriptor)
            self._file = replace(model, descriptor=descriptor)
            self._context_tokens = context_tokens
            try:
                self._loaded = self._load(self._living(), self._file)
            except SecretaireError:
                self._forget_file()
                raise
            return self._loaded

    def _load(self, connection: _Connection, file: ModelFile) -> LoadedModel:
        waiter = _Single()
        connection.send(wire.Load(next(self._ids), file.sha256, self._context_tokens), waiter, [file.descriptor])
        answer = waiter.wait(wire.Loaded)
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
            pooling=answer.pooling,
            dimensions=answer.dimensions,
        )

    def _living(self) -> _Connection:
        """A living worker, without a model if it is new."""
        if self._connection is None or not self._connection.alive:
            if self._connection is not None:
                self._connection.close()
            self._connection = _Connection()
        return self._connection

    def _ready(self) -> _Connection:
        """A living worker with the model loaded. Raises TaskFailed("inference.no_model")."""
        with self._lock:
            if self._loaded is None or self._file is None:
                raise TaskFailed("inference.no_model")
            before = self._connection
            connection = self._living()
            if connection is not before:
                self._load(connection, self._file)
            return connection

    def generate(self, request: Request) -> EngineGeneration:
        """See ``interface.Engine.generate``."""
        connection = self._ready()
        generation = EngineGeneration(self, next(self._ids))
        connection.send(_question(generation._id, request), generation)
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
            waiter = _Single()
            connection.send(wire.Score(next(self._ids), written, text), waiter)
            waiters.append(waiter)
        return [Scored(tuple(waiter.wait(wire.Scored).logprobs)) for waiter in waiters]

    def begin_embedding(self, texts: Sequence[str], kind: TextKind) -> EmbeddingInPortions:
        """See ``interface.Engine.begin_embedding``."""
        connection = self._ready()
        file, loaded = self._file, self._loaded
        if file is None or loaded is None:
            raise TaskFailed("inference.no_model")
        prefix, run = file.prefix(kind), EmbeddingInPortions(self.cancel, loaded.dimensions)
        for portion in portions([prefix + text for text in texts]):
            question, waiter = wire.Embed(next(self._ids), portion, kind is TextKind.PASSAGE), _Single()
            run.add(question.id, len(portion), waiter)
            connection.send(question, waiter)
        return run

    def embed(self, texts: Sequence[str], kind: TextKind) -> list[Embedding]:
        """See ``interface.Engine.embed``."""
        return self.begin_embedding(texts, kind).result()

    def unload(self) -> None:
        """See ``interface.Engine.unload``."""
        with self._lock:
            if self._connection is not None and self._connection.alive and self._loaded is not None:
                waiter = _Single()
                self._connection.send(wire.Unload(next(self._ids)), waiter)
                waiter.wait(wire.Unloaded)
            self._forget_file()

    def probe(self) -> list[ProbeResult]:
        """See ``interface.Engine.probe``."""
        with self._lock:
            connection = self._living() if self._loaded is None else self._ready()
        waiter = _Single()
        connection.send(wire.Probe(next(self._ids)), waiter)
        results = waiter.wait(wire.Probed).results
        return [ProbeResult(each.process, each.attempt, each.refused, each.by, each.detail) for each in results]

    def _ask(self, question: wire.Question, wanted: type[Wanted]) -> Wanted:
        waiter = _Single()
        self._ready().send(question, waiter)
        return waiter.wait(wanted)

    def _forget_file(self) -> None:
        if self._file is not None:
            os.close(self._file.descriptor)
        self._file = self._loaded = None

    def close(self) -> None:
        """See ``interface.Engine.close``."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._forget_file()


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


def _generated(done: wire.Done, text: str) -> Generated:
    return Generated(
        text=text,
        finish=Finish(done.finish),
        prompt_tokens=done.prompt_tokens,
        reused_tokens=done.reused_tokens,
        generated_tokens=done.generated_tokens,
        prefill_s=done.prefill_s,
        decode_s=done.decode_s,
        logprobs=tuple(done.logprobs),
    )


def _failure(failed: wire.Failed) -> SecretaireError:
    code = f"inference.{failed.code}"
    if failed.code == "cancelled":
        return Cancelled(code)
    if failed.code == "prompt_too_long":
        return TaskFailed(code, tokens=failed.tokens, context=failed.context)
    return Refused(code) if failed.code in _REFUSED else TaskFailed(code)
