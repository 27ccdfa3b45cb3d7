"""Follow-up questions: what is lent to them, and that their prompt begins as the earlier one's did."""

from __future__ import annotations

import pytest

from secretaire.errors import TaskFailed
from secretaire.records import Report, Role, Span
from secretaire.tasks.asking.answer_prompt import answer_request
from secretaire.tasks.asking.ask import FEW, ask
from secretaire.tasks.asking.following import Earlier, asks_further, on_the_same, resolved
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.finding.evidence import Candidate
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


def test_questions_that_follow_are_turns_of_one_conversation(services: Services, add: Add) -> None:
    """All that was computed for the earlier one begins the later one's prompt, the evidence only once."""
    answers = iter(("The supervisory council is chaired by Anna Weber.", "It meets every month.", "In the large hall."))
    engine = FakeEngine(lambda request: next(answers, ""))
    services = Services(services.vault, engine, services.reader)
    document = add(services, TEXT, "council.txt")
    first = asked("Who chairs the supervisory council?", [document.id], services)
    then = asked("How often does it meet?", [document.id], services, first.id)
    last = asked("And where?", [document.id], services, then.id)
    assert (then.options["follows"], last.options["follows"]) == (first.id, then.id)
    before, after, at_last = (request.turns for request in engine.requests)
    assert after[: len(before)] == before
    assert at_last[: len(after)] == after
    assert (after[-2].role, after[-1].role) == (Role.ASSISTANT, Role.USER)
    assert "Anna Weber" in after[-2].text
    assert "How often does it meet?" in after[-1].text
    assert sum("every month in the large hall" in turn.text for turn in at_last) == 1
    assert sum("with their own words" in turn.text for turn in at_last) == 1


def test_of_what_is_new_beside_the_same_evidence_only_the_chosen_comes(services: Services, add: Add) -> None:
    document = add(services, "".join(f"The council meets in hall {number}. " for number in range(6)), "council.txt")
    extraction = services.vault.extraction_of(document)
    assert extraction
    (page,) = services.vault.pages(extraction.id)
    spans = [Span(extraction.id, page.number, start, end) for start, end in page.sentences]
    evidence = [Candidate(document.id, span, page.text[span.start : span.end], "", 0.0, "en") for span in spans]
    earlier = Earlier("Where?", "There.", "en", tuple((document.id, span) for span in spans[:5]))
    assert [each.span for each in on_the_same(evidence, set(spans), earlier, services.vault)] == spans
    assert [each.span for each in on_the_same(evidence, set(spans[:1]), earlier, services.vault)] == spans[:5]
    few = evidence[3:]
    assert on_the_same(few, set(spans), earlier, services.vault) == few


def test_how_to_answer_is_told_again_in_another_language() -> None:
    earlier = Earlier("Wer leitet den Rat?", "Anna Weber.", "de", ())
    *_, last = answer_request("And since when?", "en", (), earlier).turns
    assert "with their own words" in last.text


def test_what_was_not_answered_is_asked_with_what_follows_it() -> None:
    earlier = Earlier("Who chairs the council?", "", "en", ())
    *_, last = answer_request("And since when?", "en", (), earlier).turns
    assert "Who chairs the council? And since when?" in last.text


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


@pytest.mark.parametrize(
    ("question", "language", "further"),
    [
        ("Who else is responsible?", "en", True),
        ("Wer noch?", "de", True),
        ("Y a-t-il d'autres exigences ?", "fr", True),
        ("Who is responsible?", "en", False),
    ],
)
def test_who_else_asks_for_more(question: str, language: str, further: bool) -> None:
    assert asks_further(question, language) is further


def test_who_else_does_not_hear_the_same_again(services: Services, add: Add) -> None:
    document = add(services).id
    *_, first = ask("Who must meet every month?", [document], services, Cancel())
    assert isinstance(first, Finished)
    assert first.result.sentences
    *_, second = ask("Who else must meet every month?", [document], services, Cancel(), first.result.id)
    assert isinstance(second, Finished)
    said = {sentence.text for sentence in first.result.sentences}
    assert not said & {sentence.text for sentence in second.result.sentences}
