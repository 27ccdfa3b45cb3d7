"""The engine's loop: take input, step, emit. One thread owns llama.cpp and all state; runs in the engine worker."""

from __future__ import annotations

import os
from collections.abc import Callable
from queue import Empty, SimpleQueue

import msgspec

from secretaire.confinement.probes import run_probes
from secretaire.inference import wire
from secretaire.inference.backends import Variant
from secretaire.inference.cells import Adapters
from secretaire.inference.chat_template import BadTemplate
from secretaire.inference.device_choice import why_no_gpu
from secretaire.inference.devices import devices, graphics
from secretaire.inference.draft_model import DraftModel, same_vocabulary
from secretaire.inference.drafting import Lookup
from secretaire.inference.embedding import EmbeddingQueue
from secretaire.inference.gguf_header import BadHeader
from secretaire.inference.loading import LoadFailed, LoadProgress, weigh
from secretaire.inference.measuring import measure
from secretaire.inference.model import Model, plan_of
from secretaire.inference.runner import Runner
from secretaire.inference.sampling import BadGrammar, Sampler
from secretaire.inference.scheduler import Busy, Job
from secretaire.inference.schema import BadSchema, grammar_of
from secretaire.inference.text_stream import TextStream
from secretaire.inference.work import Scoring, Writing

Input = tuple[wire.Question, list[int]]
Outbox = Callable[[list[wire.Answer]], None]


class EngineLoop:
    """Owns the model; serves questions until the input ends (None)."""

    def __init__(self, questions: SimpleQueue[Input | None], outbox: Outbox, variant: Variant) -> None:
        self._questions, self._outbox, self._variant = questions, outbox, variant
        self._answers: list[wire.Answer] = []
        self._stopped: set[int] = set()  # ids of Cancels as they arrive, so that they reach a load that is under way
        self._model: Model | None = None
        self._load_question: wire.Load | None = None
        self._draft: DraftModel | None = None
        self._runner: Runner | None = None
        self._embedding: EmbeddingQueue | None = None

    def run(self) -> None:
        """Serve until the input ends."""
        while self._take_input():
            self._send()
            if self._runner is not None and self._runner.busy:
                self._runner.step()
            if self._embedding is not None and self._embedding.busy:
                for answer in self._embedding.step():
                    self._emit(answer)
            self._send()

    def _send(self) -> None:
        """What a step, or the questions before it, gave rise to travels together."""
        if self._answers:
            self._outbox(self._answers)
            self._answers = []

    @property
    def _busy(self) -> bool:
        return any(each is not None and each.busy for each in (self._runner, self._embedding))

    def arrived(self, question: wire.Question) -> None:
        """A question was put into the queue (said by the receiving thread): a long step makes way for an urgent one."""
        if isinstance(question, wire.Cancel):
            self._stopped.add(question.id)
        runner = self._runner
        urgent = isinstance(question, wire.Cancel) or (isinstance(question, wire.Generate) and not question.background)
        if urgent and runner is not None:
            runner.hurry()

    def _emit(self, answer: wire.Answer) -> None:
        self._answers.append(answer)
        if isinstance(answer, wire.Loading):
            self._send()  # nothing else goes on until a model is loaded

    # -- input --------------------------------------------------------------------------------------------------
    def _take_input(self) -> bool:
        """All questions that wait; blocks only while there is nothing to decode."""
        while True:
            block = not self._busy
            if block:
                self._send()
                if self._runner is not None:
                    self._runner.idle()
            try:
                item = self._questions.get(block=block)
            except Empty:
                return True
            if item is None:
                return False
            self._take(*item)

    def _take(self, question: wire.Question, descriptors: list[int]) -> None:
        try:
            self._answer(question, descriptors)
        except _Failure as failure:
            self._emit(wire.Failed(question.id, failure.code, failure.tokens, failure.context))
        except LoadFailed as failure:
            sizes = (failure.context, failure.needed, failure.free)
            self._emit(wire.Failed(question.id, failure.code, 0, *sizes))
        except BadHeader as failure:
            self._emit(wire.Failed(question.id, failure.code))
        except tuple(_CODES) as failure:
            self._emit(wire.Failed(question.id, _CODES[type(failure)]))
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _answer(self, question: wire.Question, descriptors: list[int]) -> None:
        match question:
            case wire.Load():
                self._load(question, _only(descriptors))
            case wire.LoadAdapter(id, adapter, sha256):
                self._emit(wire.AdapterLoaded(id, self._loaded().load_adapter(adapter, _only(descriptors), sha256)))
            case wire.LoadDraft():
                self._load_draft(question, _only(descriptors))
            case wire.Generate():
                self._generate(question)
            case wire.Cancel(id):
                self._stopped.discard(id)
                if self._runner is not None:
                    self._runner.cancel(id)
                if self._embedding is not None and self._embedding.cancel(id):
                    self._emit(wire.Failed(id, "cancelled"))
            case wire.CountTokens(id, texts):
                model = self._loaded()
                self._emit(wire.Counted(id, [len(model.tokenize(text)) for text in texts]))
            case wire.Score():
                self._score(question)
            case wire.Embed():
                self._loaded()
                if self._embedding is None:
                    raise _Failure("no_embeddings")
                self._embedding.add(question)
            case wire.Unload(id):
                self._unload()
                self._emit(wire.Unloaded(id))
            case wire.Weigh():
                self._emit(weigh(question, _only(descriptors), plan_of(question.context_tokens, question.settings)))
            case wire.Measure():
                self._emit(measure(self._loaded(), question))
            case wire.Probe(id):
                results = [
                    wire.WireProbe(r.process, r.attempt, r.refused, r.by, r.detail) for r in run_probes("engine")
                ]
                self._emit(wire.Probed(id, results))
            case wire.Devices(id):
                self._emit(device_list(id, self._variant))

    def _load(self, question: wire.Load, descriptor: int) -> None:
        self._unload()
        progress = LoadProgress(
            lambda done: self._emit(wire.Loading(question.id, done)), lambda: question.id in self._stopped
        )
        model = Model(descriptor, question, progress)
        self._model, self._load_question = model, question
        self._embedding = EmbeddingQueue(model) if model.embeds else None
        self._runner = Runner(model, self._emit)
        self._emit(
            wire.Loaded(
                id=question.id,
                sha256=model.sha256,
                name=model.name,
                context_tokens=model.context_tokens,
                vocabulary=model.vocabulary_size,
                parameters=model.parameters,
                embeds=model.embeds,
                chat_template=model.has_template,
                device=model.placement.named(self._variant.instructions),
                threads=model.threads,
                bound_by=model.bound_by,
                on_gpu=model.placement.on_gpu,
                note=model.placement.note,
                pooling=model.pooling,
                dimensions=model.dimensions,
            )
        )

    def _load_draft(self, question: wire.LoadDraft, descriptor: int) -> None:
        target, how = self._loaded(), self._load_question
        self._unload_draft()
        if how is None or target.embeds:
            raise _Failure("draft_mismatch")
        how = msgspec.structs.replace(how, id=question.id, sha256=question.sha256, free_bytes=question.free_bytes)
        silent = LoadProgress(lambda _done: None, lambda: question.id in self._stopped)
        model = Model(descriptor, how, silent, drafts=True)
        if model.embeds or not same_vocabulary(target, model):
            model.close()
            raise _Failure("draft_mismatch")
        self._draft = DraftModel(model, target.vocabulary_size)
        self._emit(wire.DraftLoaded(question.id, model.sha256))

    def _unload_draft(self) -> None:
        if self._draft is not None:
            self._draft.close()
            self._draft = None

    def _unload(self) -> None:
        self._unload_draft()
        if self._runner is not None:
            self._runner.close()
            self._runner = None
        if self._embedding is not None:
            for number in self._embedding.ids:
                self._emit(wire.Failed(number, "no_model"))
            self._embedding.close()
            self._embedding = None
        if self._model is not None:
            self._model.close()
            self._model = None

    def _loaded(self) -> Model:
        if self._model is None:
            raise _Failure("no_model")
        return self._model

    # -- requests -----------------------------------------------------------------------------------------------
    def _writer(self) -> tuple[Model, Runner]:
        """The model and what runs it, if it can write: one with a pooling has no use for a chat."""
        model, runner = self._loaded(), self._runner
        if model.embeds or runner is None:
            raise _Failure("no_chat")
        return model, runner

    def _generate(self, question: wire.Generate) -> None:
        model, runner = self._writer()
        prompt = model.prompt([(turn.role, turn.text) for turn in question.turns], question.begun)
        tokens = prompt + question.resumed
        room = model.context_tokens - len(tokens)
        outputs_from = len(prompt if question.logprobs else tokens) - 1
        if room < 1:
            raise _Failure("prompt_too_long", len(tokens), model.context_tokens)
        adapters = self._adapters(question.adapters)
        grammar = grammar_of(question.schema) if question.schema else question.grammar
        most = min(max(0, question.max_tokens - len(question.resumed)), room)
        writing = Writing(
            id=question.id,
            model=model,
            jobs=runner,
            emit=self._emit,
            sampler=Sampler(model, question, grammar),
            stream=TextStream(question.stop),
            job=Job(question.id, tokens, outputs_from, len(tokens) + most, question.background, adapters),
            prompt_tokens=len(prompt),
            most=len(question.resumed) + most,
            want_logprobs=question.logprobs,
            gap_p95_s=runner.gap_p95_s,
            guessers=(Lookup(), *([self._draft] if self._draft is not None and question.draft else [])),
        )
        try:
            runner.start(writing, writing.job)
        except Busy:
            writing.close()
            raise
        if question.resumed:
            writing.resume(question.resumed, question.resumed_shown)

    def _score(self, question: wire.Score) -> None:
        model, runner = self._writer()
        self._adapters(question.adapters)
        scoring = Scoring(question, model, runner, self._emit)
        if scoring.longest > model.context_tokens:
            raise _Failure("prompt_too_long", scoring.longest, model.context_tokens)
        scoring.begin()

    def _adapters(self, wanted: list[wire.WireAdapter]) -> Adapters:
        model = self._loaded()
        if not all(model.has_adapter(each.id) for each in wanted):
            raise _Failure("unknown_adapter")
        return tuple(sorted((each.id, each.scale) for each in wanted))


def device_list(id: int, variant: Variant) -> wire.DeviceList:
    """The answer to ``Devices``."""
    found = [wire.WireDevice(d.name, d.description, d.backend, d.kind, d.total, d.free) for d in devices()]
    return wire.DeviceList(id, found[:64], variant.name, variant.instructions, why_no_gpu("auto", graphics()))


class _Failure(Exception):
    """A request can't be served."""

    def __init__(self, code: wire.FailureCode, tokens: int = 0, context: int = 0) -> None:
        super().__init__(code)
        self.code, self.tokens, self.context = code, tokens, context


def _only(descriptors: list[int]) -> int:
    if len(descriptors) != 1:
        raise _Failure("load_failed")
    return descriptors[0]


_CODES: dict[type[Exception], wire.FailureCode] = {
    BadTemplate: "bad_template",
    BadGrammar: "bad_grammar",
    BadSchema: "bad_schema",
    Busy: "busy",
}
