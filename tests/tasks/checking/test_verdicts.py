"""Verdicts against labels that were given by hand."""

from __future__ import annotations

import pytest

from secretaire.tasks.checking.verdicts import Finding, Verdict, evidence_for_rules, judge_by_words
from secretaire.tasks.checking.writing_rules import Writing
from tests.tasks.labelled_rules import Labelled, labelled, precision


def by_code(pair: Labelled) -> Finding:
    (evidence,) = evidence_for_rules([pair.rule], pair.text)
    return Writing(pair.text).judge(pair.rule) or judge_by_words(pair.rule, evidence)


@pytest.fixture(scope="module")
def pairs() -> list[Labelled]:
    return labelled()


def test_the_set_is_large_and_holds_every_verdict_in_three_languages(pairs: list[Labelled]) -> None:
    assert len(pairs) >= 60
    for language in ("en", "de", "fr"):
        assert {pair.verdict for pair in pairs if pair.rule.language == language} == set(Verdict)


def test_what_code_calls_met_or_not_met_is(pairs: list[Labelled]) -> None:
    found = [by_code(pair) for pair in pairs]
    for verdict, least in ((Verdict.MET, 6), (Verdict.NOT_MET, 18)):
        right, given = precision(pairs, found, verdict)
        assert right >= least
        wrong = [
            pair.rule.text
            for pair, each in zip(pairs, found, strict=True)
            if each.verdict is verdict is not pair.verdict
        ]
        assert right == given, wrong


def test_silence_is_told_from_all_that_is_not_addressed(pairs: list[Labelled]) -> None:
    found = [by_code(pair) for pair in pairs]
    silent = [each for pair, each in zip(pairs, found, strict=True) if pair.verdict is Verdict.NOT_ADDRESSED]
    assert [each.verdict for each in silent] == [Verdict.NOT_ADDRESSED] * len(silent)
