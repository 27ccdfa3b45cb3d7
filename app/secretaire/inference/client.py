"""The host's side of the engine: one worker, many requests in flight, each with its own handle.

A worker that dies fails what was in flight (the text so far stays in the handle); the next request starts another
worker and loads the same model again, from the same descriptor. Where the model was on a GPU, what was in flight goes
on in a worker that sees no GPU, until a model is loaded anew.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from secretaire.confinement.probes import ProbeResult
from secretaire.errors import SecretaireError, TaskFailed, WorkerDied
from secretaire.inference import wire
from secretaire.inference.backend_files import gpu_backends
from secretaire.inference.connection import Connection, Wanted
from secretaire.inference.failover import device_failure, wire_adapters, wire_turns
from secretaire.inference.generation import EngineGeneration
from secretaire.inference.interface import (
    AdapterUse,
    Device,
    DeviceReport,
    LoadedModel,
    ModelFile,
    Request,
    Scored,
    Turn,
)
from secretaire.records import ModelUsed

VULKAN_SETTING = "SECRETAIRE_VULKAN_DEVICES"
"""Names Vulkan's devices by number ("0,1"); only so are software ones used, such as Mesa's lavapipe."""
_LOADS_NOWHERE = ("inference.load_failed", "inference.out_of_memory")


class EngineClient:
    """Satisfies ``interface.Engine``; starts its worker when it is first needed."""

    def __init__(self, *, vulkan: str | None = None, variant: str = "") -> None:
        """``vulkan`` stands for ``VULKAN_SETTING``; ``variant`` names one of the build's CPU variants, for tests."""
        named = os.environ.get(VULKAN_SETTING, "") if vulkan is None else vulkan
        self._settings = [f"vulkan={named}"] * bool(named) + [f"variant={variant}"] * bool(variant)
        self._lock = threading.RLock()
        self._ids = itertools.count(1)
        self._connection: Connection | None = None
        self._file: ModelFile | None = None
        self._adapter_files: dict[str, ModelFile] = {}
        self._context_tokens = 0
        self._device = "auto"
        self._fallen = ""  # why the GPU is not used any more
        self._loaded: LoadedModel | None = None

    @property
    def loaded(self) -> LoadedModel | None:
        """The model that is loaded, or will be again after a crash."""
        return self._loaded

    @property
    def pid(self) -> int | None:
        """The worker's process, while there is one."""
        return self._connection.pid if self._connection else None

    def load(self, model: ModelFile, context_tokens: int = 4096, *, device: str = "auto") -> LoadedModel:
        """See ``interface.Engine.load``."""
        with self._lock:
            self._forget_file()
            # Kept open, so that a crash can load the very same file again.
            descriptor = os.dup(model.descriptor)
            self._file = ModelFile(model.id, model.name, descriptor, model.sha256, model.size)
            self._context_tokens, self._device, self._fallen = context_tokens, device, ""
            try:
                return self._load_somewhere(self._file)
            except SecretaireError:
                self._forget_file()
                raise

    def _load_somewhere(self, file: ModelFile) -> LoadedModel:
        """On a GPU if one is wanted, on the CPU where that fails."""
        connection = self._living()
        try:
            return self._load(connection, file)
        except SecretaireError as error:
            if not connection.gpu or not (isinstance(error, WorkerDied) or error.code in _LOADS_NOWHERE):
                raise
            self._fallen = "gpu_failed"
        return self._load(self._living(), file)

    def _load(self, connection: Connection, file: ModelFile) -> LoadedModel:
        device = "cpu" if self._fallen else self._device
        question = wire.Load(next(self._ids), file.sha256, self._context_tokens, device)
        answer = connection.ask(question, wire.Loaded, [file.descriptor])
        connection.on_gpu = answer.on_gpu
        self._loaded = LoadedModel(
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
            note=self._fallen or answer.note,
        )
        return self._loaded

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

    def _living(self) -> Connection:
        """A living worker that may see GPUs if it should, without a model if it is new."""
        current = self._connection
        if current is not None and current.on_gpu and not current.alive:
            self._fallen = self._fallen or "gpu_lost"
        gpu = self._device != "cpu" and not self._fallen and bool(gpu_backends())
        if current is None or not current.alive or current.gpu != gpu:
            if current is not None:
                current.close()
            self._connection = current = Connection(gpu=gpu, settings=self._settings)
        return current

    def _ready(self) -> Connection:
        """A living worker with the model loaded. Raises TaskFailed("inference.no_model")."""
        with self._lock:
            if self._loaded is None or self._file is None:
                raise TaskFailed("inference.no_model")
            before = self._connection
            connection = self._living()
            if connection is not before:
                self._load_somewhere(self._file)
                connection = self._connection or connection
                for adapter in self._adapter_files.values():
                    self._load_adapter(connection, adapter)
            return connection

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
        self, turns: Sequence[Turn], continuations: Sequence[str], adapters: Sequence[AdapterUse] = ()
    ) -> list[Scored]:
        """See ``interface.Engine.score``."""
        answer = self._ask(
            lambda number: wire.Score(number, wire_turns(turns), list(continuations), wire_adapters(adapters)),
            wire.Scored,
        )
        return [Scored(tuple(each)) for each in answer.logprobs]

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``interface.Engine.embed``."""
        return self._ask(lambda number: wire.Embed(number, list(texts)), wire.Vectors).vectors

    def devices(self) -> DeviceReport:
        """See ``interface.Engine.devices``."""
        with self._lock:
            connection = self._living() if self._loaded is None else self._ready()
            answer = connection.ask(wire.Devices(next(self._ids)), wire.DeviceList)
            found = tuple(Device(d.name, d.description, d.backend, d.kind, d.total, d.free) for d in answer.devices)
            note = self._fallen or ("cpu_chosen" if self._device == "cpu" else answer.note)
        return DeviceReport(found, answer.variant, answer.instructions, note)

    def unload(self) -> None:
        """See ``interface.Engine.unload``."""
        with self._lock:
            if self._connection is not None and self._connection.alive and self._loaded is not None:
                self._connection.ask(wire.Unload(next(self._ids)), wire.Unloaded)
                self._connection.on_gpu = False
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

    def close(self) -> None:
        """See ``interface.Engine.close``."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._forget_file()
