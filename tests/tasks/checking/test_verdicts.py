"""Verdicts against labels that were given by hand."""

from __future__ import annotations

import pytest

from secretaire.records import Span
from secretaire.tasks.checking.verdicts import Finding, Verdict, evidence_for_rules, judge_by_words
from secretaire.tasks.checking.writing_rules import Writing
from secretaire.tasks.finding.evidence import Candidate
from tests.tasks.labelled_rules import HELD_OUT, MORE, TUNED, Labelled, labelled, precision


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


def test_silence_is_told_from_all_that_is_not_addressed(pairs: list[Labelled]) -> None:
    found = [by_code(pair) for pair in pairs]
    silent = [each for pair, each in zip(pairs, found, strict=True) if pair.verdict is Verdict.NOT_ADDRESSED]
    assert [each.verdict for each in silent] == [Verdict.NOT_ADDRESSED] * len(silent)


@pytest.mark.parametrize(("name", "met", "not_met"), [(TUNED, 15, 20), (MORE, 27, 17), (HELD_OUT, 16, 12)])
def test_words_alone_call_nothing_met_that_is_not(name: str, met: int, not_met: int) -> None:
    pairs = labelled(name)
    found = [by_code(pair) for pair in pairs]
    right, given = precision(pairs, found, Verdict.MET)
    assert right == given >= met
    right, given = precision(pairs, found, Verdict.NOT_MET)
    assert right == given >= not_met


def test_what_is_forbidden_without_consent_is_not_denied_by_forbidding_it_without_prior_consent() -> None:
    rule, text = (
        Candidate("d", Span("e", 1, 0, len(said)), said, "", 0.0, "en")
        for said in (
            "The contractor shall not subcontract without consent.",
            "The contractor shall not subcontract any part of the work without the prior written consent of the City.",
        )
    )
    (evidence,) = evidence_for_rules([rule], [text])
    assert judge_by_words(rule, evidence).verdict is not Verdict.NOT_MET
