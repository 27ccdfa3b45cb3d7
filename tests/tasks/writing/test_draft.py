from __future__ import annotations

from dataclasses import replace

import pytest

from secretaire.errors import Cancelled, UsageError
from secretaire.inference.interface import Request
from secretaire.records import Citation, Document, Report, Sentence, Span, StoredJob, Support, TextState
from secretaire.tasks.events import Cancel, Finished, Revised
from secretaire.tasks.exporting import json_results, json_types
from secretaire.tasks.exporting.export import blocks
from secretaire.tasks.resuming import resume
from secretaire.tasks.services import Services
from secretaire.tasks.writing.draft import draft
from secretaire.tasks.writing.parts import PartKind, as_read, parts_of
from secretaire.tasks.writing.templates import Section, Template, find_template
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

TEMPLATE = Template(
    "Order",
    "en",
    (
        Section(text="On {date}, file {file}"),
        Section("Facts", about="training for managers", evidence="facts", points=1),
        Section("Deadlines", evidence="deadlines", points=3),
        Section("Decisions", evidence="decision", points=2),
    ),
    {"date": "date", "file": "file number"},
)


def says_the_evidence(request: Request) -> str:
    """The first piece of evidence, gone on with from the words that are given."""
    evidence = request.turns[-1].text.split("\n- ")[0].split("- ", 1)[-1].split("\n")[0]
    return evidence.removeprefix(request.begun)


def drafted(services: Services, document: str, template: Template = TEMPLATE, **fields: str) -> Report:
    *_, last = draft([document], template, fields, services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


@pytest.fixture
def copying(vault: Vault) -> Services:
    return Services(vault, FakeEngine(says_the_evidence), FakeReader())


def test_sections_get_their_kind_of_evidence_and_gaps_stay_open(copying: Services, add: Add) -> None:
    report = drafted(copying, add(copying).id, file="Z 7")
    parts = parts_of(report)
    assert [each.text for each in parts if each.kind is PartKind.HEADING] == ["Facts", "Deadlines", "Decisions"]
    assert parts[0].text == "On [date], file Z 7"
    facts, deadlines = parts[2], parts[4:6]
    assert "training for 250 managers" in facts.text
    assert {"10 days" in each.text or "13 July 2020" in each.text for each in deadlines} == {True}
    assert parts[-1].kind is PartKind.OPEN
    written = [each.sentence for each in parts if each.kind is PartKind.WRITTEN]
    assert len(written) == 3
    assert len({each.text for each in written}) == 3
    for sentence in written:
        assert sentence.support is Support.SUPPORTED
        assert sentence.citations
        assert sentence.text in " ".join(citation.quote for citation in sentence.citations)
    assert report.options["open"] == 1
    assert report.state is TextState.COMPLETE
    assert copying.vault.report(report.id) == report


def test_what_the_model_makes_up_does_not_stand(vault: Vault, add: Add) -> None:
    services = Services(vault, FakeEngine(lambda _request: " and 900 dragons pay 77 million euros."), FakeReader())
    report = drafted(services, add(services).id)
    written = [each for each in parts_of(report) if each.kind is PartKind.WRITTEN]
    assert written
    assert not any("dragons" in each.text for each in written)


FORM = (
    "The office [agency name] must publish the inventory of its data within the agency for all. "
    "An officer can use the data within an agency if that is of use to others. "
    "The agency must answer every request for data within a calendar month of its receipt. "
    "**Training** for managers is [described in a plan](https://example.org/plan) of the office.\n"
)
LETTER = Template(
    "Letter",
    "en",
    (Section(about="data", evidence="deadlines", points=3), Section(about="decided", evidence="decision", points=2)),
)


def test_a_span_counts_behind_a_limits_words_only_and_a_letters_empty_paragraph_is_left_out(
    copying: Services, add: Add
) -> None:
    parts = parts_of(drafted(copying, add(copying, FORM).id, LETTER))
    assert [each.text for each in parts] == [
        "The agency must answer every request for data within a calendar month of its receipt."
    ]


TRANSCRIPT = (
    "Ann Smith: We have to train our managers before the new inventory of data begins.\n\n"
    "Ben Jones: Good morning to all of you who came here. I am determined to publish the inventory for all.\n\n"
    "Ann Smith: The law asks each agency for an inventory of its data.\n\n"
    "Ben Jones: The inventory must hold the data of the office, too.\n"
)


def test_a_conclusion_without_its_reasons_waits_for_what_stands_alone(copying: Services, add: Add) -> None:
    text = (
        "The inventory of data is therefore useless for the office and for the agency. "
        "The office keeps an inventory of data for the agency and for the public.\n"
    )
    template = Template("Note", "en", (Section(about="inventory of data", evidence="facts", points=1),))
    (told,) = parts_of(drafted(copying, add(copying, text).id, template))
    assert told.text.startswith("The office keeps")


def test_who_speaks_in_the_first_person_is_named_and_cited(copying: Services, add: Add) -> None:
    template = Template("Minutes", "en", (Section(about="determined publish", evidence="facts", points=1),))
    (told,) = parts_of(drafted(copying, add(copying, TRANSCRIPT).id, template))
    assert told.text == "Ben Jones: I am determined to publish the inventory for all."
    assert [each.quote for each in told.sentence.citations][1:] == ["Ben Jones"]


def test_the_marks_of_markdown_stay_out_of_a_text() -> None:
    document = Document("d", "c", "a.md", "text/markdown", None, "en", "", "")
    cited = Citation("d", 1, "", "quote", (), Span("e", 1, 0, 5))
    sentence = Sentence(
        "- **Training** is [in a plan](https://example.org) *«\u00a0now\u00a0»*.", Support.SUPPORTED, (cited,)
    )
    assert as_read(sentence, [document]).text == "Training is in a plan «\u00a0now\u00a0»."
    assert as_read(sentence, [replace(document, media_type="text/plain")]) == sentence


def test_a_draft_goes_on_where_it_was_left(copying: Services, add: Add) -> None:
    document = add(copying).id
    whole = drafted(copying, document)
    cancel = Cancel()
    seen: list[Sentence] = []
    with pytest.raises(Cancelled):  # noqa: PT012 - it is stopped on the way
        for event in draft([document], TEMPLATE, {}, copying, cancel):
            if isinstance(event, Revised) and isinstance(event.sentence, Sentence):
                seen.append(event.sentence)
            if len(seen) == 3:
                cancel.request(put_aside=True)
    (job,) = copying.vault.waiting_jobs()
    assert isinstance(job, StoredJob)
    half = copying.vault.report(job.id)
    assert half is not None
    assert half.state is TextState.INTERRUPTED
    assert list(half.sentences) == seen
    *_, last = resume(job, copying, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    assert last.result.sentences == whole.sentences
    assert last.result.id == job.id


def test_cancelling_keeps_what_was_written(copying: Services, add: Add) -> None:
    document, cancel = add(copying).id, Cancel()
    with pytest.raises(Cancelled):  # noqa: PT012 - it is stopped on the way
        for event in draft([document], TEMPLATE, {}, copying, cancel):
            if isinstance(event, Revised):
                cancel.request()
    (report,) = [each for each in copying.vault.reports(document) if each.kind == "draft"]
    assert report.state is TextState.CANCELLED
    assert len(report.sentences) == 1
    assert copying.vault.waiting_jobs() == []


def test_a_template_of_replies_and_an_unknown_field_are_refused(copying: Services, add: Add) -> None:
    document = add(copying).id
    with pytest.raises(UsageError):
        drafted(copying, document, find_template("reply", "en"))
    with pytest.raises(UsageError):
        drafted(copying, document, day="today")


def test_json_and_blocks_tell_the_same(copying: Services, add: Add) -> None:
    report = drafted(copying, add(copying).id)
    facts = json_results.of(report)
    assert isinstance(facts, json_types.DraftFacts)
    assert [part.text for part in facts.parts] == [sentence.text for sentence in report.sentences]
    texts = " ".join(block.text for block in blocks(report, copying.vault))
    for part in facts.parts:
        assert part.text in texts
    assert "[date]" in texts
