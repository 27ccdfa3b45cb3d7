"""Follow-up questions: what is lent to them, and that their prompt begins as the earlier one's did."""

from __future__ import annotations

import pytest

from secretaire.errors import TaskFailed
from secretaire.records import Report
from secretaire.tasks.asking.ask import FEW, ask
from secretaire.tasks.asking.following import Earlier, resolved
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.services import Services
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

TEXT = (
    "The supervisory council is chaired by Anna Weber, a judge from Hamburg.\n\n"
    "The supervisory council meets every month in the large hall of the ministry.\n\n"
    "The ministry pays for the large hall and for nothing else.\n\n"
)


@pytest.mark.parametrize(
    ("question", "language", "lent"),
    [
        ("When was she appointed?", "en", ["chairs", "council", "Weber"]),
        ("And where?", "en", ["council"]),
        ("Which budget does the finance ministry publish every spring?", "en", []),
        ("Wann wurde sie ernannt?", "de", ["council"]),
    ],
)
def test_a_question_gets_the_words_that_it_leaves_out(question: str, language: str, lent: list[str]) -> None:
    earlier = Earlier("Who chairs the supervisory council?", "It is chaired by Anna Weber.", language, ())
    whole = resolved(question, earlier, language)
    assert whole.startswith(question)
    assert all(word in whole for word in lent)
    assert lent or whole == question


def asked(question: str, documents: list[str], services: Services, follow: str = "") -> Report:
    *_, last = ask(question, documents, services, Cancel(), follow)
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


def test_a_follow_up_begins_with_the_same_evidence(services: Services, add: Add) -> None:
    engine = FakeEngine(lambda request: "The supervisory council is chaired by Anna Weber, a judge from Hamburg.")
    services = Services(services.vault, engine, services.reader)
    document = add(services, TEXT, "council.txt")
    first = asked("Who chairs the supervisory council?", [document.id], services)
    then = asked("How often does it meet?", [document.id], services, first.id)
    assert then.options["follows"] == first.id
    before, after = (request.turns[-1].text for request in engine.requests)
    passages = before[: before.index("Question:")]
    assert after.startswith(passages.rstrip())
    assert "Who chairs the supervisory council?" in after
    assert after.rindex("How often does it meet?") > after.index("Anna Weber, a judge from Hamburg.\n")


def test_only_an_answer_can_be_followed(services: Services, add: Add) -> None:
    with pytest.raises(TaskFailed) as failed:
        asked("And when?", [add(services).id], services, "00000000-0000-0000-0000-000000000000")
    assert failed.value.code == "task.nothing_to_follow"


def test_of_many_documents_those_are_accounted_for_that_say_something(services: Services, add: Add) -> None:
    ids = [add(services, f"Number {number} talks of gardens and rivers.", f"{number}.txt").id for number in range(FEW)]
    report = asked("Who chairs the supervisory council?", [*ids, add(services, TEXT, "council.txt").id], services)
    assert [document.name for document in report.documents] == ["council.txt"]
    assert {row.document for row in report.coverage} == {report.documents[0].id}
    assert report.options["searched"] == FEW + 1
