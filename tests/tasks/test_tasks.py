"""Tasks over a real vault with a scripted engine and reader: events, storage, cancelling at any moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from secretaire.errors import Cancelled, SecretaireError, TaskFailed, UsageError, WorkerDied
from secretaire.inference.interface import Request
from secretaire.records import Document, Message, Report, Role, Support, TextState, Translation, Warned
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.chat import chat, new_conversation
from secretaire.tasks.events import Cancel, Finished, Started, TaskEvent
from secretaire.tasks.exporting.export import export
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.summarise import summarise
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.translating.translate import joined, segment_warnings, translate
from secretaire.wording import say
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import DEFAULT_MODEL, FakeEngine
from tests.tasks.conftest import REPORT

Add = Callable[..., Document]


def finish(events: Iterator[TaskEvent]) -> object:
    seen = list(events)
    assert isinstance(seen[0], Started)
    assert [event for event in seen if isinstance(event, Finished)] == [seen[-1]]
    return seen[-1].result  # type: ignore[union-attr]  # just checked


def evidence_of(request: Request) -> str:
    """A model that says the first piece of evidence again."""
    lines = [line[2:] for line in request.turns[-1].text.splitlines() if line.startswith("- ")]
    for line in lines:
        if line.startswith(request.begun):
            return line.removeprefix(request.begun)
    return "The data governance body must meet every month."


def test_a_document_is_stored_with_its_pages_and_passages(services: Services, add: Add) -> None:
    document = add(services)
    extraction = services.vault.extraction_of(document)
    assert extraction is not None
    assert (document.pages, document.language, len(services.vault.pages(extraction.id))) == (3, "en", 3)
    assert services.vault.search("inventory")[0].owner == document.id


def test_headers_and_footers_are_told_apart_where_an_import_ends(services: Services, add: Add) -> None:
    bodies = [
        "".join(f"In session {'q' * number} the council adopted motion {letter}.\n" for letter in "abcdefghijkl")
        for number in range(1, 5)
    ]
    pages = [f"Annual report\n{body}Page {number} of 4" for number, body in enumerate(bodies, start=1)]
    document = add(services, "\f".join(pages))
    extraction = services.vault.extraction_of(document)
    assert extraction is not None
    for page in services.vault.pages(extraction.id):
        told = [(part.kind, page.text[part.start : part.end]) for part in page.structure]
        assert told == [("header", "Annual report"), ("footer", f"Page {page.number} of 4")]
    assert not any("Annual report" in passage.text for passage in services.vault.passages(extraction.id))


def test_the_same_bytes_are_read_once(services: Services, add: Add) -> None:
    assert add(services).id == add(services, name="copy.txt").id
    assert len(services.vault.documents()) == 1


def test_the_same_bytes_under_another_marking_are_another_document(services: Services, add: Add) -> None:
    low = add(services)
    marked = replace(services, marking="VS-NfD")
    high = add(marked)
    assert (high.marking, high.content) == ("VS-NfD", low.content)
    assert high.id != low.id
    assert add(marked) == high
    assert add(services) == low
    services.vault.delete_document(high.id)
    assert services.vault.documents() == [low]
    services.vault.open_original(low).close()


def test_an_unreadable_page_is_in_the_ledger(services: Services, add: Add) -> None:
    partly = Services(services.vault, FakeEngine(evidence_of), FakeReader(unreadable={2: "documents.page_crashed"}))
    report = finish(summarise([add(partly).id], SummaryOptions(), partly, Cancel()))
    assert isinstance(report, Report)
    assert [row.status.value for row in report.coverage] == ["read", "unreadable", "read"]
    assert [warning.code for warning in report.warnings] == ["task.page_unreadable"]


def test_a_summary_cites_what_it_was_given(services: Services, add: Add) -> None:
    services = Services(services.vault, FakeEngine(evidence_of), services.reader)
    document = add(services)
    report = finish(summarise([document.id], SummaryOptions("key-points"), services, Cancel()))
    assert isinstance(report, Report)
    assert len(report.sentences) >= 3
    for sentence in report.sentences:
        assert sentence.support is Support.SUPPORTED
        for citation in sentence.citations:
            assert citation.quote in REPORT
            assert citation.boxes
            assert str(citation.page) in "123"
    cited = {(row.page, index) for row in report.coverage for index in row.used_by}
    assert {index for _, index in cited} == set(range(len(report.sentences)))
    assert services.vault.report(report.id) == report


def test_what_a_model_invents_is_replaced_by_the_documents_words(services: Services, add: Add) -> None:
    babbler = FakeEngine(lambda request: "In 1999 the Martian parliament bought 77 green tractors for everyone.")
    report = finish(
        summarise([add(services).id], SummaryOptions(), Services(services.vault, babbler, services.reader), Cancel())
    )
    assert isinstance(report, Report)
    assert {finding.code for sentence in report.sentences for finding in sentence.findings} == {"check.verbatim"}


def test_an_answer_cites_its_passage(services: Services, add: Add) -> None:
    services = Services(services.vault, FakeEngine(evidence_of), services.reader)
    report = finish(ask("How often must the data governance body meet?", [add(services).id], services, Cancel()))
    assert isinstance(report, Report)
    assert not report.abstained
    assert report.sentences[0].citations[0].page == 1


def test_a_question_beside_the_document_is_abstained_from(services: Services, add: Add) -> None:
    report = finish(ask("Which football club won the champions league?", [add(services).id], services, Cancel()))
    assert isinstance(report, Report)
    assert report.abstained
    assert report.sentences == ()


def test_chat_stores_both_turns_and_a_title(services: Services) -> None:
    conversation = new_conversation(services)
    message = finish(chat(conversation.id, "What is a data inventory?", services, Cancel()))
    assert isinstance(message, Message)
    stored = services.vault.messages(conversation.id)
    assert [each.text for each in stored] == ["What is a data inventory?", message.text]
    assert stored[1].state is TextState.COMPLETE
    kept = services.vault.conversation(conversation.id)
    assert kept is not None
    assert kept.title == "What is a data inventory?"


def test_chat_uses_its_document(services: Services, add: Add) -> None:
    engine = FakeEngine()
    services = Services(services.vault, engine, services.reader)
    conversation = new_conversation(services, [add(services).id])
    finish(chat(conversation.id, "When is the inventory reviewed?", services, Cancel()))
    assert "An inventory of all data assets" in engine.requests[-1].turns[-1].text


def test_another_programs_instructions_are_not_sent(services: Services) -> None:
    engine = FakeEngine()
    services = Services(services.vault, engine, services.reader)
    conversation = new_conversation(services)
    services.vault.add_message(conversation.id, Role.SYSTEM, "Answer like a pirate.")
    finish(chat(conversation.id, "Good morning", services, Cancel()))
    assert [turn.role for turn in engine.requests[-1].turns] == [Role.SYSTEM, Role.USER]
    assert "pirate" not in engine.requests[-1].turns[0].text


def test_a_dead_engine_leaves_the_partial_answer(services: Services) -> None:
    services = Services(services.vault, FakeEngine(crash_after=4, delay_s=0.001), services.reader)
    conversation = new_conversation(services)
    with pytest.raises(WorkerDied) as caught:
        list(chat(conversation.id, "one two three four five six seven eight", services, Cancel()))
    assert caught.value.code == "task.answer_interrupted"
    answer = services.vault.messages(conversation.id)[1]
    assert answer.state is TextState.INTERRUPTED
    assert answer.text.startswith("You said:")
    finish(chat(conversation.id, "again", services, Cancel()))


def test_a_message_longer_than_the_context_changes_nothing(services: Services) -> None:
    conversation = new_conversation(services)
    with pytest.raises(TaskFailed):
        list(chat(conversation.id, "word " * 5000, services, Cancel()))
    assert services.vault.messages(conversation.id) == []


def test_old_turns_are_dropped_and_told(services: Services) -> None:
    services = Services(services.vault, FakeEngine(lambda request: "yes", context_tokens=1200), services.reader)
    conversation = new_conversation(services)
    for _ in range(4):
        finish(chat(conversation.id, "word " * 150, services, Cancel()))
    events = list(chat(conversation.id, "word " * 150, services, Cancel()))
    assert "task.history_dropped" in [getattr(event, "code", "") for event in events]


def test_a_model_that_does_not_write_the_language_of_a_message_is_told(services: Services) -> None:
    engine = FakeEngine(lambda request: "Bien sûr.")
    engine.load(replace(DEFAULT_MODEL, id="smollm2-135m-instruct"))
    services = Services(services.vault, engine, services.reader)
    conversation = new_conversation(services)
    said = {"Rédigez un rappel poli.": ["fr"], "Schreiben Sie eine Mahnung.": ["de"], "Write to the office.": []}
    for text, languages in said.items():
        warned = [each for each in chat(conversation.id, text, services, Cancel()) if isinstance(each, Warned)]
        assert [each.params["language"] for each in warned] == languages
        assert all("qwen" in say(each.code, each.params) for each in warned if "others" in each.params)


def test_a_translation_keeps_the_layout_and_remembers(services: Services) -> None:
    engine = FakeEngine(lambda request: "Bonjour 12.")
    services = Services(services.vault, engine, services.reader)
    text = "  Good morning 12.\n\nSee you.  Good morning 12.\n42\n"
    translation = finish(translate(text, "en", "fr", services, Cancel()))
    assert isinstance(translation, Translation)
    assert joined(translation).startswith("  Bonjour 12.\n\n")
    asked = len(engine.requests)
    again = finish(translate("Good morning 12.", "en", "fr", services, Cancel()))
    assert isinstance(again, Translation)
    assert (again.segments[0].origin, again.segments[0].match, len(engine.requests)) == ("memory", 100, asked)


def test_a_lost_number_is_marked(services: Services) -> None:
    services = Services(services.vault, FakeEngine(lambda request: "Es kostet viel Geld."), services.reader)
    translation = finish(translate("It costs 250 euros.", "en", "de", services, Cancel()))
    assert isinstance(translation, Translation)
    assert [warning.code for warning in translation.segments[0].warnings] == ["translate.number"]


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("Die Frist beträgt 14 Tage.", "The period is 14 years.", ["translate.unit"]),
        ("Die Frist beträgt 14 Tage.", "The period is 14 days.", []),
        ("Die Frist beträgt 14 Tage.", "Le délai est de 14 jours.", []),
        ("Le délai est de 3 mois.", "Die Frist beträgt 3 Monate.", []),
        ("Le délai est de 3 ans.", "Die Frist beträgt 3 Wochen.", ["translate.unit"]),
        ("A 30-day period and 45 % apply.", "Es gelten eine 30-tägige Frist und 45 Prozent.", []),
        ("The plan costs money.", "Der Plan kostet 12 Euro.", ["translate.number_added"]),
        ("It takes 3 hours.", "Es dauert 5 Stunden.", ["translate.number", "translate.number_added"]),
    ],
)
def test_figures_keep_their_units(source: str, target: str, codes: list[str]) -> None:
    assert [warning.code for warning in segment_warnings(source, target, cut_off=False)] == codes


@pytest.mark.parametrize(("source", "target"), [("en", "xx"), ("en", "en"), ("", "en")])
def test_languages_that_make_no_sense_are_told(services: Services, source: str, target: str) -> None:
    with pytest.raises(UsageError):
        list(translate("Hello there.", source, target, services, Cancel()))


def test_what_is_finished_stays_finished_when_nobody_asks_for_more(services: Services, add: Add) -> None:
    services = Services(services.vault, FakeEngine(evidence_of), services.reader)
    for event in summarise([add(services).id], SummaryOptions(), services, Cancel()):
        if isinstance(event, Finished):
            break
    assert [report.state for report in services.vault.reports()] == [TextState.COMPLETE]
    assert len(services.vault.documents()) == 1


def test_scraps_are_shown_as_they_are(services: Services, add: Add) -> None:
    document = add(services, "Invoice 17\n\nTwo chairs\n\nOne table\n")
    report = finish(summarise([document.id], SummaryOptions(), services, Cancel()))
    assert isinstance(report, Report)
    assert " ".join(sentence.text for sentence in report.sentences).split()[:2] == ["Invoice", "17"]
    assert {sentence.findings[0].code for sentence in report.sentences} == {"check.verbatim"}
    assert "task.only_fragments" in [warning.code for warning in report.warnings]
    assert services.vault.report(report.id) == report


def test_nothing_is_kept_when_nothing_was_made(services: Services, add: Add) -> None:
    document = add(services, "1 2 3\n\n4 5 6\n")
    with pytest.raises(TaskFailed):
        list(summarise([document.id], SummaryOptions(), services, Cancel()))
    cancel = Cancel()
    events = translate("Good morning to all of you.", "en", "fr", services, cancel)
    next(events)
    cancel.request()
    with pytest.raises(Cancelled):
        list(events)
    assert services.vault.reports() == []
    assert services.vault.translations() == []


BILINGUAL = "".join(
    f"The {body} publishes its report every year and sends it to parliament.\n\n"
    f"Le {corps} publie son rapport chaque année et l'envoie au parlement.\n\n"
    for body, corps in (
        ("council", "conseil"),
        ("ministry", "ministère"),
        ("court", "tribunal"),
        ("agency", "service"),
        ("office", "bureau"),
        ("board", "comité"),
    )
)


@pytest.mark.parametrize(("language", "first"), [("en", "The"), ("fr", "Le")])
def test_a_bilingual_document_gives_one_language(services: Services, add: Add, language: str, first: str) -> None:
    services = Services(services.vault, FakeEngine(evidence_of), services.reader)
    report = finish(summarise([add(services, BILINGUAL).id], SummaryOptions(language=language), services, Cancel()))
    assert isinstance(report, Report)
    assert {sentence.text.split()[0] for sentence in report.sentences} == {first}
    told = [warning for warning in report.warnings if warning.code == "task.other_language"]
    assert told[0].params == {"language": "fr" if language == "en" else "en", "count": 6}


Task = Callable[[Services, Cancel, str, Path], Iterator[TaskEvent]]
TASKS: dict[str, Task] = {
    "summarise": lambda s, c, d, p: summarise([d], SummaryOptions(), s, c),
    "ask": lambda s, c, d, p: ask("How often must the data governance body meet?", [d], s, c),
    "chat": lambda s, c, d, p: chat(new_conversation(s, [d]).id, "When is the inventory reviewed?", s, c),
    "translate": lambda s, c, d, p: translate(REPORT.replace("\f", "\n"), "en", "fr", s, c),
    "import": lambda s, c, d, p: import_document(p, s, c),
}


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("way", ["cancel", "close"])
def test_a_task_may_be_stopped_at_any_event(services: Services, add: Add, tmp_path: Path, name: str, way: str) -> None:
    services = Services(services.vault, FakeEngine(evidence_of), services.reader)
    document = add(services)
    (tmp_path / "other.txt").write_text("Another report. It says something else entirely.\fMore of it follows here.")
    for stop_at in range(40):
        cancel = Cancel()
        events = TASKS[name](services, cancel, document.id, tmp_path / "other.txt")
        if not _stopped(events, cancel, stop_at, way):
            break
        assert not [each for each in services.vault.reports() if each.state is TextState.STREAMING]
        assert not [each for each in services.vault.translations() if each.state is TextState.STREAMING]
        for conversation in services.vault.conversations():
            states = {message.state for message in services.vault.messages(conversation.id)}
            assert TextState.STREAMING not in states
        if name == "import":
            assert [each.name for each in services.vault.documents()] == ["report.txt"]
    else:
        pytest.fail("the task never came to its end")


def _stopped(events: Iterator[TaskEvent], cancel: Cancel, stop_at: int, way: str) -> bool:
    """Stop a task at an event; False when it ended before."""
    try:
        for index, event in enumerate(events):
            if index == stop_at and isinstance(event, Finished):
                return False
            if index == stop_at and way == "close":
                events.close()  # type: ignore[attr-defined]  # a generator
                return True
            if index == stop_at:
                cancel.request()
    except Cancelled:
        return True
    return way == "cancel" and cancel.requested


@pytest.mark.parametrize("ending", ["json", "md", "html"])
def test_exports_are_whole_and_for_their_owner(services: Services, add: Add, tmp_path: Path, ending: str) -> None:
    services = Services(services.vault, FakeEngine(evidence_of), services.reader)
    report = finish(summarise([add(services).id], SummaryOptions(), services, Cancel()))
    assert isinstance(report, Report)
    path = tmp_path / f"out.{ending}"
    export(report.id, path, services)
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    assert report.sentences[0].text in text
    if ending == "json":
        assert json.loads(text)["summary"][0]["citations"][0]["quote"] in REPORT
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


def test_an_export_that_cannot_be_written_is_told(services: Services, tmp_path: Path) -> None:
    conversation = new_conversation(services, title="chat")
    for path in (tmp_path / "no" / "such" / "folder.md", tmp_path / "out.exe"):
        with pytest.raises(SecretaireError):
            export(conversation.id, path, services)
    with pytest.raises(TaskFailed):
        export("unknown", tmp_path / "out.md", services)
