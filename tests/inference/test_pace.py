from __future__ import annotations

from collections import Counter

import pytest

from secretaire.inference.pace import LARGE_STEP, Pace


def used(pace: Pace, costs: dict[int, float], steps: int = 400) -> Counter[int]:
    counts: Counter[int] = Counter()
    for _ in range(steps):
        threads = pace.threads(1)
        pace.took(1, threads, costs[threads])
        counts[threads] += 1
    return counts


def test_the_fastest_is_mostly_used() -> None:
    assert used(Pace(2), {2: 0.006, 1: 0.009})[2] > 350
    assert used(Pace(8), {8: 0.09, 4: 0.02, 1: 0.03})[4] > 350


def test_a_busy_machine_is_noticed_and_forgotten_again() -> None:
    pace = Pace(2)
    used(pace, {2: 0.006, 1: 0.009})
    assert used(pace, {2: 0.2, 1: 0.009})[1] > 350
    assert used(pace, {2: 0.006, 1: 0.009}, steps=2000)[2] > 1200


def test_a_machine_that_is_busy_from_the_start_is_noticed_too() -> None:
    assert used(Pace(2), {2: 0.5, 1: 0.03})[1] > 380


def test_exploring_costs_less_than_a_hundredth_while_nothing_disturbs() -> None:
    assert used(Pace(2), {2: 0.006, 1: 0.009}, steps=5000)[1] < 50


def test_how_much_of_a_prompt_fits_a_time() -> None:
    pace = Pace(2)
    for _ in range(30):
        pace.took(512, 2, 1.0)
    assert 240 < pace.tokens_within(0.5) < 270
    assert pace.step_s(512) == pytest.approx(1.0, rel=0.05)


def test_a_larger_step_is_guessed_until_it_was_measured() -> None:
    pace = Pace(1)
    assert pace.step_s(1) == 0
    pace.took(1, 1, 0.01)
    assert pace.step_s(1) < pace.step_s(4) < 0.04
    pace.took(4, 1, 0.03)
    assert pace.step_s(4) == pytest.approx(0.03)


def test_large_steps_use_every_thread() -> None:
    pace = Pace(4)
    used(pace, {4: 1.0, 2: 1.0, 1: 0.001})
    assert pace.threads(LARGE_STEP) == 4


def test_one_core_is_one_thread() -> None:
    assert used(Pace(1), {1: 0.01}) == {1: 400}
