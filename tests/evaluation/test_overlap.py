from __future__ import annotations

import pytest

from tests.evaluation.overlap import chrf, rouge_l


@pytest.mark.parametrize(
    ("text", "f"),
    [("police kill the gunman", 0.75), ("the gunman kill police", 0.5), ("the gunman police killed", 0.5), ("", 0.0)],
)
def test_rouge_l_is_that_of_the_papers_example(text: str, f: float) -> None:
    """Lin 2004, section 3.1: "police killed the gunman"."""
    assert rouge_l(text, "police killed the gunman") == pytest.approx(f)


@pytest.mark.parametrize(
    ("text", "reference", "score"),
    [
        ("Der Rat tagt jeden Monat.", "Der Rat trifft sich jeden Monat zweimal.", 42.56462410206119),
        ("The council", "The council meets every month.", 36.55641197275903),
        ("abc", "abcd", 68.86227544910179),
        ("The cat sat.", "The cat sat.", 100.0),
        ("xyz", "abc", 0.0),
        ("", "abc", 0.0),
    ],
)
def test_chrf_is_that_of_sacrebleu(text: str, reference: str, score: float) -> None:
    """The first three by sacreBLEU 2's ``CHRF().sentence_score``."""
    assert chrf(text, reference) == pytest.approx(score / 100)
