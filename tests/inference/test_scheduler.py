"""The scheduler without weights: a pretended engine decodes whatever it plans, and the invariants are watched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretaire.inference.cells import Adapters, Cells, common_prefix
from secretaire.inference.scheduler import (
    BESIDE_INTERACTIVE,
    MOST_BACKGROUND,
    MOST_WAITING,
    RESERVED_SEQUENCES,
    WORTH_WAITING,
    Busy,
    Job,
    Limits,
    Part,
    Scheduler,
    Step,
)

CELLS, SEQUENCES = 64, 3
LIMITS = Limits(tokens=16, beside=4, outputs=8)
WIDE = Limits(tokens=512, beside=16, outputs=64)


class PretendedCells:
    """Cells as llama.cpp keeps them: what each sequence holds, by position."""

    def __init__(self, sequences: int) -> None:
        self.held: dict[int, list[int]] = {number: [] for number in range(sequences)}

    def arrange(self, step: Step) -> None:
        for share in step.shares:
            assert len(self.held[share.source]) >= share.length
            self.held[share.sequence] = list(self.held[share.source][: share.length])

    def decode(self, part: Part) -> None:
        held = self.held[part.job.sequence]
        assert len(held) == part.start, "a token lost or fed twice"
        held += part.tokens
        assert held == [*part.job.tokens, *part.job.draft][: len(held)]


class Wish:
    """A request of the property test: how long it is, when it is cancelled, what is guessed for it."""

    def __init__(self, drawn: tuple[list[int], int, bool, int, bool, int, bool]) -> None:
        self.prompt, self.most, self.background, self.cancel_at, self.other_adapter, self.guesses, self.brief = drawn

    def job(self, number: int) -> Job:
        adapters: Adapters = (("a", 1.0),) if self.other_adapter else ()
        cells = len(self.prompt) + self.most
        brief = self.brief and self.background
        return Job(number, list(self.prompt), len(self.prompt) - 1, cells, self.background, adapters, brief)


WISHES = st.tuples(
    st.lists(st.integers(0, 2), min_size=1, max_size=24),
    st.integers(1, 12),
    st.booleans(),
    st.integers(0, 9),
    st.booleans(),
    st.integers(0, 3),
    st.booleans(),
)


@settings(deadline=None, max_examples=400)
@given(st.lists(WISHES.map(Wish), min_size=1, max_size=10), st.booleans(), st.data())
def test_every_job_ends_once_and_every_token_is_fed_once(
    wishes: list[Wish], shares_prefixes: bool, data: st.DataObject
) -> None:
    scheduler = Scheduler(CELLS, SEQUENCES, shares_prefixes=shares_prefixes)
    cells = PretendedCells(SEQUENCES)
    late = data.draw(st.integers(0, len(wishes)))
    jobs = [wish.job(number) for number, wish in enumerate(wishes)]
    for job in jobs[late:]:
        scheduler.submit(job)
    ended: list[int] = []
    made: dict[int, list[int]] = {job.id: [] for job in jobs}
    for turn in range(3000):
        if turn < late:  # these come while others run
            scheduler.submit(jobs[turn])
        if not scheduler.busy:
            break
        step = scheduler.plan(LIMITS)
        cells.arrange(step)
        assert step.parts, "busy without anything to do"
        assert sum(len(part.tokens) for part in step.parts) <= LIMITS.tokens
        assert sum(part.outputs for part in step.parts) <= LIMITS.outputs
        assert len({part.job.sequence for part in step.parts}) == len(step.parts)
        assert {part.job.adapters for part in step.parts} == {step.adapters}
        for part in step.parts:
            cells.decode(part)
            scheduler.fed(part)
        assert scheduler.cells.live <= CELLS
        for number, held in enumerate(scheduler.cells.held):
            assert held.tokens == cells.held[number], "the books and the cells differ"
            assert len(held.cells) == len(held.tokens)
        for part in step.parts:
            if part.outputs:
                _answer(scheduler, part, wishes[part.job.id], made[part.job.id], ended)
    assert sorted(ended) == list(range(len(wishes)))
    for job, wish in zip(jobs, wishes, strict=True):
        assert made[job.id] == [_next(len(wish.prompt) + index) for index in range(len(made[job.id]))]
    assert all(not scheduler.cells.held[number].cells or not shares_prefixes for number in scheduler.forget_idle())
    assert scheduler.cells.live == 0, "a cell leaked"


def _next(position: int) -> int:
    """What the pretended model says at a position: the same alone and in company."""
    return position % 3


def _answer(scheduler: Scheduler, part: Part, wish: Wish, made: list[int], ended: list[int]) -> None:
    """Sample and verify as the engine does: own tokens decide, guesses that differ are cut off."""
    job = part.job
    for row in range(part.outputs):
        position = part.start + len(part.tokens) - part.outputs + row
        if position != len(job.tokens) - 1 or not job.confirmed(position):
            continue
        made.append(_next(len(job.tokens)))
        if len(made) >= wish.most or len(made) == wish.cancel_at:
            scheduler.finish(job)
            ended.append(job.id)
            return
        job.tokens.append(made[-1])
    if job.draft:
        job.draft = []
        scheduler.cut(job)
    room = job.cells - len(job.tokens) - 1
    job.drafted_at = len(job.tokens)
    job.draft = [2] * max(0, min(wish.guesses, room, 1)) if len(scheduler.jobs) == 1 else []


def _run(scheduler: Scheduler, limits: Limits = WIDE, steps: int = 1) -> list[Step]:
    """Decode some steps; every job that has its output goes on with a token of its own."""
    done = []
    for _ in range(steps):
        step = scheduler.plan(limits)
        done.append(step)
        for part in step.parts:
            scheduler.fed(part)
            if part.outputs:
                part.job.tokens.append(1000 + part.job.id)
    return done


def test_interactive_goes_before_background() -> None:
    scheduler = Scheduler(CELLS, 1)
    background, interactive = Job(1, [1, 2], 1, 4, background=True), Job(2, [3, 4], 1, 4)
    scheduler.submit(background)
    scheduler.submit(interactive)
    assert scheduler.plan(LIMITS).parts[0].job is interactive


def test_an_interactive_stream_leaves_background_a_share_of_every_step_in_turns() -> None:
    scheduler = Scheduler(10_000, 32)
    for number in range(MOST_BACKGROUND):
        scheduler.submit(Job(number, [number, 7], 1, 100, background=True))
    _run(scheduler, steps=2)
    scheduler.submit(Job(99, [99, 7], 1, 100))
    steps = _run(scheduler, steps=9)[1:]
    for step in steps:
        jobs = [part.job.id for part in step.parts]
        assert 99 in jobs
        assert len(jobs) == 1 + BESIDE_INTERACTIVE
    served = [part.job.id for step in steps for part in step.parts if part.job.background]
    assert {served.count(number) for number in range(MOST_BACKGROUND)} == {4}


def test_a_long_background_prompt_is_fed_in_small_chunks_beside_an_interactive_stream() -> None:
    scheduler = Scheduler(10_000, 32)
    scheduler.submit(Job(1, [1, 7], 1, 100))
    _run(scheduler)
    scheduler.submit(Job(2, list(range(2000)), 1999, 2100, background=True))
    (step,) = _run(scheduler)
    assert {part.job.id: len(part.tokens) for part in step.parts} == {1: 1, 2: WIDE.beside}


def test_an_interactive_request_takes_the_place_of_a_background_one_that_begins_anew() -> None:
    scheduler = Scheduler(100, 16)
    background = Job(1, list(range(30)), 29, 90, background=True)
    scheduler.submit(background)
    _run(scheduler, steps=5)
    written = list(background.tokens)
    interactive = Job(2, [5, 6], 1, 60)
    scheduler.submit(interactive)
    (step,) = _run(scheduler)
    assert [part.job.id for part in step.parts] == [2]
    scheduler.finish(interactive)
    (step,) = _run(scheduler)
    (part,) = step.parts
    assert (part.job.id, part.start, list(part.tokens)) == (1, 0, written)
    assert part.outputs == 1


def test_background_work_leaves_sequences_to_others() -> None:
    scheduler = Scheduler(100_000, 32)
    for number in range(40):
        scheduler.submit(Job(number, [number, 7], 1, 100, background=True, brief=True))
    _run(scheduler)
    assert scheduler.running == 32 - RESERVED_SEQUENCES
    scheduler.submit(Job(99, [99, 7], 1, 100))
    (step,) = _run(scheduler)
    assert 99 in [part.job.id for part in step.parts]


def test_adapter_sets_take_turns_and_share_nothing() -> None:
    scheduler = Scheduler(1000, 8)
    scheduler.submit(Job(1, [1, 2, 3, 4], 3, 100))
    scheduler.submit(Job(2, [1, 2, 3, 4], 3, 100, adapters=(("law", 1.0),)))
    steps = _run(scheduler, steps=20)
    assert all(len({part.job.adapters for part in step.parts}) == 1 for step in steps)
    assert [step.adapters for step in steps].count(()) == 10
    assert all(part.start == 0 or len(part.tokens) == 1 for step in steps for part in step.parts)


def test_a_background_adapter_set_is_not_starved() -> None:
    scheduler = Scheduler(1000, 16)
    scheduler.submit(Job(1, [1, 2], 1, 500))
    scheduler.submit(Job(2, [1, 2], 1, 500, background=True, adapters=(("law", 1.0),)))
    steps = _run(scheduler, steps=100)
    assert 15 <= sum(bool(step.adapters) for step in steps) <= 25


def test_a_prefix_being_prefilled_is_waited_for() -> None:
    scheduler = Scheduler(1000, 16)
    shared = list(range(100))
    scheduler.submit(Job(1, [*shared, 1], 100, 110))
    scheduler.submit(Job(2, [*shared, 2], 100, 110))
    fed = 0
    while scheduler.busy and fed < 110:
        for part in scheduler.plan(Limits(40, 40, 8)).parts:
            scheduler.fed(part)
            fed += len(part.tokens)
            if part.job.fed == len(part.job.tokens):
                scheduler.finish(part.job)
    assert fed < 102 + WORTH_WAITING  # the shared tokens once, but for the end of them


def test_an_interactive_request_waits_for_no_background_prefix() -> None:
    scheduler = Scheduler(1000, 16)
    shared = list(range(100))
    scheduler.submit(Job(1, [*shared, 1], 100, 110, background=True))
    _run(scheduler, Limits(40, 40, 8))
    scheduler.submit(Job(2, [*shared, 2], 100, 110))
    (step,) = _run(scheduler, Limits(40, 40, 8))
    assert step.parts[0].job.id == 2
    assert step.parts[0].start == 40  # what is there already is shared


def test_a_second_question_shares_the_first_ones_document() -> None:
    scheduler = Scheduler(10_000, 8)
    document = list(range(4000))
    first = Job(1, [*document, 1], 4000, 4100)
    scheduler.submit(first)
    while first.fed < len(first.tokens):
        for part in scheduler.plan(WIDE).parts:
            scheduler.fed(part)
    scheduler.finish(first)
    second = Job(2, [*document, 2, 3], 4001, 4100)
    scheduler.submit(second)
    scheduler.plan(WIDE)
    assert second.reused == 4000


def test_a_model_whose_state_cannot_be_cut_begins_anew() -> None:
    scheduler = Scheduler(1000, 8, shares_prefixes=False)
    for number in range(2):
        job = Job(number, [1, 2, 3, number], 3, 100)
        scheduler.submit(job)
        (step,) = _run(scheduler)
        assert (step.parts[0].start, job.reused) == (0, 0)
        scheduler.finish(job)


def test_what_can_never_fit_and_what_is_too_much_is_refused() -> None:
    scheduler = Scheduler(10, 1)
    with pytest.raises(ValueError, match="context"):
        scheduler.submit(Job(1, [1], 0, 11))
    for number in range(MOST_WAITING):
        scheduler.submit(Job(number, [1], 0, 5))
    with pytest.raises(Busy):
        scheduler.submit(Job(-1, [1], 0, 5))
    scheduler.submit(Job(0, [1], 0, 5, background=True, brief=True))  # a part of a score that was let in before


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.lists(st.integers(0, 1), max_size=6))))
def test_a_cell_is_free_when_nobody_holds_it(events: list[tuple[int, int, list[int]]]) -> None:
    cells = Cells(1000, 4)
    for sequence, source, tokens in events:
        cells.share(source, sequence, len(cells.held[source].tokens) // 2)
        cells.extend(sequence, tokens)
        assert cells.live == len({cell for held in cells.held for cell in held.cells})
    for sequence in range(4):
        cells.keep(sequence, 0)
    assert cells.live == 0


@given(st.lists(st.integers(0, 1)), st.lists(st.integers(0, 1)))
def test_the_common_prefix_is_the_longest(one: list[int], other: list[int]) -> None:
    length = common_prefix(one, other)
    assert one[:length] == other[:length]
    assert length == min(len(one), len(other)) or one[length] != other[length]
