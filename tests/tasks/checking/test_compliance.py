from __future__ import annotations

from collections.abc import Sequence

import pytest

from secretaire.errors import TaskFailed, UsageError
from secretaire.inference.interface import Turn
from secretaire.records import Report, Span
from secretaire.tasks.checking.compliance import check_against, ruled_on
from secretaire.tasks.checking.verdicts import Verdict, judge_by_words
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.exporting import json_results, json_types
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import REPORT, Add

RULES = (
    "The data governance body must publish its decisions within 14 days.\n"
    "The data governance body shall publish its decisions within 7 days.\n"
    "Each office must keep a fire extinguisher in working order.\n"
)


def checked(text: str, rules: str, services: Services) -> Report:
    *_, last = check_against(text, rules, services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


def test_a_limit_is_kept_or_broken_and_silence_is_told_with_the_pages(services: Services, add: Add) -> None:
    text, rules = add(services), add(services, RULES, "rules.txt")
    found = ruled_on(checked(text.id, rules.id, services))
    assert [each.verdict for each in found] == [Verdict.MET, Verdict.NOT_MET, Verdict.NOT_ADDRESSED]
    assert [note.code for note in found[1].notes] == ["rule.limit_broken"]
    assert "within 10 days" in found[0].said[0].quote
    assert found[0].place.document == rules.id
    assert found[0].said[0].document == text.id
    assert found[2].notes[0].params == {"pages": 3}
    assert not found[2].said


def test_the_result_is_stored_and_has_its_json(services: Services, add: Add) -> None:
    text, rules = add(services), add(services, RULES, "rules.txt")
    report = checked(text.id, rules.id, services)
    assert services.vault.report(report.id) == report
    facts = json_results.of(report)
    assert isinstance(facts, json_types.CheckFacts)
    assert facts.counts == {"met": 1, "not_met": 1, "not_addressed": 1, "unclear": 0}


@pytest.mark.parametrize(("odds", "verdict"), [(3.0, Verdict.MET), (-3.0, Verdict.NOT_MET), (0.2, Verdict.UNCLEAR)])
def test_what_words_leave_open_the_model_judges(vault: Vault, add: Add, odds: float, verdict: Verdict) -> None:
    def score(turns: Sequence[Turn], continuation: str) -> float:
        asked_about_a_text = "–" not in turns[-1].text
        return odds if asked_about_a_text and continuation == "Yes" else 0.0

    services = Services(vault, FakeEngine(score=score), FakeReader())
    text = add(services)
    rules = add(services, "Every sharing agreement must protect personal data from strangers by design.\n", "rules.txt")
    (found,) = ruled_on(checked(text.id, rules.id, services))
    assert found.verdict is verdict


def test_the_items_of_a_checklist_are_rules_without_their_bullets(services: Services, add: Add) -> None:
    text = add(services)
    rules = add(
        services, "- Files are kept dry.\n- [ ] The council recommends training.\n3. Doors are shut.\n", "list.txt"
    )
    report = checked(text.id, rules.id, services)
    expected = ["Files are kept dry.", "The council recommends training.", "Doors are shut."]
    assert [each.rule for each in ruled_on(report)] == expected
    assert "rule.taken_items" in [warning.code for warning in report.warnings]


def test_a_question_or_a_heading_says_nothing(services: Services, add: Add) -> None:
    text = add(services, "Are the minutes of the council published? Publishing of the council's minutes\n")
    rules = add(services, "The minutes of the council must be published.\n", "rules.txt")
    (found,) = ruled_on(checked(text.id, rules.id, services))
    assert found.verdict is not Verdict.MET


def test_a_text_without_rules_is_told(services: Services, add: Add) -> None:
    text, rules = add(services), add(services, "Oh.\n", "rules.txt")
    with pytest.raises(TaskFailed) as refused:
        checked(text.id, rules.id, services)
    assert refused.value.code == "task.no_rules"


def test_a_text_is_not_checked_against_itself(services: Services, add: Add) -> None:
    text = add(services, REPORT)
    with pytest.raises(UsageError):
        checked(text.id, text.id, services)


def sentence(text: str, language: str) -> Candidate:
    return Candidate("document", Span("extraction", 1, 0, 1), text, "", 0.0, language)


@pytest.mark.parametrize(
    ("language", "rule", "said", "verdict"),
    [
        ("en", "Keep files for at least 10 years.", "Files are kept for 12 years.", Verdict.MET),
        ("en", "Keep files for at least 10 years.", "Files are kept for 5 years.", Verdict.NOT_MET),
        ("en", "The form must have no more than 2 pages and take 10 minutes.", "It takes 30 minutes.", Verdict.NOT_MET),
        (
            "de",
            "Die Akten sind mindestens 10 Jahre aufzubewahren.",
            "Die Akten werden 5 Jahre lang aufbewahrt.",
            Verdict.NOT_MET,
        ),
        ("de", "Der Bescheid ergeht spätestens nach 3 Monaten.", "Der Bescheid ergeht nach 2 Monaten.", Verdict.MET),
        ("fr", "Répondre dans un délai de 15 jours.", "Le service répond en 30 jours.", Verdict.NOT_MET),
        ("fr", "Conserver les dossiers au moins 5 ans.", "Les dossiers sont conservés 10 ans.", Verdict.MET),
        (
            "en",
            "Visitors must not take photographs in the hall.",
            "Visitors take photographs in the hall.",
            Verdict.NOT_MET,
        ),
        ("en", "Visitors must show their passes.", "Visitors show their passes at the door.", Verdict.MET),
    ],
)
def test_words_and_figures_decide(language: str, rule: str, said: str, verdict: Verdict) -> None:
    assert judge_by_words(sentence(rule, language), [sentence(said, language)]).verdict is verdict


def test_a_sentence_that_runs_over_a_pages_end_is_judged_whole(services: Services, add: Add) -> None:
    begun = "The council met in spring.\nThe data governance body publishes its\n"
    text = f"{begun}\fdecisions within 5 days.\nIt met again.\n"
    document, rules = add(services, text), add(services, RULES, "rules.txt")
    found = ruled_on(checked(document.id, rules.id, services))
    assert [each.verdict for each in found[:2]] == [Verdict.MET, Verdict.MET]
    assert [each.span.page for each in found[0].said[:2]] == [1, 2]
    assert "publishes its" in found[0].said[0].quote
    assert "within 5 days" in found[0].said[1].quote
