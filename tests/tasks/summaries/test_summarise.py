"""Kinds, wishes, thorough reading, other languages, over a real vault with a scripted engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
import pytest

from secretaire.documents.blocks import BlockKind
from secretaire.errors import Cancelled
from secretaire.inference.interface import Request
from secretaire.records import Citation, Document, Report, Sentence, Span, Support, TextState
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.exporting import json_results, json_types
from secretaire.tasks.exporting.export_report import ReportBlocks
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.resuming import resume, waiting_jobs
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.notes import passages_of
from secretaire.tasks.summaries.phrasing import standing_alone
from secretaire.tasks.summaries.summarise import summarise
from secretaire.tasks.summaries.summary_groups import heading_of, is_flowing, under_headings
from secretaire.tasks.summaries.summary_options import SummaryOptions
from tests.inference.fake_engine import FakeEngine
from tests.tasks.test_tasks import evidence_of

Add = Callable[..., Document]
SUBJECTS = ("council", "ministry", "court", "agency", "office", "board", "auditor", "library", "museum", "school")
DEEDS = ("publishes its inventory of data", "trains its managers", "protects its records", "reviews its budget")
WHY = ("for", "without", "before", "after", "about", "against", "beside", "through", "above", "behind")
LONG = "\f".join(
    f"The {subject} of the region {deed} in every single year.\n"
    f"Staff {WHY[number % 10]} {WHY[number // 10]} the {deed[:9]} must tell the {subject} of {number + 2} errors.\n"
    f"That {deed[-7:]} {WHY[(number + 3) % 10]} it ends {WHY[number // 4]} the page."
    for number, (subject, deed) in enumerate((s, d) for s in SUBJECTS for d in DEEDS)
)
GERMAN = "Die Behörde muss den Bericht über den Haushalt innerhalb von 14 Tagen an das Parlament senden.\n"


def run(services: Services, document: Document, **options: str) -> tuple[list[TaskEvent], Report]:
    seen = list(summarise([document.id], SummaryOptions(**options), services, Cancel()))
    assert isinstance(seen[-1], Finished)
    report = seen[-1].result
    assert isinstance(report, Report)
    return seen, report


@pytest.fixture
def writing(services: Services) -> Services:
    return Services(services.vault, FakeEngine(evidence_of), services.reader)


def test_actions_stand_under_their_headings(writing: Services, add: Add) -> None:
    _, report = run(writing, add(writing), kind="actions")
    found = {title: [each.text for _, each in run] for title, run in under_headings(report.sentences)}
    assert list(found) == [heading_of(code) for code in ("group.actions", "group.dates")]
    assert "task.nothing_under_people" in [warning.code for warning in report.warnings]
    assert all(sentence.citations for sentence in report.sentences)
    facts = json_results.of(report)
    assert isinstance(facts, json_types.Summary)
    assert {each.group for each in facts.summary} == {"group.actions", "group.dates"}


def test_a_text_without_duties_gives_its_main_points(writing: Services, add: Add) -> None:
    text = (
        "The harbour lies between two long hills of grey stone.\nThe museum shows paintings of ships and of storms.\n"
    )
    _, report = run(writing, add(writing, text), kind="actions")
    assert {sentence.group for sentence in report.sentences} == {""}
    codes = [warning.code for warning in report.warnings]
    assert codes == [f"task.nothing_under_{name}" for name in ("actions", "dates", "people")]


def test_an_abstract_flows(writing: Services, add: Add) -> None:
    document = add(writing)
    assert is_flowing(run(writing, document, kind="abstract")[1])
    assert not is_flowing(run(writing, document, kind="brief")[1])


def test_an_abstract_is_exported_as_one_paragraph_that_every_quote_leads_back_to(writing: Services, add: Add) -> None:
    _, report = run(writing, add(writing, LONG), kind="abstract")
    made = list(ReportBlocks(report, writing.vault).blocks())
    (paragraph,) = [block for block in made if block.anchor == "s1"]
    assert paragraph.kind is BlockKind.PARAGRAPH
    assert all(sentence.text in paragraph.text for sentence in report.sentences)
    assert not any(block.kind is BlockKind.ITEM and block.number for block in made)
    anchors = {block.anchor for block in made if block.anchor}
    assert {mark.target for block in made for mark in block.marks if mark.target} <= anchors


@pytest.mark.parametrize(
    ("text", "language", "alone"),
    [
        ("However, the plan ends in May.", "en", "The plan ends in May."),
        ("In addition, agencies pay for it.", "en", "Agencies pay for it."),
        ("Cependant, le plan prend fin en mai.", "fr", "Le plan prend fin en mai."),
        ("However long it takes, the plan ends.", "en", "However long it takes, the plan ends."),
        ("Jedoch endet der Plan im Mai.", "de", "Jedoch endet der Plan im Mai."),
    ],
)
def test_a_word_that_ties_a_sentence_to_the_one_before_is_left_out(text: str, language: str, alone: str) -> None:
    assert standing_alone(text, language) == alone


def test_a_headings_words_stay_the_documents() -> None:
    assert heading_of("group.unheard_of") == "group.unheard_of"
    assert heading_of("2  Scope\nand aims") == "2 Scope and aims"


def test_reports_of_older_versions_still_open() -> None:
    sentence = Sentence("It is so.", Support.SUPPORTED, (), (), "group.main")
    kept = msgspec.to_builtins(sentence)
    del kept["group"]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(kept), type=Sentence).group == ""


def test_the_model_is_told_of_the_reader(writing: Services, add: Add) -> None:
    _, report = run(writing, add(writing), role="head of training", instruction="privacy")
    assert (report.options["for"], report.options["instruction"]) == ("head of training", "privacy")
    engine = writing.engine
    assert isinstance(engine, FakeEngine)
    assert "head of training" in engine.requests[0].turns[0].text
    assert "privacy" in engine.requests[0].turns[0].text
    _, report = run(writing, add(writing), role="veterinarian")
    assert "task.nothing_for_wish" in [warning.code for warning in report.warnings]


def test_thorough_reading_gives_the_model_every_passage(writing: Services, add: Add) -> None:
    document = add(writing, LONG)
    seen, report = run(writing, document, mode="thorough")
    engine = writing.engine
    assert isinstance(engine, FakeEngine)
    told = "\n".join(request.turns[-1].text for request in engine.requests if request.begun == "")
    assert all(subject in told for subject in SUBJECTS)
    assert all(f"of {number + 2} errors" in told for number in range(len(SUBJECTS) * len(DEEDS)))
    noted = [event for event in seen if isinstance(event, Progress) and event.stage == "noting"]
    assert (noted[-1].done, noted[-1].unit) == (noted[-1].total, "passage")
    # A sentence can be read before the first passage is.
    assert seen.index(next(e for e in seen if isinstance(e, Revised))) < seen.index(noted[0])
    for sentence in report.sentences:
        assert sentence.citations
        for citation in sentence.citations:
            assert " ".join(citation.quote.split()) in " ".join(LONG.split())
    assert len(report.sentences) == 5


def test_a_long_document_is_read_in_longer_stretches_that_leave_nothing_out() -> None:
    text = " ".join(
        f"The office keeps file number {number} for as long as the law of its year says." for number in range(600)
    )
    places = [match.span() for match in re.finditer(r"The [^.]+\.", text)]
    pieces = [Candidate("d", Span("e", 1, *place), text[slice(*place)], "", 0.0, "en") for place in places]
    passages = [Span("e", 1, places[at][0], places[at + 4][1]) for at in range(0, 600, 5)]
    points = passages_of(pieces, passages)
    assert [each for point in points for each in point.evidence] == pieces
    assert len(points) < len(passages) / 2
    assert len(passages_of(pieces[:50], passages[:10])) == 10


def test_a_sentence_that_goes_round_in_itself_is_not_shown(services: Services, add: Add) -> None:
    circling = FakeEngine(lambda request: " is the same as the data governance body, of that data governance body.")
    services = Services(services.vault, circling, services.reader)
    _, report = run(services, add(services, "The data governance body must meet every month in the ministry.\n"))
    assert [finding.code for finding in report.sentences[0].findings] == ["check.verbatim"]


def test_the_documents_words_stand_without_an_aside_and_say_so(services: Services, add: Add) -> None:
    babbler = FakeEngine(lambda request: " of Mars bought 77 green tractors in 1999.")
    services = Services(services.vault, babbler, services.reader)
    text = "The council of the region, which meets twice a year, must approve the budget (KTDI) by law.\n"
    _, report = run(services, add(services, text))
    (sentence,) = report.sentences
    assert sentence.text == "The council of the region must approve the budget by law."
    assert [finding.code for finding in sentence.findings] == ["check.condensed"]
    assert sentence.support is Support.SUPPORTED
    assert text.strip() == sentence.citations[0].quote
    assert len(babbler.requests) == 1


def test_notes_that_fail_their_checks_are_replaced_by_the_documents_words(services: Services, add: Add) -> None:
    babbler = FakeEngine(lambda request: "In 1999 the Martian parliament bought 77 green tractors for everyone.")
    services = Services(services.vault, babbler, services.reader)
    _, report = run(services, add(services, LONG), mode="thorough")
    assert report.sentences
    for sentence in report.sentences:
        assert [finding.code for finding in sentence.findings] == ["check.verbatim"]


@pytest.mark.parametrize("at", [0, 1, 17, 33, 39])
def test_thorough_reading_goes_on_behind_its_last_notes(writing: Services, add: Add, at: int) -> None:
    document, options = add(writing, LONG), SummaryOptions(mode="thorough", kind="key-points")
    *_, whole = summarise([document.id], options, writing, Cancel())
    assert isinstance(whole, Finished)
    stop_after(at, document, options, writing, Cancel(), put_aside=True)
    (kept,) = [each for each in writing.vault.reports() if each.state is not TextState.COMPLETE]
    assert len(kept.sentences) == 9  # those of quick mode can be read meanwhile
    engine = writing.engine
    assert isinstance(engine, FakeEngine)
    before = len(engine.requests)
    (job,) = waiting_jobs(writing.vault)
    events = list(resume(job, writing, Cancel()))
    assert isinstance(events[-1], Finished)
    gone_on = events[-1].result
    assert [each.text for each in gone_on.sentences] == [each.text for each in whole.result.sentences]
    passages = next(e.total for e in events if isinstance(e, Progress) and e.stage == "noting")
    read_again = sum(request.begun == "" for request in engine.requests[before:])
    assert read_again <= passages - at + 16


def stop_after(
    notes: int, document: Document, options: SummaryOptions, services: Services, cancel: Cancel, put_aside: bool = False
) -> None:
    def watched() -> Iterator[TaskEvent]:
        for event in summarise([document.id], options, services, cancel):
            yield event
            if isinstance(event, Progress) and event.stage == "noting" and event.done == notes:
                cancel.request(put_aside=put_aside)

    with pytest.raises(Cancelled):
        list(watched())


def test_cancelling_thorough_reading_keeps_the_quick_sentences(writing: Services, add: Add) -> None:
    document, cancel = add(writing, LONG), Cancel()
    stop_after(3, document, SummaryOptions(mode="thorough"), writing, cancel)
    (kept,) = writing.vault.reports()
    assert kept.state is TextState.CANCELLED
    assert len(kept.sentences) == 5
    assert writing.vault.jobs() == []


def translator(said: str) -> Callable[[Request], str]:
    def answer(request: Request) -> str:
        return said if "Translate" in request.turns[-1].text else evidence_of(request)

    return answer


def in_english(services: Services, add: Add, said: str) -> Sentence:
    services = Services(services.vault, FakeEngine(translator(said)), services.reader)
    _, report = run(services, add(services, GERMAN), language="en")
    return report.sentences[0]


def test_a_translated_sentence_says_what_was_not_checked(services: Services, add: Add) -> None:
    sentence = in_english(services, add, "The authority must send the report to parliament within 14 days.")
    assert sentence.text == "The authority must send the report to parliament within 14 days."
    assert sentence.support is Support.PARTIAL
    assert [finding.code for finding in sentence.findings] == ["check.translated"]
    (citation,) = sentence.citations
    assert isinstance(citation, Citation)
    assert citation.quote.startswith("Die Behörde muss")


@pytest.mark.parametrize(
    "said",
    [
        "The authority must send the report to parliament within 40 days.",
        "The authority must send the report to parliament within 14 years.",
        "The authority must send the report to parliament soon.",
        "The authority has sent the report to parliament within 14 days.",
        "The authority must send the report innerhalb of 14 days to parliament, senden.",
        "The authority must not send the report to parliament within 14 days.",
        GERMAN.strip(),
        "",
    ],
)
def test_a_translation_that_says_other_figures_is_not_shown(services: Services, add: Add, said: str) -> None:
    sentence = in_english(services, add, said)
    assert sentence.text == GERMAN.strip()
    assert sentence.findings[0].code == "check.left_in_language"
    assert sentence.support is Support.PARTIAL  # it is not what was asked for


def test_a_sentence_in_another_language_is_warned_of_and_tried_twice(services: Services, add: Add) -> None:
    asked: list[Request] = []

    def answer(request: Request) -> str:
        asked.append(request)
        return "The Behörde muss the report innerhalb von 14 Tagen an das Parlament senden und die Daten."

    services = Services(services.vault, FakeEngine(answer), services.reader)
    _, report = run(services, add(services, GERMAN), language="en")
    assert report.sentences[0].text == GERMAN.strip()
    tries = [each.turns for each in asked if "Translate" in each.turns[-1].text]
    assert len(tries) == 2
    assert len(tries[1]) > len(tries[0])  # with an example
    (warning,) = [each for each in report.warnings if each.code == "task.left_in_language"]
    assert warning.params["count"] == 1
    assert warning.params["other_language"] == "en"


def test_what_two_documents_say_is_told_once_and_cited_in_both(writing: Services, add: Add) -> None:
    said = "The council must publish the budget of the flood barrier by 3 May 2027."
    one = add(writing, f"{said} The barrier protects six hundred houses in the lower town.", "one.txt")
    two = add(writing, f"The auditor examines every contract of the harbour. {said}", "two.txt")
    *_, last = summarise([one.id, two.id], SummaryOptions(kind="key-points"), writing, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    found = [each for each in last.result.sentences if "flood barrier" in each.text]
    assert [{citation.document for citation in each.citations} for each in found] == [{one.id, two.id}]
