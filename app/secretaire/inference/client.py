"""The host's side of the engine: one worker, many requests in flight, each with its own handle.

A worker that dies fails what was in flight (the text so far stays in the handle); the next request starts another
worker and loads the same model again, from the same descriptor. Where the model was on a GPU, what was in flight goes
on in a worker that sees no GPU, until a model is loaded anew.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from secretaire.confinement.probes import ProbeResult
from secretaire.errors import Cancelled, SecretaireError, TaskFailed, WorkerDied
from secretaire.inference import wire
from secretaire.inference.backend_files import gpu_backends
from secretaire.inference.choices import choices
from secretaire.inference.connection import Connection, Mailbox, Wanted
from secretaire.inference.embedding_portions import EmbeddingInPortions, portions
from secretaire.inference.failover import device_failure, wire_adapters, wire_turns
from secretaire.inference.free_memory import free_memory
from secretaire.inference.generation import EngineGeneration
from secretaire.inference.idle import IdleWatch
from secretaire.inference.interface import (
    AS_THE_ENGINE_CHOOSES,
    AdapterUse,
    Device,
    DeviceReport,
    Embedding,
    LoadedModel,
    LoadSettings,
    MemoryNeed,
    ModelFile,
    Request,
    Scored,
    Speed,
    Stop,
    TextKind,
    Turn,
)
from secretaire.records import ModelUsed

VULKAN_SETTING = "SECRETAIRE_VULKAN_DEVICES"
"""Names Vulkan's devices by number ("0,1"); only so are software ones used, such as Mesa's lavapipe."""
CANCEL_S = 5.0
"""How long a cancelled load may take to end by itself; then its worker is killed."""
LOAD_TRIES = 2
"""A worker may be killed from outside while it loads; a model that ends it again is not tried a third time."""
_LOADS_NOWHERE = ("inference.load_failed", "inference.out_of_memory")


class EngineClient:
    """Satisfies ``interface.Engine``; starts its worker when it is first needed.

    After ``idle_s`` seconds without a request (0: never) the model is unloaded; the next request loads it again.
    """

    def __init__(self, idle_s: float = 0.0, *, vulkan: str | None = None, variant: str = "") -> None:
        """``vulkan`` stands for ``VULKAN_SETTING``; ``variant`` names one of the build's CPU variants, for tests."""
        named = os.environ.get(VULKAN_SETTING, "") if vulkan is None else vulkan
        self._worker_settings = [f"vulkan={named}"] * bool(named) + [f"variant={variant}"] * bool(variant)
        self._lock = threading.RLock()
        self._ids = itertools.count(1)
        self._connection: Connection | None = None
        self._file: ModelFile | None = None
        self._adapter_files: dict[str, ModelFile] = {}
        self._draft_file: ModelFile | None = None
        self._wanted = _Wanted()
        self._fallen = ""  # why the GPU is not used any more
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
        *,
        device: str = "auto",
    ) -> LoadedModel:
        """See ``interface.Engine.load``."""
        with self._lock:
            self.unload()
            # Kept open, so that a crash can load the very same file again.
            self._file = replace(model, descriptor=os.dup(model.descriptor))
            self._wanted, self._fallen = _Wanted(context_tokens, settings, device), ""
            self._loaded = self._load(progress, stop)
            self._idle.begin()
            return self._loaded

    def weigh(
        self, model: ModelFile, context_tokens: int = 4096, settings: LoadSettings = AS_THE_ENGINE_CHOOSES
    ) -> MemoryNeed:
        """See ``interface.Engine.weigh``."""
        free = free_memory()
        with self._lock:
            connection = self._living()
        question = wire.Weigh(next(self._ids), context_tokens, _wire_settings(settings), free)
        weighed = connection.ask(question, wire.Weighed, [model.descriptor])
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
        """Load the file that is kept, on the CPU where the GPU fails. A worker that dies at it is replaced, once."""
        if self._file is None:
            raise TaskFailed("inference.no_model")
        try:
            for _ in range(LOAD_TRIES + bool(gpu_backends())):
                connection = self._living()
                try:
                    return self._load_once(connection, self._file, progress, stop)
                except SecretaireError as error:
                    self._resident = False
                    died = isinstance(error, WorkerDied)
                    if connection.gpu and (died or error.code in _LOADS_NOWHERE):
                        self._fallen = "gpu_failed"
                    elif not died:
                        raise
            raise TaskFailed("inference.load_crashed")
        except SecretaireError:
            self._forget_file()  # or every further request would walk into the same failure
            raise

    def _load_once(
        self, connection: Connection, file: ModelFile, progress: Callable[[float], None] | None, stop: Stop | None
    ) -> LoadedModel:
        waiter, number = Mailbox(), next(self._ids)
        wanted, device = self._wanted, "cpu" if self._fallen else self._wanted.device
        settings = _wire_settings(wanted.settings)
        question = wire.Load(number, file.sha256, wanted.context_tokens, settings, free_memory(), device)
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
        self._resident, connection.on_gpu = True, answer.on_gpu
        for adapter in self._adapter_files.values():
            self._load_adapter(connection, adapter)
        if self._draft_file is not None:
            with contextlib.suppress(TaskFailed):  # less memory is free now: only speed is lost
                self._load_draft(connection, self._draft_file)
        return _loaded_model(answer, file, self._fallen)

    def load_adapter(self, adapter: ModelFile) -> str:
        """See ``interface.Engine.load_adapter``."""
        with self._lock:
            connection = self._ready()
            kept = replace(adapter, descriptor=os.dup(adapter.descriptor))
            try:
                sha256 = self._load_adapter(connection, kept)
            except SecretaireError:
                os.close(kept.descriptor)
                raise
            before = self._adapter_files.pop(adapter.id, None)
            if before is not None:
                os.close(before.descriptor)
            self._adapter_files[adapter.id] = kept
            return sha256

    def _load_adapter(self, connection: Connection, file: ModelFile) -> str:
        question = wire.LoadAdapter(next(self._ids), file.id, file.sha256)
        return connection.ask(question, wire.AdapterLoaded, [file.descriptor]).sha256

    def load_draft(self, model: ModelFile) -> str:
        """See ``interface.Engine.load_draft``."""
        with self._lock:
            connection = self._ready()
            sha256 = self._load_draft(connection, model)
            self._forget_draft()
            self._draft_file = replace(model, descriptor=os.dup(model.descriptor))
            return sha256

    def _load_draft(self, connection: Connection, file: ModelFile) -> str:
        question = wire.LoadDraft(next(self._ids), file.sha256, free_memory())
        return connection.ask(question, wire.DraftLoaded, [file.descriptor]).sha256

    def _forget_draft(self) -> None:
        if self._draft_file is not None:
            os.close(self._draft_file.descriptor)
            self._draft_file = None

    def _living(self) -> Connection:
        """A living worker that may see GPUs if it should, without a model if it is new."""
        current = self._connection
        if current is not None and current.on_gpu and not current.alive:
            self._fallen = self._fallen or "gpu_lost"
        gpu = self._wanted.device != "cpu" and not self._fallen and bool(gpu_backends())
        if current is None or not current.alive or current.gpu != gpu:
            if current is not None:
                current.close()
            self._resident = False
            self._connection = current = Connection(gpu=gpu, settings=self._worker_settings)
        return current

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
            with contextlib.suppress(WorkerDied):  # then its memory is free all the same
                self._connection.ask(wire.Unload(next(self._ids)), wire.Unloaded)
            self._connection.on_gpu = False
        self._resident = False

    def _instead(self, failed: Connection, error: SecretaireError) -> Connection:
        """A CPU worker with the model, in place of one whose GPU failed; raises the error where no GPU did."""
        note = device_failure(error) if failed.on_gpu else ""
        if not note:
            raise error
        with self._lock:
            if self._connection is failed:  # else another request has seen to it
                self._fallen = note
                failed.close()
                self._connection = None
                self._resident = False
            return self._ready()

    def generate(self, request: Request) -> EngineGeneration:
        """See ``interface.Engine.generate``."""
        connection = self._ready()
        generation = EngineGeneration(request, self._ids.__next__, self._instead)
        generation.hand_in(connection)
        return generation

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``interface.Engine.count_tokens``."""
        return self._ask(lambda number: wire.CountTokens(number, list(texts)), wire.Counted).counts

    def score(
        self,
        turns: Sequence[Turn],
        continuations: Sequence[str],
        adapters: Sequence[AdapterUse] = (),
        *,
        unsure: bool = False,
    ) -> list[Scored]:
        """See ``interface.Engine.score``."""
        answer = self._ask(
            lambda number: wire.Score(number, wire_turns(turns), list(continuations), wire_adapters(adapters), unsure),
            wire.Scored,
        )
        if not unsure:
            return [Scored(tuple(each)) for each in answer.logprobs]
        return [
            Scored(tuple(logprobs), choices(text, tokens))
            for text, logprobs, tokens in zip(continuations, answer.logprobs, answer.tokens, strict=True)
        ]

    def begin_embedding(self, texts: Sequence[str], kind: TextKind) -> EmbeddingInPortions:
        """See ``interface.Engine.begin_embedding``."""
        connection = self._ready()
        file, loaded = self._file, self._loaded
        if file is None or loaded is None:
            raise TaskFailed("inference.no_model")
        prefix, run = file.prefix(kind), EmbeddingInPortions(connection.cancel, loaded.dimensions)
        for portion in portions([prefix + text for text in texts]):
            question, waiter = wire.Embed(next(self._ids), portion, kind is TextKind.PASSAGE), Mailbox()
            run.add(question.id, len(portion), waiter)
            connection.send(question, waiter)
        return run

    def embed(self, texts: Sequence[str], kind: TextKind) -> list[Embedding]:
        """See ``interface.Engine.embed``."""
        return self.begin_embedding(texts, kind).result()

    def devices(self) -> DeviceReport:
        """See ``interface.Engine.devices``."""
        with self._lock:
            connection = self._living() if self._loaded is None else self._ready()
            answer = connection.ask(wire.Devices(next(self._ids)), wire.DeviceList)
            found = tuple(Device(d.name, d.description, d.backend, d.kind, d.total, d.free) for d in answer.devices)
            note = self._fallen or ("cpu_chosen" if self._wanted.device == "cpu" else answer.note)
        return DeviceReport(found, answer.variant, answer.instructions, note)

    def measure(self, settings: LoadSettings, prompt_tokens: int, decode_tokens: int) -> Speed:
        """See ``interface.Engine.measure``."""
        wanted = _wire_settings(settings)
        measured = self._ask(lambda number: wire.Measure(number, wanted, prompt_tokens, decode_tokens), wire.Measured)
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
        results = connection.ask(wire.Probe(next(self._ids)), wire.Probed).results
        return [ProbeResult(each.process, each.attempt, each.refused, each.by, each.detail) for each in results]

    def _ask(self, question: Callable[[int], wire.Question], wanted: type[Wanted]) -> Wanted:
        """A question that can be put again where a GPU failed."""
        connection = self._ready()
        try:
            return connection.ask(question(next(self._ids)), wanted)
        except SecretaireError as error:
            return self._instead(connection, error).ask(question(next(self._ids)), wanted)

    def _forget_file(self) -> None:
        if self._file is not None:
            os.close(self._file.descriptor)
        self._file = self._loaded = None
        for adapter in self._adapter_files.values():
            os.close(adapter.descriptor)
        self._adapter_files = {}
        self._forget_draft()

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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How the model was asked for, so that it can be loaded so again."""

    context_tokens: int = 0
    settings: LoadSettings = AS_THE_ENGINE_CHOOSES
    device: str = "auto"


def _loaded_model(answer: wire.Loaded, file: ModelFile, fallen: str) -> LoadedModel:
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
        on_gpu=answer.on_gpu,
        note=fallen or answer.note,
        pooling=answer.pooling,
        dimensions=answer.dimensions,
    )


def _wire_settings(settings: LoadSettings) -> wire.LoadSettings:
    return wire.LoadSettings(settings.threads, settings.batch_tokens, settings.cache_type, settings.flash_attention)
