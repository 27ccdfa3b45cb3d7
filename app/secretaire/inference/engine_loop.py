"""The engine's loop: take input, step, emit. One thread owns llama.cpp and all state; runs in the engine worker."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

import llama_cpp.llama_cpp as llama

from secretaire.confinement.probes import run_probes
from secretaire.inference import wire
from secretaire.inference.chat_template import BadTemplate
from secretaire.inference.embedding import embed
from secretaire.inference.gguf_header import BadHeader
from secretaire.inference.model import BATCH_TOKENS, SEQUENCES, LoadFailed, Model
from secretaire.inference.pace import Pace
from secretaire.inference.sampling import BadGrammar, Sampler
from secretaire.inference.scheduler import Job, Part, Scheduler, Share
from secretaire.inference.text_stream import TextStream

Input = tuple[wire.Question, list[int]]
Emit = Callable[[wire.Answer], None]


@dataclass(slots=True)
class _Writing:
    """A generation in progress."""

    job: Job
    sampler: Sampler
    stream: TextStream
    prompt_tokens: int
    most: int
    want_logprobs: bool
    logprobs: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)
    first: float = 0.0
    made: int = 0


@dataclass(slots=True)
class _Scoring:
    """A continuation being scored."""

    job: Job
    logprobs: list[float] = field(default_factory=list)


class EngineLoop:
    """Owns the model; serves questions until the input ends (None)."""

    def __init__(self, questions: SimpleQueue[Input | None], emit: Emit) -> None:
        self._questions, self._emit = questions, emit
        self._model: Model | None = None
        self._scheduler = Scheduler(0, SEQUENCES, BATCH_TOKENS)
        self._pace = Pace(1)
        self._work: dict[int, _Writing | _Scoring] = {}
        self._batch = llama.llama_batch_init(BATCH_TOKENS, 0, 1)

    def run(self) -> None:
        """Serve until the input ends."""
        while self._take_input():
            if self._scheduler.busy:
                self._step()

    # -- input --------------------------------------------------------------------------------------------------
    def _take_input(self) -> bool:
        """All questions that wait; blocks only while there is nothing to decode."""
        block = not self._scheduler.busy
        while True:
            try:
                item = self._questions.get(block=block)
            except Empty:
                return True
            if item is None:
                return False
            self._take(*item)
            block = not self._scheduler.busy

    def _take(self, question: wire.Question, descriptors: list[int]) -> None:
        try:
            self._answer(question, descriptors)
        except _Failure as failure:
            self._emit(wire.Failed(question.id, failure.code, failure.tokens, failure.context))
        except (LoadFailed, BadHeader) as failure:
            self._emit(wire.Failed(question.id, failure.code))
        except BadTemplate:
            self._emit(wire.Failed(question.id, "bad_template"))
        except BadGrammar:
            self._emit(wire.Failed(question.id, "bad_grammar"))
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _answer(self, question: wire.Question, descriptors: list[int]) -> None:
        match question:
            case wire.Load():
                self._load(question, descriptors[0])
            case wire.Generate():
                self._generate(question)
            case wire.Cancel():
                self._cancel(question.id)
            case wire.CountTokens(id, texts):
                model = self._loaded()
                self._emit(wire.Counted(id, [len(model.tokenize(text)) for text in texts]))
            case wire.Score():
                self._score(question)
            case wire.Embed(id, texts):
                if not self._loaded().embeds:
                    raise _Failure("no_embeddings")
                self._emit(wire.Vectors(id, [embed(self._loaded(), text) for text in texts]))
            case wire.Unload(id):
                self._unload()
                self._emit(wire.Unloaded(id))
            case wire.Probe(id):
                results = [
                    wire.WireProbe(r.process, r.attempt, r.refused, r.by, r.detail) for r in run_probes("engine")
                ]
                self._emit(wire.Probed(id, results))

    def _load(self, question: wire.Load, descriptor: int) -> None:
        self._unload()
        model = Model(descriptor, question.sha256, question.context_tokens)
        self._model = model
        self._scheduler = Scheduler(model.context_tokens, SEQUENCES, BATCH_TOKENS)
        self._pace = Pace(model.threads)
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
                device="CPU",
                threads=model.threads,
                bound_by=model.bound_by,
            )
        )

    def _unload(self) -> None:
        for work in list(self._work.values()):
            self._end(work)
            self._emit(wire.Failed(work.job.id, "no_model"))
        if self._model is not None:
            self._model.close()
            self._model = None

    def _loaded(self) -> Model:
        if self._model is None:
            raise _Failure("no_model")
        return self._model

    def _generate(self, question: wire.Generate) -> None:
        model = self._loaded()
        tokens = model.prompt([(turn.role, turn.text) for turn in question.turns], question.begun)
        room = model.context_tokens - len(tokens)
        if room < 1:
            raise _Failure("prompt_too_long", len(tokens), model.context_tokens)
        most = min(question.max_tokens, room)
        sampler = Sampler(model, question)
        job = Job(question.id, tokens, len(tokens) - 1, len(tokens) + most, question.background)
        stream = TextStream(question.stop)
        self._work[question.id] = _Writing(job, sampler, stream, len(tokens), most, question.logprobs)
        self._scheduler.submit(job)

    def _score(self, question: wire.Score) -> None:
        model = self._loaded()
        prompt = model.prompt([(turn.role, turn.text) for turn in question.turns], "")
        continuation = model.tokenize(question.continuation)
        if not continuation:
            self._emit(wire.Scored(question.id, []))
            return
        tokens = prompt + continuation
        if len(tokens) > model.context_tokens:
            raise _Failure("prompt_too_long", len(tokens), model.context_tokens)
        job = Job(question.id, tokens, len(prompt) - 1, len(tokens), background=True)
        self._work[question.id] = _Scoring(job)
        self._scheduler.submit(job)

    def _cancel(self, id: int) -> None:
        work = self._work.get(id)
        if isinstance(work, _Writing):
            self._done(work, "cancelled")

    # -- one decode step ----------------------------------------------------------------------------------------
    def _step(self) -> None:
        model = self._loaded()
        step = self._scheduler.plan()
        for share in step.shares:
            self._share(model, share)
        if not step.parts:
            return
        outputs = self._fill(step.parts)
        status = self._decode(model)
        if status == 1:  # no room between the cells that are in use
            for sequence in self._scheduler.forget_idle():
                llama.llama_memory_seq_rm(model.memory, sequence, -1, -1)
            status = self._decode(model)
        if status:
            for part in step.parts:
                self._end(self._work[part.job.id])
                self._emit(wire.Failed(part.job.id, "decode_failed"))
            return
        for part in step.parts:
            self._scheduler.fed(part)
        for job, position, output in outputs:
            if job.id in self._work:
                self._use_output(model, self._work[job.id], position, output)

    def _decode(self, model: Model) -> int:
        tokens = self._batch.n_tokens
        threads = self._pace.threads(tokens)
        llama.llama_set_n_threads(model.context, threads, threads)
        began = time.perf_counter()
        status = llama.llama_decode(model.context, self._batch)
        llama.llama_synchronize(model.context)
        self._pace.took(tokens, threads, time.perf_counter() - began)
        return int(status)

    def _share(self, model: Model, share: Share) -> None:
        memory = model.memory
        if share.source == share.sequence:
            kept = llama.llama_memory_seq_rm(memory, share.sequence, share.length, -1)
            if not kept:  # a recurrent model's state can't be cut: begin anew
                self._begin_anew(model, share.sequence)
            return
        llama.llama_memory_seq_rm(memory, share.sequence, -1, -1)
        llama.llama_memory_seq_cp(memory, share.source, share.sequence, 0, share.length)

    def _begin_anew(self, model: Model, sequence: int) -> None:
        llama.llama_memory_seq_rm(model.memory, sequence, -1, -1)
        for job in self._scheduler.jobs:
            if job.sequence == sequence and job.fed:
                job.fed = job.reused = 0

    def _fill(self, parts: list[Part]) -> list[tuple[Job, int, int]]:
        """Write the parts into the batch; return (job, position, output index) for each logits row asked for."""
        batch, at = self._batch, 0
        outputs = []
        for part in parts:
            job = part.job
            for position in range(part.start, part.start + part.count):
                wanted = position >= job.outputs_from
                batch.token[at] = job.tokens[position]
                batch.pos[at] = position
                batch.n_seq_id[at] = 1
                batch.seq_id[at][0] = job.sequence
                batch.logits[at] = wanted
                if wanted:
                    outputs.append((job, position, at))
                at += 1
        batch.n_tokens = at
        return outputs

    def _use_output(self, model: Model, work: _Writing | _Scoring, position: int, output: int) -> None:
        if isinstance(work, _Scoring):
            following = position + 1
            if following < len(work.job.tokens):
                work.logprobs.append(model.logprob(output, work.job.tokens[following]))
            if following >= len(work.job.tokens) - 1:
                self._end(work)
                self._emit(wire.Scored(work.job.id, work.logprobs))
            return
        token = work.sampler.sample(output)
        work.first = work.first or time.perf_counter()
        if work.want_logprobs:
            work.logprobs.append(model.logprob(output, token))
        if model.ends(token):
            self._done(work, "stop")
            return
        work.made += 1
        self._write(work, work.stream.add(model.piece(token)))
        if work.stream.stopped:
            self._done(work, "stop")
        elif work.made >= work.most:
            self._done(work, "length")
        else:
            work.job.tokens.append(token)

    def _write(self, work: _Writing, text: str) -> None:
        if text:
            self._emit(wire.Written(work.job.id, text, time.perf_counter()))

    def _done(self, work: _Writing, finish: str) -> None:
        self._write(work, work.stream.add(b"", last=True))
        self._end(work)
        now = time.perf_counter()
        first = work.first or now
        self._emit(
            wire.Done(
                id=work.job.id,
                finish=finish,  # type: ignore[arg-type]  # one of the wire's three, see the callers
                prompt_tokens=work.prompt_tokens,
                reused_tokens=work.job.reused,
                generated_tokens=work.made,
                prefill_s=first - work.began,
                decode_s=now - first,
                logprobs=work.logprobs,
            )
        )

    def _end(self, work: _Writing | _Scoring) -> None:
        self._scheduler.finish(work.job)
        self._work.pop(work.job.id, None)
        if isinstance(work, _Writing):
            work.sampler.close()


class _Failure(Exception):
    """A request can't be served."""

    def __init__(self, code: wire.FailureCode, tokens: int = 0, context: int = 0) -> None:
        super().__init__(code)
        self.code, self.tokens, self.context = code, tokens, context
