"""Deciding what the next decode step holds: pure bookkeeping, no llama.cpp, so that it can be tested without weights.

Invariants: a sequence has at most one job; the cells promised to jobs and kept by idle sequences never pass the
context; every token of a job is fed exactly once, in order, on top of the prefix it shares; a job that is admitted goes
on to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

CHUNK_BESIDE_DECODING = 128
"""Prompt tokens in a step while others are decoding, so that their text keeps flowing."""
WORTH_WAITING = 32
"""A prefix this much longer that is just being prefilled is waited for rather than computed twice."""


@dataclass(slots=True, eq=False)
class Job:
    """One request. ``tokens`` begins as the prompt and grows; ``fed`` of them have been decoded into cells.

    ``outputs_from`` is the first position whose logits are wanted: the last of the prompt for a generation.
    ``cells`` is how many it may fill at most.
    """

    id: int
    tokens: list[int]
    outputs_from: int
    cells: int
    background: bool = False
    fed: int = 0
    reused: int = 0
    sequence: int = -1
    order: int = 0

    @property
    def decoding(self) -> bool:
        """Whether only its newest token is left to feed."""
        return self.fed > 0 and self.fed == len(self.tokens) - 1 and self.fed > self.outputs_from - 1


@dataclass(frozen=True, slots=True)
class Share:
    """Before the step: let ``sequence`` hold exactly the first ``length`` cells of ``source``."""

    sequence: int
    source: int
    length: int


@dataclass(frozen=True, slots=True)
class Part:
    """Feed ``count`` tokens of a job from position ``start``; logits for positions from ``outputs_from`` on."""

    job: Job
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """What to do to the cells, then what to decode in one batch."""

    shares: list[Share]
    parts: list[Part]


@dataclass(slots=True)
class _Sequence:
    tokens: list[int] = field(default_factory=list)
    job: Job | None = None
    last_used: int = 0


class Scheduler:
    """Continuous batching over a fixed number of sequences that share the context's cells."""

    def __init__(self, cells: int, sequences: int, batch_tokens: int) -> None:
        self._cells, self._batch_tokens = cells, batch_tokens
        self._sequences = [_Sequence() for _ in range(sequences)]
        self._waiting: list[Job] = []
        self._clock = 0

    @property
    def busy(self) -> bool:
        """Whether there is anything to decode."""
        return bool(self._waiting) or any(sequence.job for sequence in self._sequences)

    @property
    def jobs(self) -> list[Job]:
        """All jobs, admitted first."""
        return [sequence.job for sequence in self._sequences if sequence.job] + self._waiting

    def submit(self, job: Job) -> None:
        """Take a job whose tokens and room fit the context. Raises ValueError when they never can."""
        if job.cells > self._cells or len(job.tokens) > job.cells:
            raise ValueError("job exceeds the context")
        self._clock += 1
        job.order = self._clock
        self._waiting.append(job)
        self._waiting.sort(key=lambda each: (each.background, each.order))

    def plan(self) -> Step:
        """The next step; its parts are empty only when there is nothing to do."""
        shares = []
        for job in list(self._waiting):
            share = self._admit(job)
            if share is None:
                break  # in order: a large job isn't starved by small ones behind it
            shares.append(share)
            self._waiting.remove(job)
        return Step(shares, self._parts())

    def fed(self, part: Part) -> None:
        """A part was decoded."""
        part.job.fed += part.count
        sequence = self._sequences[part.job.sequence]
        sequence.tokens = part.job.tokens[: part.job.fed]

    def finish(self, job: Job) -> None:
        """A job is over (done, cancelled or failed); what is decoded of it stays for others to share."""
        if job in self._waiting:
            self._waiting.remove(job)
            return
        sequence = self._sequences[job.sequence]
        if sequence.job is job:
            self._clock += 1
            sequence.job, sequence.last_used = None, self._clock

    def forget_idle(self) -> list[int]:
        """Let go of every prefix that no job uses; return the sequences to clear."""
        idle = [number for number, sequence in enumerate(self._sequences) if not sequence.job and sequence.tokens]
        for number in idle:
            self._sequences[number].tokens = []
        return idle

    def _admit(self, job: Job) -> Share | None:
        free = [number for number, sequence in enumerate(self._sequences) if sequence.job is None]
        if not free or self._worth_waiting(job):
            return None
        source, length = self._best_prefix(job)
        reuse = source in free
        number = source if reuse and length else min(free, key=lambda each: self._sequences[each].last_used)
        if not self._make_room(job.cells, keep={number, source}):
            return None
        sequence = self._sequences[number]
        sequence.job, sequence.tokens = job, job.tokens[:length]
        job.sequence, job.fed, job.reused = number, length, length
        return Share(number, source if length else number, length)

    def _best_prefix(self, job: Job) -> tuple[int, int]:
        # At least one token must be fed, or there would be no logits.
        most = min(len(job.tokens) - 1, job.outputs_from)
        lengths = [min(most, common_prefix(job.tokens, sequence.tokens)) for sequence in self._sequences]
        best = max(range(len(lengths)), key=lambda each: (lengths[each], self._sequences[each].job is None))
        return best, lengths[best]

    def _worth_waiting(self, job: Job) -> bool:
        _, now = self._best_prefix(job)
        return any(
            common_prefix(job.tokens, other.tokens[: other.outputs_from]) >= now + WORTH_WAITING
            for sequence in self._sequences
            if (other := sequence.job) and other.fed < other.outputs_from
        )

    def _make_room(self, wanted: int, keep: set[int]) -> bool:
        """Drop idle prefixes, least recently used first, until the cells suffice."""
        promised = sum(each.job.cells for each in self._sequences if each.job)
        idle = sorted(
            (each for number, each in enumerate(self._sequences) if not each.job and number not in keep),
            key=lambda each: each.last_used,
        )
        held = sum(len(each.tokens) for each in idle)
        for sequence in idle:
            if promised + held + wanted <= self._cells:
                break
            held -= len(sequence.tokens)
            sequence.tokens = []
        return promised + held + wanted <= self._cells

    def _parts(self) -> list[Part]:
        jobs = sorted(
            (sequence.job for sequence in self._sequences if sequence.job),
            key=lambda job: (job.background, job.order),
        )
        decoding = [job for job in jobs if job.decoding]
        parts = [Part(job, job.fed, 1) for job in decoding]
        budget = self._batch_tokens - len(parts)
        if decoding:
            budget = min(budget, CHUNK_BESIDE_DECODING)
        for job in jobs:
            left = min(budget, len(job.tokens) - job.fed)
            if not job.decoding and left > 0:
                parts.append(Part(job, job.fed, left))
                budget -= left
        return parts


def common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """The length of the longest common prefix."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(at for at in range(shorter) if one[at] != other[at])
