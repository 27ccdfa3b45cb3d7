from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from secretaire.errors import TaskFailed
from secretaire.governance.policy import read_policy
from secretaire.inference.interface import Turn
from secretaire.records import Report, Sentence, Support, Warned
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.exporting import json_results, json_types
from secretaire.tasks.exporting.export_report import ReportBlocks
from secretaire.tasks.services import Services
from secretaire.tasks.verifying import withholding
from secretaire.tasks.verifying.why import Token, Why, unsure_words, why
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

SAID = "The data governance body must meet every month and publish its decisions within 10 days."
CITED = "publish its decisions within 10 days"


def scored(turns: Sequence[Turn], text: str) -> float:
    """A sentence is likelier where the passage that it is from is there."""
    return -0.5 if CITED in turns[-1].text else -2.0


@pytest.fixture
def services(vault: Vault) -> Services:
    return Services(vault, FakeEngine(lambda _request: SAID, score=scored), FakeReader())


def answered(services: Services, add: Add) -> Report:
    document = add(services)
    *_, last = ask("When must the data governance body publish its decisions?", [document.id], services, Cancel())
    assert isinstance(last, Finished)
    report: Report = last.result
    return report


def explained(report: Report, number: int, services: Services) -> Why:
    *_, last = why(report.id, number, services, Cancel())
    assert isinstance(last, Finished)
    told: Why = last.result
    return told


def test_the_passage_that_a_sentence_is_from_matters_most(services: Services, add: Add) -> None:
    told = explained(answered(services, add), 1, services)
    first, *others = told.passages
    assert first.cited
    assert CITED in first.citation.quote
    assert first.share == pytest.approx(1.0)
    assert first.fall > 0
    assert others, "a near passage is measured beside the cited one"
    assert all(each.fall == pytest.approx(0.0) for each in others)
    assert not any(each.cited for each in others)


def test_its_tokens_are_the_sentence(services: Services, add: Add) -> None:
    report = answered(services, add)
    told = explained(report, 1, services)
    assert "".join(token.text for token in told.tokens) == report.sentences[0].text
    assert all(token.surprise == pytest.approx(0.5) for token in told.tokens)


def test_it_has_its_json(services: Services, add: Add) -> None:
    facts = json_results.why_facts(explained(answered(services, add), 1, services))
    assert facts.passages[0].cited
    assert facts.sentence.text == SAID


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_sentence_that_is_not_there_is_refused(services: Services, add: Add, number: int) -> None:
    with pytest.raises(TaskFailed) as refused:
        explained(answered(services, add), number, services)
    assert refused.value.code == "task.no_such_sentence"


def test_what_is_no_result_is_refused(services: Services, add: Add) -> None:
    with pytest.raises(TaskFailed) as refused:
        list(why(add(services).id, 1, services, Cancel()))
    assert refused.value.code == "task.nothing_to_explain"


def test_the_words_the_model_was_least_sure_of_are_whole() -> None:
    tokens = [Token("The coun", 0.1, 0.1), Token("cil", 0.1, 0.1), Token(" pub", 4.0, 1.0), Token("lishes.", 0.2, 0.1)]
    assert unsure_words(tokens) == ["publishes"]
    assert unsure_words([Token("Sure.", 0.1, 0.1)]) == []


def unsupported(report: Report) -> Report:
    wrong = Sentence("It has 99 members.", Support.UNSUPPORTED, (), (Warned("check.number", {"value": "99"}),))
    return replace(report, sentences=(wrong, *report.sentences))


def test_a_policy_hides_what_is_unsupported_from_every_edge(
    services: Services, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = unsupported(answered(services, add))
    assert withholding.allowed(report) == report, "without a policy nothing is hidden"
    monkeypatch.setattr(withholding, "hides_unsupported", lambda: True)
    facts = json_results.of(report)
    assert isinstance(facts, json_types.Answer)
    assert [each.text for each in facts.answer] == ["", SAID], "the others keep their numbers"
    assert "1 sentence hidden by policy" in [warning.text for warning in facts.warnings]
    exported = "\n".join(block.text for block in ReportBlocks(report, services.vault).blocks())
    assert "99" not in exported
    assert "1 sentence hidden by policy" in exported


def test_a_policy_that_cannot_be_read_hides_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(withholding, "policy_in_force", lambda: read_policy(file, owner=None))
    file.write_text("format = 1\n")
    assert not withholding.hides_unsupported()
    file.write_text("format = 1\n[results]\nhide_unsupported = true\n")
    assert withholding.hides_unsupported()
    file.write_text("format = 1\n[results]\nhide_unsuported = true\n")
    assert withholding.hides_unsupported()


def test_an_unsupported_sentence_that_is_hidden_is_not_explained(
    services: Services, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = unsupported(answered(services, add))
    services.vault.save_report(report)
    monkeypatch.setattr(withholding, "hides_unsupported", lambda: True)
    with pytest.raises(TaskFailed) as refused:
        explained(report, 1, services)
    assert refused.value.code == "task.sentence_cites_nothing"
