from __future__ import annotations

import pytest

from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Report, Support
from secretaire.tasks.comparing.compare import compare, shown
from secretaire.tasks.comparing.comparison import Kind
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.exporting import json_results, json_types
from secretaire.tasks.exporting.export_comparison import difference_counts
from secretaire.tasks.services import Services
from secretaire.wording import say
from tests.tasks.conftest import REPORT, Add


def compared(old: str, new: str, services: Services) -> Report:
    *_, last = compare(old, new, services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


def test_both_sides_are_cited_verbatim_on_their_pages(services: Services, add: Add) -> None:
    old = add(services)
    new = add(services, REPORT.replace("within 10 days", "within 30 days"), "newer.txt")
    report = compared(old.id, new.id, services)
    (found,) = shown(report)
    assert found.kind is Kind.CHANGED
    assert found.old is not None
    assert found.new is not None
    assert "within 10 days" in found.old.quote
    assert "within 30 days" in found.new.quote
    assert (found.old.document, found.new.document) == (old.id, new.id)
    assert found.changes[0].code == "compare.figures"
    assert all(sentence.support is Support.SUPPORTED for sentence in report.sentences)


def test_the_result_is_stored_and_has_its_json(services: Services, add: Add) -> None:
    old = add(services)
    new = add(services, REPORT + "A new duty for managers must be added in 2030.\n", "newer.txt")
    report = compared(old.id, new.id, services)
    assert services.vault.report(report.id) == report
    facts = json_results.of(report)
    assert isinstance(facts, json_types.ComparisonFacts)
    assert [(each.kind, each.old) for each in facts.differences] == [("added", None)]
    assert facts.same == 5
    assert {row.document for row in facts.coverage} == {old.id, new.id}


def test_texts_with_little_in_common_are_told(services: Services, add: Add) -> None:
    old = add(services)
    new = add(services, "Whales swim in the cold sea. They sing at night. Ships pass them by.\n", "whales.txt")
    report = compared(old.id, new.id, services)
    assert "task.little_in_common" in [warning.code for warning in report.warnings]


def test_documents_in_two_languages_are_told_and_not_listed_as_versions(real_services: Services, add: Add) -> None:
    old = add(real_services)
    french = "L'organe de gouvernance doit publier ses décisions dans les 10 jours et se réunir avec les agences.\n"
    new = add(real_services, french * 2 + "La liste des données est exigée par la loi.\n", "fr.txt")
    report = compared(old.id, new.id, real_services)
    (told,) = report.warnings
    assert (told.code, *told.params.values()) == ("task.languages_differ", "en", "fr")
    assert report.sentences == ()
    assert "0" not in " ".join(difference_counts(report))
    assert "French" in say(told.code, told.params)


def test_a_document_is_not_compared_with_itself(services: Services, add: Add) -> None:
    document = add(services)
    with pytest.raises(UsageError) as refused:
        list(compare(document.id, document.id, services, Cancel()))
    assert refused.value.code == "task.same_document"


def test_a_document_that_is_gone_is_told(services: Services, add: Add) -> None:
    document = add(services)
    with pytest.raises(TaskFailed) as refused:
        list(compare("nothing", document.id, services, Cancel()))
    assert refused.value.code == "task.nothing_to_compare"


def test_a_sentence_that_runs_over_a_page_s_end_is_one_with_both_places(services: Services, add: Add) -> None:
    begun = "The council decides in the spring about the plans that the agencies have drawn up for"
    rest = "the coming year and publishes its reasons within 30 days.\n"
    old = add(services, f"{REPORT}{begun} {rest}")
    new = add(services, f"{REPORT}{begun}\n\f{rest.replace('30', '45')}", "newer.txt")
    (found,) = shown(compared(old.id, new.id, services))
    assert found.kind is Kind.CHANGED
    assert found.changes[0].code == "compare.figures"
    assert found.new is not None
    assert found.new_rest is not None
    assert found.new_rest.span.page == found.new.span.page + 1
    assert "within 45 days" in found.new_rest.quote
    assert found.old_rest is None
