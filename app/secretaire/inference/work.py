"""What a request's decoded outputs mean: text for a generation, log-probabilities for a score. In the engine worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from secretaire.inference import wire
from secretaire.inference.cells import Adapters
from secretaire.inference.drafting import Guesser, StepTimes
from secretaire.inference.model import Model
from secretaire.inference.sampling import Sampler
from secretaire.inference.scheduler import Job
from secretaire.inference.text_stream import TextStream

Emit = Callable[[wire.Answer], None]


class Work(Protocol):
    """A request whose jobs the scheduler runs."""

    id: int

    def use(self, job: Job, position: int, output: int) -> None:
        """A row of logits of one of its jobs is there; valid until the next step."""

    def close(self) -> None:
        """Free what it holds; its jobs are out of the scheduler already."""


class Jobs(Protocol):
    """What work asks of the runner: put a job in, take one out, have done."""

    def start(self, work: Work, job: Job) -> None: ...
    def end(self, job: Job) -> None: ...
    def done(self, work: Work) -> None: ...


@dataclass(slots=True)
class Writing:
    """A generation in progress: samples, streams, verifies what was guessed."""

    id: int
    model: Model
    jobs: Jobs
    emit: Emit
    sampler: Sampler
    stream: TextStream
    job: Job
    prompt_tokens: int
    most: int
    want_logprobs: bool
    gap_p95_s: Callable[[int], float]
    made: int = 0
    unsent: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)
    first: float = 0.0
    resumed_to: int = 0
    over: bool = False
    guessers: Sequence[Guesser] = ()
    guessed_by: Guesser | None = None

    def use(self, job: Job, position: int, output: int) -> None:
        """Take the next token; rows behind a wrong guess are passed over."""
        if self.over:
            return
        if position < self.resumed_to:  # what another worker wrote: only its log-probabilities are wanted again
            self.logprobs += self.model.logprobs(output, [job.tokens[position + 1]])
            return
        if position != len(job.tokens) - 1 or not job.confirmed(position):
            return
        token = self.sampler.sample(output)
        self.first = self.first or time.perf_counter()
        if self.want_logprobs:
            self.logprobs += self.model.logprobs(output, [token])
        if self.model.ends(token):
            self.finish("stop")
            return
        self._take(token)
        if self.stream.stopped:
            self.finish("stop")
        elif self.made >= self.most:
            self.finish("length")
        else:
            job.tokens.append(token)

    def _take(self, token: int) -> None:
        self.made += 1
        self.unsent.append(token)
        text = self.stream.add(self.model.piece(token))
        if text:
            self._write(text)

    def _write(self, text: str) -> None:
        self.emit(wire.Written(self.id, text, self.unsent, time.perf_counter()))
        self.unsent = []

    def resume(self, tokens: list[int], shown: int) -> None:
        """Go on behind tokens that another worker made, whose text was shown up to ``shown`` characters."""
        text = ""
        for token in tokens:
            self.sampler.accept(token)
            text += self.stream.add(self.model.piece(token))
        self.made, self.resumed_to = len(tokens), len(self.job.tokens) - 1
        if len(text) > shown:
            self._write(text[shown:])
        if self.stream.stopped:
            self.finish("stop")
        elif self.made >= self.most:
            self.finish("length")

    def finish(self, finish: str) -> None:
        """Tell the end; idempotent."""
        if self.over:
            return
        self.over = True
        rest = self.stream.add(b"", last=True)
        if rest or self.unsent:
            self._write(rest)
        now = time.perf_counter()
        first = self.first or now
        self.jobs.done(self)
        self.emit(
            wire.Done(
                id=self.id,
                finish=finish,  # type: ignore[arg-type]  # one of the wire's three, see the callers
                prompt_tokens=self.prompt_tokens,
                reused_tokens=self.job.reused,
                generated_tokens=self.made,
                prefill_s=first - self.began,
                decode_s=now - first,
                logprobs=self.logprobs,
                step_gap_p95_s=self.gap_p95_s(self.made),
            )
        )

    def guess(self, times: StepTimes, *, alone: bool) -> bool:
        """After a step: judge the guesses it held, make new ones; whether cells hold wrong ones now."""
        job, wrong = self.job, False
        if job.draft and self.guessed_by is not None:
            right = min(len(job.draft), len(job.tokens) - 1 - job.drafted_at)
            self.guessed_by.verified(len(job.draft), right)
            wrong = right < len(job.draft)
            job.draft = []
        if alone and not self.sampler.constrained:
            job.drafted_at = len(job.tokens)
            self._guess(times)
        return wrong

    def _guess(self, times: StepTimes) -> None:
        """The first of those who guess that has something to say."""
        most = self.most - self.made - 1
        for guesser in self.guessers:
            self.job.draft = guesser.guess(self.job.tokens, most, times)
            if self.job.draft:
                self.guessed_by = guesser
                return

    def close(self) -> None:
        """Free the sampler."""
        self.over = True
        self.sampler.close()


class Scoring:
    """Continuations being scored. The prompt is computed once; its last row scores every first token, and what follows
    the first tokens is computed in company, on top of the shared prompt."""

    def __init__(self, question: wire.Score, model: Model, jobs: Jobs, emit: Emit) -> None:
        self.id = question.id
        self._model, self._jobs, self._emit = model, jobs, emit
        self._prompt = model.prompt([(turn.role, turn.text) for turn in question.turns], "")
        self._continuations = [model.tokenize(text) for text in question.continuations]
        self._adapters: Adapters = tuple((each.id, each.scale) for each in question.adapters)
        self._logprobs: list[list[float]] = [[] for _ in self._continuations]
        self._unsure = question.unsure
        self._tokens: list[list[wire.ScoredToken]] = [[] for _ in self._continuations]
        self._left: dict[int, int] = {}

    @property
    def longest(self) -> int:
        """How many cells the longest continuation needs, with the prompt."""
        return len(self._prompt) + max((len(each) - 1 for each in self._continuations), default=0)

    def begin(self) -> None:
        """Hand in the prompt."""
        if not any(self._continuations):
            self._answer()
            return
        self._start(-1, self._prompt, len(self._prompt) - 1)

    def _start(self, which: int, tokens: list[int], outputs_from: int) -> None:
        job = Job(self.id, tokens, outputs_from, len(tokens), True, self._adapters, brief=which >= 0)
        self._left[id(job)] = which
        self._jobs.start(self, job)

    def use(self, job: Job, position: int, output: int) -> None:
        """Read the log-probability of what follows a position."""
        which = self._left[id(job)]
        if which < 0:
            self._use_prompt(job, output)
            return
        continuation, after = self._continuations[which], position + 1 - len(self._prompt)
        self._logprobs[which] += self._model.logprobs(output, [continuation[after]])
        self._note(which, continuation[after], output)
        if after == len(continuation) - 1:
            self._end(job)

    def _use_prompt(self, job: Job, output: int) -> None:
        firsts = self._model.logprobs(output, [each[0] if each else 0 for each in self._continuations])
        for which, (continuation, first) in enumerate(zip(self._continuations, firsts, strict=True)):
            if continuation:
                self._logprobs[which] = [first]
                self._note(which, continuation[0], output)
            if len(continuation) > 1:
                self._start(which, self._prompt + continuation[:-1], len(self._prompt))
        self._end(job)

    def _end(self, job: Job) -> None:
        del self._left[id(job)]
        self._jobs.end(job)
        if not self._left:
            self._answer()

    def _note(self, which: int, token: int, output: int) -> None:
        if self._unsure:
            length = len(self._model.piece(token))
            self._tokens[which].append(wire.ScoredToken(length, self._model.entropy(output)))

    def _answer(self) -> None:
        self._jobs.done(self)
        self._emit(wire.Scored(self.id, self._logprobs, self._tokens if self._unsure else []))

    def close(self) -> None:
        """Nothing native is held."""
