from __future__ import annotations

import pytest

from tests.benchmarks.rouge import longest_common, rouge_l


def test_the_longest_common_subsequence_keeps_the_order() -> None:
    assert longest_common("a b c d".split(), "b x d a".split()) == 2
    assert longest_common([], ["a"]) == 0


def test_rouge_l_is_that_of_the_paper() -> None:
    # Lin 2004, section 3: "police kill the gunman" against "police killed the gunman": three of four words in order.
    assert rouge_l("police kill the gunman", "police killed the gunman") == pytest.approx(0.75)
    assert rouge_l("the gunman kill police", "police killed the gunman") == pytest.approx(0.5)
    assert rouge_l("", "police") == 0.0
