"""Deciding what the next decode step holds: pure bookkeeping, no llama.cpp, so that it can be tested without weights.

Invariants: a sequence has at most one job; the cells that are live and those promised to running jobs never pass the
context; every token of a job is fed exactly once, in order, on top of the prefix it shares (a job that made way for an
interactive one begins anew with all its tokens); a step holds jobs of one adapter set only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from secretaire.inference.cells import Adapters, Cells, common_prefix

WORTH_WAITING = 32
"""A prefix this much longer that is just being prefilled is waited for rather than computed twice."""
MOST_BACKGROUND = 8
"""Background generations that run at once: beyond that a step costs more and no one is served faster."""
RESERVED_SEQUENCES = 8
"""Sequences that background work leaves to others: interactive requests find a place, prefixes stay."""
BESIDE_INTERACTIVE = 4
"""Background sequences in a step that also serves an interactive one; they take turns."""
INTERACTIVE_WEIGHT = 4
"""How many turns an adapter set with interactive jobs gets for each one of a set without."""
KEPT_SHARE = 0.25
"""How many of the cells idle prefixes may hold, beside the one used last: attention passes over every cell in use,
masked or not, which costs each token of others about a third of a microsecond a cell (135M model, two cores)."""
MOST_WAITING = 4096
"""Requests beyond so many are refused: back-pressure."""


@dataclass(slots=True, eq=False)
class Job:
    """One request. ``tokens`` begins as the prompt and grows; ``fed`` of them have been decoded into cells.

    ``outputs_from`` is the first position whose logits are wanted: the last of the prompt for a generation. ``cells``
    is how many it may fill at most. ``draft`` are guesses at what follows ``tokens``, fed along and verified.
    ``brief`` jobs (scores) are not counted among the generations, and nothing of them is kept for others.
    """

    id: int
    tokens: list[int]
    outputs_from: int
    cells: int
    background: bool = False
    adapters: Adapters = ()
    brief: bool = False
    draft: list[int] = field(default_factory=list)
    drafted_at: int = 0
    fed: int = 0
    reused: int = 0
    sequence: int = -1
    order: int = 0
    last_step: int = 0
    awaits: tuple[Job, int] | None = None

    @property
    def decoding(self) -> bool:
        """Whether only its newest token is left to feed."""
        return self.fed == len(self.tokens) - 1 and self.fed > self.outputs_from

    def confirmed(self, position: int) -> bool:
        """Whether what was fed at a position is the job's own token, not a wrong guess."""
        guess = position - self.drafted_at
        return not 0 <= guess < len(self.draft) or self.draft[guess] == self.tokens[position]


@dataclass(frozen=True, slots=True)
class Share:
    """Before the step: let ``sequence`` hold exactly the first ``length`` cells of ``source``; of itself: be cut."""

    sequence: int
    source: int
    length: int


@dataclass(frozen=True, slots=True)
class Part:
    """Feed these tokens of a job from position ``start``; logits for positions from ``outputs_from`` on."""

    job: Job
    start: int
    tokens: Sequence[int]

    @property
    def outputs(self) -> int:
        """How many rows of logits it asks for."""
        return min(len(self.tokens), max(0, self.start + len(self.tokens) - self.job.outputs_from))


@dataclass(frozen=True, slots=True)
class Step:
    """What to do to the cells, then what to decode in one batch, under which adapters."""

    shares: list[Share]
    parts: list[Part]
    adapters: Adapters = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits one step: ``tokens`` in all (the batch, or what can be computed in the time a step may take),
    ``beside`` of a prompt while an interactive stream is being written, ``outputs`` rows of logits."""

    tokens: int
    beside: int
    outputs: int


class Busy(Exception):
    """Too many requests wait already."""


class Scheduler:
    """Continuous batching over a fixed number of sequences that share the context's cells."""

    def __init__(self, cells: int, sequences: int, *, shares_prefixes: bool = True) -> None:
        """Without ``shares_prefixes`` (recurrent models, whose state can't be cut) every request begins anew."""
        self._cells = Cells(cells, sequences)
        self._shares_prefixes = shares_prefixes
        self._running: dict[int, Job] = {}
        self._waiting: list[Job] = []
        self._shares: list[Share] = []  # what is still to be done to the cells, in order
        self._turns: dict[Adapters, float] = {}
        self._clock = 0

    @property
    def busy(self) -> bool:
        """Whether there is anything to decode."""
        return bool(self._waiting or self._running)

    @property
    def jobs(self) -> list[Job]:
        """All jobs, running ones first."""
        return [*self._running.values(), *self._waiting]

    @property
    def running(self) -> int:
        """How many jobs have a sequence."""
        return len(self._running)

    @property
    def cells(self) -> Cells:
        """Who holds what."""
        return self._cells

    def submit(self, job: Job) -> None:
        """Take a job whose tokens and room fit the context. Raises ValueError when they never can, Busy."""
        if job.cells > self._cells.capacity or len(job.tokens) > job.cells:
            raise ValueError("job exceeds the context")
        if len(self._waiting) >= MOST_WAITING and not job.brief:  # a score's further parts belong to a request let in
            raise Busy
        job.order = self._tick()
        self._wait(job)

    def _wait(self, job: Job) -> None:
        self._waiting.append(job)
        self._waiting.sort(key=lambda each: (each.background, each.order))

    def _tick(self) -> int:
        self._clock += 1
        return self._clock

    def plan(self, limits: Limits) -> Step:
        """The next step; its parts are empty only when there is nothing to do."""
        if self._waiting:
            self._admit_all()
        shares, self._shares = self._shares, []
        jobs, adapters = self._next_set()
        parts = _parts(jobs, limits)
        turn = self._tick()
        for part in parts:
            part.job.last_step = turn
        return Step(shares, parts, adapters)

    # -- what became of a step -----------------------------------------------------------------------------------
    def fed(self, part: Part) -> None:
        """A part was decoded."""
        part.job.fed += len(part.tokens)
        self._cells.extend(part.job.sequence, part.tokens)

    def cut(self, job: Job) -> None:
        """Guesses that were fed proved wrong: what lies behind the job's own tokens is let go."""
        length = min(job.fed, len(job.tokens) - 1)
        if length < job.fed:
            self._share(job.sequence, job.sequence, length)
            job.fed = length

    def finish(self, job: Job) -> None:
        """A job is over (done, cancelled or failed); what is decoded of it stays for others to share, unless brief."""
        if job in self._waiting:
            self._waiting.remove(job)
        elif self._running.get(job.sequence) is job:
            self._release(job)
            if job.brief:
                self._let_go(job.sequence)

    def restart(self, sequence: int) -> None:
        """A sequence's cells could not be kept: its job begins anew."""
        self._cells.keep(sequence, 0)
        job = self._running.get(sequence)
        if job is not None:
            job.fed = job.reused = 0

    def forget_idle(self) -> list[int]:
        """Let go of every prefix that no job uses; return the sequences to clear."""
        held = enumerate(self._cells.held)
        idle = [number for number, each in held if each.tokens and number not in self._running]
        for number in idle:
            self._cells.keep(number, 0)
        return idle

    def _release(self, job: Job) -> None:
        del self._running[job.sequence]
        self._cells.held[job.sequence].last_used = self._tick()
        self._drop_stale(job.sequence)

    def _drop_stale(self, newest: int) -> None:
        """Let go of idle prefixes, least recently used first, beyond what may be kept beside the newest."""
        held = enumerate(self._cells.held)
        idle = [number for number, each in held if each.cells and number not in self._running and number != newest]
        kept = sum(len(self._cells.held[number].cells) for number in idle)
        for number in sorted(idle, key=self._staleness):
            if kept <= KEPT_SHARE * self._cells.capacity:
                break
            kept -= len(self._cells.held[number].cells)
            self._let_go(number)

    def _let_go(self, sequence: int) -> None:
        if self._cells.held[sequence].cells:
            self._share(sequence, sequence, 0)

    def _share(self, sequence: int, source: int, length: int) -> None:
        self._cells.share(source, sequence, length)
        self._shares.append(Share(sequence, source, length))

    # -- admission -----------------------------------------------------------------------------------------------
    def _admit_all(self) -> None:
        for job in list(self._waiting):
            if len(self._running) == len(self._cells.held):
                break
            if self._must_wait(job):
                continue
            if not self._admit(job):
                break  # in order: a large job isn't starved by small ones behind it

    def _must_wait(self, job: Job) -> bool:
        """Whether a job waits for something of its own: the end of its fellows, or a prefix under way."""
        if job.background and not job.brief:
            fellows = sum(other.background and not other.brief for other in self._running.values())
            if fellows >= MOST_BACKGROUND:
                return True
        if job.awaits is None or not self._under_way(*job.awaits):
            job.awaits = self._prefix_under_way(job)
        return job.awaits is not None

    def _under_way(self, other: Job, length: int) -> bool:
        return self._running.get(other.sequence) is other and other.fed < length

    def _prefix_under_way(self, job: Job) -> tuple[Job, int] | None:
        under_way = [other for other in self._running.values() if other.fed < other.outputs_from]
        if not under_way or not self._shares_prefixes:
            return None
        _, now = self._cells.longest_prefix(job.tokens, job.adapters)
        for other in under_way:
            if other.adapters != job.adapters or (other.background and not job.background):
                continue  # an interactive request waits for no background one
            length = common_prefix(job.tokens, other.tokens[: other.outputs_from])
            if length >= now + WORTH_WAITING:
                return other, length
        return None

    def _admit(self, job: Job) -> bool:
        """Give a job a sequence and the prefix it shares, if need be in the place of background ones."""
        while (place := self._place(job)) is None:
            victim = None if job.background else self._newest_background()
            if victim is None:
                return False
            self._make_way(victim)
        number, source, length = place
        if length or self._cells.held[number].cells:
            self._share(number, source if length else number, length)
        self._cells.held[number].adapters = job.adapters
        self._running[number] = job
        self._waiting.remove(job)
        job.sequence, job.fed, job.reused = number, length, length
        return True

    def _place(self, job: Job) -> tuple[int, int, int] | None:
        """A sequence, the source of a prefix and its length, with room for the rest; None where there is none."""
        idle = [number for number in range(len(self._cells.held)) if number not in self._running]
        if not idle or (job.background and len(idle) <= RESERVED_SEQUENCES < len(self._cells.held)):
            return None
        source, length = self._best_prefix(job)
        number = source if length and source in idle else min(idle, key=self._staleness)
        if number == source:
            if length < len(self._cells.held[number].cells):
                self._share(number, number, length)
        else:
            self._let_go(number)
        if not self._make_room(job.cells - length, [each for each in idle if each not in (number, source)]):
            return None
        return number, source, length

    def _staleness(self, number: int) -> tuple[bool, int]:
        held = self._cells.held[number]
        return bool(held.cells), held.last_used

    def _best_prefix(self, job: Job) -> tuple[int, int]:
        if not self._shares_prefixes:
            return -1, 0
        source, length = self._cells.longest_prefix(job.tokens, job.adapters)
        return source, min(length, len(job.tokens) - 1, job.outputs_from)  # what gives logits must be fed

    def _make_room(self, wanted: int, idle: Sequence[int]) -> bool:
        """Drop idle prefixes, least recently used first, until the cells suffice."""
        promised = sum(max(0, job.cells - job.fed) for job in self._running.values())
        most = self._cells.capacity - promised - wanted
        for number in sorted(idle, key=self._staleness):
            if self._cells.live <= most:
                break
            self._let_go(number)
        return self._cells.live <= most

    def _newest_background(self) -> Job | None:
        candidates = [job for job in self._running.values() if job.background and not job.brief]
        return max(candidates, key=lambda job: job.order, default=None)

    def _make_way(self, job: Job) -> None:
        """A background job gives its place to an interactive one; it begins anew with all its tokens later."""
        self._release(job)
        self._let_go(job.sequence)
        job.outputs_from = max(job.outputs_from, len(job.tokens) - 1)
        job.sequence, job.fed, job.reused, job.draft = -1, 0, 0, []
        self._wait(job)

    # -- whose turn it is ----------------------------------------------------------------------------------------
    def _next_set(self) -> tuple[list[Job], Adapters]:
        """The running jobs of the adapter set whose turn it is (stride scheduling, Waldspurger and Weihl 1995)."""
        by_set: dict[Adapters, list[Job]] = {}
        for job in self._running.values():
            by_set.setdefault(job.adapters, []).append(job)
        if not by_set:
            return [], ()
        if len(by_set) == 1:
            ((adapters, jobs),) = by_set.items()
            return jobs, adapters
        least = min((self._turns.get(each, 0.0) for each in by_set if each in self._turns), default=0.0)
        self._turns = {each: max(least, self._turns.get(each, least)) for each in by_set}
        adapters = min(by_set, key=self._turns.__getitem__)
        jobs = by_set[adapters]
        self._turns[adapters] += 1.0 if all(job.background for job in jobs) else 1.0 / INTERACTIVE_WEIGHT
        return jobs, adapters


def _parts(jobs: Sequence[Job], limits: Limits) -> list[Part]:
    """One token of every stream (and its guesses), then chunks of prompts, the urgent first."""
    decoding = [job for job in jobs if job.decoding]
    urgent = any(not job.background for job in jobs)
    if len(decoding) > 1:
        decoding.sort(key=lambda job: (job.background, job.last_step))
    if urgent:
        background = [job for job in decoding if job.background][BESIDE_INTERACTIVE:]
        decoding = [job for job in decoding if job not in background]
    parts = [Part(job, job.fed, [job.tokens[-1], *job.draft]) for job in decoding]
    if len(decoding) == len(jobs):
        return parts
    streaming = any(not job.background for job in decoding)
    left = limits.tokens - sum(len(part.tokens) for part in parts)
    beside, outputs = limits.beside, limits.outputs - sum(part.outputs for part in parts)
    prefilling = [job for job in jobs if not job.decoding]
    for job in sorted(prefilling, key=lambda job: (job.background, job.order)):
        held_back = streaming or (urgent and job.background)
        most = min(left, beside if held_back else left, max(0, job.outputs_from - job.fed) + outputs)
        if most > 0:
            part = Part(job, job.fed, job.tokens[job.fed : job.fed + most])
            parts.append(part)
            left -= len(part.tokens)
            beside -= len(part.tokens)
            outputs -= part.outputs
    return parts
