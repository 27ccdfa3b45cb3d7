from __future__ import annotations

import pytest

from tests.evaluation.measures import ratio, share, wilson


@pytest.mark.parametrize(
    ("hits", "n", "interval"),
    [(0, 10, (0.0, 0.2775)), (5, 10, (0.2366, 0.7634)), (81, 263, (0.2553, 0.3662)), (0, 0, (0.0, 1.0))],
)
def test_wilsons_interval(hits: int, n: int, interval: tuple[float, float]) -> None:
    """The third is Newcombe's example (1998), without continuity correction."""
    assert wilson(hits, n) == pytest.approx(interval, abs=2e-4)


def test_a_share_is_held_against_its_bar() -> None:
    assert share("x", 90, 100, at_least=0.9).met is True
    assert share("x", 9, 10, at_least=0.9).met is None
    assert share("x", 3, 100, at_most=0.02).met is False
    assert share("x", 3, 100).met is None


def test_a_ratio_of_means_has_an_interval_around_it() -> None:
    figure = ratio("x", [(1.0, 2.0), (2.0, 4.0), (1.0, 4.0)] * 10, at_least=0.5)
    assert figure.value == 0.4
    assert figure.met is False
    low, high = figure.interval
    assert low <= figure.value <= high
    assert ratio("x", [(0.0, 0.0)]).value == 1.0
