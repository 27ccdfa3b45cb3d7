"""The benchmarks' own arithmetic and bookkeeping: a wrong ratio would be believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.method import Row, error_share, percentile, summarise
from tests.benchmarks.page import load, page, save, with_row, without_stale


def _row(name: str, topic: str = "one", model: str = "", ratio: float = 1.0) -> Row:
    return Row(name, 1.0, 1.0, "s", ratio, (ratio, ratio), 1.0, True, 9, topic=topic, model=model)


def test_a_ratio_above_one_is_better_for_speeds_and_for_times() -> None:
    faster = summarise("x", [(20.0, 10.0)] * 9, unit="tokens/s", higher_is_better=True, bar=2.0)
    sooner = summarise("x", [(1.0, 4.0)] * 9, unit="s", higher_is_better=False, bar=4.1)
    assert (faster.ratio, faster.met, faster.runs) == (2.0, True, 9)
    assert (sooner.ratio, sooner.met) == (4.0, False)


def test_a_bar_is_met_when_the_interval_reaches_it() -> None:
    pairs = [(0.9, 1.0), (1.1, 1.0)] * 5
    row = summarise("x", pairs, unit="tokens/s", higher_is_better=True, bar=1.05)
    assert row.interval[0] < row.ratio < row.interval[1]
    assert row.met
    assert not summarise("x", pairs, unit="tokens/s", higher_is_better=True, bar=1.11).met


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 3.0), (0.95, 4.8), (1.0, 5.0)])
def test_percentiles_interpolate(share: float, value: float) -> None:
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], share) == pytest.approx(value)


def test_a_partial_run_keeps_the_rows_of_other_topics_and_models(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    assert load(path) == []
    save(path, [_row("a"), _row("small", "two", "135M"), _row("large", "two", "0.5B")])
    fresh = _row("small", "two", "135M", ratio=3.0)
    rows = with_row(load(path), fresh)
    assert [(row.name, row.ratio) for row in rows] == [("a", 1.0), ("small", 3.0), ("large", 1.0)]
    assert without_stale(rows, "two", "135M", [fresh]) == rows
    assert [row.name for row in without_stale(rows, "two", "", [fresh])] == ["a", "small"]


def test_the_page_shows_every_row_with_its_settings() -> None:
    text = page(
        [_row("a", ratio=1.25), Row("b", 1.0, 2.0, "s", 2.0, (1.9, 2.1), None, None, 9, settings="two threads")]
    )
    assert "| a | 1.0 | 1.0 | s | 1.25 [1.25, 1.25] | ≥ 1.0: met | 9 |" in text
    assert "| b | 1.0 | 2.0 | s | 2.0 [1.9, 2.1] | – | 9 |" in text
    assert "two threads" in text


def test_a_share_of_errors_weighs_all_parts_and_has_to_reach_its_limit_itself() -> None:
    row = error_share("share", [(1, 100), (0, 100), (29, 800)], limit=2.0, unit="%")
    assert (row.ours, row.baseline, row.met, row.runs) == (3.0, 2.0, False, 3)
    assert row.ratio == 0.667
    assert row.interval[0] <= row.ratio <= row.interval[1]
    assert error_share("none", [(0, 10)], limit=2.0, unit="%").met
