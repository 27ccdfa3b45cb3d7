"""Doing what the scheduler decided: one decode a step, its outputs handed to the requests they belong to.

Runs in the engine worker's one thread that owns llama.cpp. A step that takes long can be broken off from another
thread (``hurry``): what it had computed is lost, and the next plan takes in what has arrived meanwhile.
"""

from __future__ import annotations

import ctypes
import time
from collections import deque

import llama_cpp.llama_cpp as llama
import numpy as np

from secretaire.inference import wire
from secretaire.inference.batch import Batch
from secretaire.inference.cells import Adapters
from secretaire.inference.model import OUTPUTS, SEQUENCES, Model
from secretaire.inference.pace import Pace
from secretaire.inference.sampling import NotFinite
from secretaire.inference.scheduler import Job, Limits, Scheduler, Share, Step
from secretaire.inference.work import Emit, Work, Writing

STEP_S = 0.5
"""How long a step may take while others are being written: their text keeps flowing."""
BESIDE_STEPS = 1.2
"""How long a step may take beside an interactive stream, in steps of that stream alone."""
LONG_S = 0.1
"""A step that should take longer than this is broken off for a cancellation or an interactive request."""
GAPS = 4096
_NO_ROOM, _ABORTED = 1, 2


class Runner:
    """The work in progress on one model."""

    def __init__(self, model: Model, emit: Emit) -> None:
        self._model, self._emit = model, emit
        self._scheduler = Scheduler(model.context_tokens, model.sequences, shares_prefixes=model.cuts_prefixes)
        self._pace = Pace(model.threads)
        self._batch = Batch(model.batch_tokens)
        self._work: dict[int, Work] = {}
        self._jobs: dict[int, list[Job]] = {}
        self._adapters: Adapters = ()
        self._threads = 0
        self._gaps: deque[float] = deque(maxlen=GAPS)
        self._ended = 0.0
        self._stop = ctypes.create_string_buffer(2)
        self._long = False
        model.break_off_when(self._stop)

    @property
    def busy(self) -> bool:
        """Whether there is anything to decode."""
        return self._scheduler.busy

    @property
    def work(self) -> list[Work]:
        """The requests in progress."""
        return list(self._work.values())

    def hurry(self) -> None:
        """Break off the step under way if it is a long one; any thread."""
        if self._long:
            self._stop[0] = b"x"

    # -- what work asks for ---------------------------------------------------------------------------------------
    def start(self, work: Work, job: Job) -> None:
        """Schedule a job of a request. Raises Busy."""
        self._scheduler.submit(job)
        self._work[work.id] = work
        self._jobs.setdefault(work.id, []).append(job)

    def end(self, job: Job) -> None:
        """One job of a request is over."""
        self._scheduler.finish(job)
        self._jobs[job.id].remove(job)

    def done(self, work: Work) -> None:
        """A request is over, with all its jobs; idempotent."""
        for job in self._jobs.pop(work.id, []):
            self._scheduler.finish(job)
        if self._work.pop(work.id, None) is not None:
            work.close()

    def cancel(self, id: int) -> None:
        """End a generation as cancelled, if there is one of this id."""
        work = self._work.get(id)
        if isinstance(work, Writing):
            work.finish("cancelled")

    def fail(self, work: Work, code: wire.FailureCode) -> None:
        """End a request with an error."""
        self.done(work)
        self._emit(wire.Failed(work.id, code))

    def idle(self) -> None:
        """The loop waits for input: the next step's distance to the last one says nothing."""
        self._ended = 0.0

    # -- one step -------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Plan, arrange the cells, decode, hand out the outputs."""
        step = self._scheduler.plan(self._limits())
        for share in step.shares:
            self._share(share)
        if not step.parts:
            return
        outputs = self._fill(step)
        status = self._decode(step)
        if status == _NO_ROOM:  # no room between the cells that are in use
            for sequence in self._scheduler.forget_idle():
                llama.llama_memory_seq_rm(self._model.memory, sequence, -1, -1)
            status = self._decode(step)
        if status == _ABORTED:
            return
        if status:
            for work in [self._work[each] for each in {part.job.id for part in step.parts}]:
                self.fail(work, "decode_failed")
            return
        for part in step.parts:
            self._scheduler.fed(part)
        self._hand_out(outputs)

    def _limits(self) -> Limits:
        others = len(self._work) > 1
        room = self._model.batch_tokens
        most = self._pace.tokens_within(STEP_S, least=2 * SEQUENCES) if others else room
        beside = self._pace.tokens_within(BESIDE_STEPS * self._pace.step_s(1), least=8)
        return Limits(min(room, most), min(room, beside), OUTPUTS)

    def _share(self, share: Share) -> None:
        memory = self._model.memory
        if share.source == share.sequence:
            if not llama.llama_memory_seq_rm(memory, share.sequence, share.length, -1):
                # a recurrent model's state can't be cut
                llama.llama_memory_seq_rm(memory, share.sequence, -1, -1)
                self._scheduler.restart(share.sequence)
            return
        llama.llama_memory_seq_rm(memory, share.sequence, -1, -1)
        llama.llama_memory_seq_cp(memory, share.source, share.sequence, 0, share.length)

    def _fill(self, step: Step) -> list[tuple[Job, int, int]]:
        """Write the parts into the batch; (job, position, output index) for each row of logits asked for."""
        self._batch.clear()
        outputs = []
        for part in step.parts:
            places = self._batch.add(part)
            position = part.start + len(part.tokens) - len(places)
            outputs += [(part.job, position + index, place) for index, place in enumerate(places)]
        return outputs

    def _decode(self, step: Step) -> int:
        if step.adapters != self._adapters:
            self._model.use_adapters(step.adapters)
            self._adapters = step.adapters
        tokens = self._batch.tokens
        threads = self._pace.threads(tokens)
        if threads != self._threads:
            llama.llama_set_n_threads(self._model.context, threads, threads)
            self._threads = threads
        self._long = self._pace.step_s(tokens) > LONG_S
        self._stop[0] = b"\0"
        began = time.perf_counter()
        if self._ended:
            self._gaps.append(began - self._ended)
        status = llama.llama_decode(self._model.context, self._batch.native)
        if self._model.placement.on_gpu:
            llama.llama_synchronize(self._model.context)
        self._ended = time.perf_counter()
        self._long = False
        if not status:
            self._pace.took(tokens, threads, self._ended - began)
        return int(status)

    def _hand_out(self, outputs: list[tuple[Job, int, int]]) -> None:
        for job, position, output in outputs:
            work = self._work.get(job.id)
            if work is None:
                continue
            try:
                work.use(job, position, output)
            except NotFinite:
                self.fail(work, "bad_weights")
        alone = self._scheduler.running == 1
        for job in dict.fromkeys(job for job, _, _ in outputs):
            work = self._work.get(job.id)
            if isinstance(work, Writing) and work.guess(self._pace, alone=alone):
                self._scheduler.cut(job)

    def gap_p95_s(self, steps: int) -> float:
        """The 95th percentile of the time between the last ``steps`` decodes, in seconds."""
        gaps = list(self._gaps)[-steps:]
        return float(np.percentile(gaps, 95)) if gaps else 0.0

    def close(self) -> None:
        """Every request in progress fails: its model is gone."""
        for work in self.work:
            self.fail(work, "no_model")
