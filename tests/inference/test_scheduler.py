"""The scheduler without weights: a pretended engine decodes whatever it plans, and the invariants are watched."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from secretaire.inference.scheduler import WORTH_WAITING, Job, Scheduler, common_prefix

CELLS, SEQUENCES, BATCH = 64, 3, 16


class PretendedCells:
    """Cells as llama.cpp keeps them: what each sequence holds, by position."""

    def __init__(self) -> None:
        self.held: dict[int, list[int]] = {number: [] for number in range(SEQUENCES)}


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 2), min_size=1, max_size=24), st.integers(1, 12), st.booleans(), st.integers(0, 9)
        ),
        min_size=1,
        max_size=10,
    )
)
def test_every_job_ends_once_and_every_token_is_fed_once(wishes: list[tuple[list[int], int, bool, int]]) -> None:
    scheduler, cells = Scheduler(CELLS, SEQUENCES, BATCH), PretendedCells()
    made: dict[int, int] = {}
    for number, (prompt, most, background, _) in enumerate(wishes):
        scheduler.submit(Job(number, list(prompt), len(prompt) - 1, len(prompt) + most, background))
    ended: list[int] = []
    for step_number in range(2000):
        if not scheduler.busy:
            break
        step = scheduler.plan()
        for share in step.shares:
            assert cells.held[share.source][: share.length] == cells.held[share.source][: share.length]
            assert len(cells.held[share.source]) >= share.length
            cells.held[share.sequence] = list(cells.held[share.source][: share.length])
        assert step.parts, "busy without anything to do"
        assert sum(part.count for part in step.parts) <= BATCH
        assert len({part.job.sequence for part in step.parts}) == len(step.parts)
        for part in step.parts:
            held = cells.held[part.job.sequence]
            assert len(held) == part.start, "a token lost or fed twice"
            held += part.job.tokens[part.start : part.start + part.count]
            assert held == part.job.tokens[: len(held)]
            scheduler.fed(part)
        for part in step.parts:
            job, (_, most, _, cancel_at) = part.job, wishes[part.job.id]
            if job.fed < len(job.tokens):
                continue
            made[job.id] = made.get(job.id, 0) + 1
            if made[job.id] >= most or made[job.id] == cancel_at:
                scheduler.finish(job)
                ended.append(job.id)
            else:
                job.tokens.append(step_number % 3)
        assert sum(len(held) for number, held in cells.held.items() if _active(scheduler, number)) <= CELLS
    assert sorted(ended) == list(range(len(wishes)))


def _active(scheduler: Scheduler, sequence: int) -> bool:
    return any(job.sequence == sequence and job.fed for job in scheduler.jobs)


def test_interactive_goes_before_background() -> None:
    scheduler = Scheduler(CELLS, 1, BATCH)
    background, interactive = Job(1, [1, 2], 1, 4, background=True), Job(2, [3, 4], 1, 4)
    scheduler.submit(background)
    scheduler.submit(interactive)
    assert scheduler.plan().parts[0].job is interactive


def test_a_prefix_being_prefilled_is_waited_for() -> None:
    scheduler = Scheduler(1000, 3, 40)
    shared = list(range(100))
    scheduler.submit(Job(1, [*shared, 1], 100, 110))
    scheduler.submit(Job(2, [*shared, 2], 100, 110))
    fed = 0
    while scheduler.busy and fed < 110:
        for part in scheduler.plan().parts:
            scheduler.fed(part)
            fed += part.count
            if part.job.fed == len(part.job.tokens):
                scheduler.finish(part.job)
    assert fed < 102 + WORTH_WAITING  # the shared tokens once, but for the end of them


@given(st.lists(st.integers(0, 1)), st.lists(st.integers(0, 1)))
def test_the_common_prefix_is_the_longest(one: list[int], other: list[int]) -> None:
    length = common_prefix(one, other)
    assert one[:length] == other[:length]
    assert length == min(len(one), len(other)) or one[length] != other[length]
