from __future__ import annotations

from collections.abc import Sequence

import pytest

from secretaire.inference.interface import Turn
from secretaire.records import Support, Warned
from secretaire.tasks.verifying import support
from secretaire.tasks.verifying.support import Calibration, Claim, is_open, judged, reconsider, score
from tests.inference.fake_engine import FakeEngine

EVIDENCE = "The council must publish its decisions within ten days."
KNOWN = Calibration(0.0, {"odds": 1.0}, 0.8, 0.9, 0.1)


def claim(
    label: Support = Support.PARTIAL, *codes: str, text: str = "The council publishes decisions.", other: str = "en"
) -> Claim:
    return Claim(text, EVIDENCE, "en", other, label, tuple(Warned(code, {}) for code in codes))


def test_wording_alone_is_open_and_nothing_else_that_is_wrong() -> None:
    assert is_open(claim(Support.PARTIAL, "check.altered", "check.wording"))
    assert not is_open(claim(Support.PARTIAL, "check.altered", "check.negation"))
    assert not is_open(claim(Support.PARTIAL, "check.name"))
    assert not is_open(claim(Support.UNSUPPORTED, "check.number"))
    assert is_open(claim(Support.SUPPORTED))
    assert not is_open(claim(Support.SUPPORTED, "check.verbatim"))


def test_what_scores_high_is_lifted_and_what_scores_low_is_lowered() -> None:
    lifted, found = judged(claim(Support.PARTIAL, "check.altered"), {"odds": 5.0}, KNOWN)
    assert (lifted, [each.code for each in found]) == (Support.SUPPORTED, ["check.reworded"])
    kept, found = judged(claim(Support.PARTIAL, "check.altered"), {"odds": 0.0}, KNOWN)
    assert (kept, [each.code for each in found]) == (Support.PARTIAL, ["check.altered"])
    lowered, found = judged(claim(Support.SUPPORTED), {"odds": -5.0}, KNOWN)
    assert (lowered, [each.code for each in found]) == (Support.PARTIAL, ["check.doubted"])


def test_a_sentence_in_another_language_has_its_own_threshold() -> None:
    odds = {"odds": 1.8}  # a probability of .86
    assert judged(claim(Support.PARTIAL, "check.wording"), odds, KNOWN)[0] is Support.SUPPORTED
    assert judged(claim(Support.PARTIAL, "check.crossing", other="de"), odds, KNOWN)[0] is Support.PARTIAL


def test_a_model_without_calibration_changes_no_label() -> None:
    engine = FakeEngine()
    claims = [claim(Support.PARTIAL, "check.altered"), claim(Support.SUPPORTED)]
    assert reconsider(claims, engine) == [(each.support, each.findings) for each in claims]


def test_a_calibrated_model_is_asked_only_about_what_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def scores(turns: Sequence[Turn], text: str) -> float:
        asked.append(turns[-1].text)
        return 0.0 if text == "Yes" else -6.0

    engine = FakeEngine(score=scores)
    monkeypatch.setattr(support, "calibration", lambda _model: KNOWN)
    shut = claim(Support.UNSUPPORTED, "check.number", text="Within eleven days.")
    open_ = claim(Support.PARTIAL, "check.wording", text="Decisions are made public.")
    labels = reconsider([shut, open_], engine)
    assert labels[0] == (shut.support, shut.findings)
    assert labels[1][0] is Support.SUPPORTED
    assert not any("eleven" in prompt for prompt in asked)


def test_features_tell_what_the_evidence_adds() -> None:
    def scores(turns: Sequence[Turn], text: str) -> float:
        if text in ("Yes", "No"):
            return -1.0 if text == "Yes" else -3.0
        return -0.5 if EVIDENCE in turns[-1].text else -2.0

    first, second = score([claim(Support.PARTIAL, "check.altered"), claim(Support.SUPPORTED)], FakeEngine(score=scores))
    assert first["odds"] == pytest.approx(2.0)
    assert first["mean"] == first["lowest"] == pytest.approx(-0.5)
    assert first["gain"] == first["least_gain"] == pytest.approx(1.5)
    assert (first["altered"], second["altered"]) == (1.0, 0.0)
