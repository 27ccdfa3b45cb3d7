"""Work that is put aside, or whose process dies, is gone on with after the next unlocking, and comes out the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secretaire.errors import Cancelled, TaskFailed, WorkerDied
from secretaire.inference.interface import ModelFile
from secretaire.records import Document, Message, Report, StoredJob, TextState, Translation
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.chat import chat, new_conversation
from secretaire.tasks.events import Cancel, Finished, TaskEvent
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.resuming import MOST_ATTEMPTS, let_go, resume, waiting_jobs
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.summarise import summarise
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.translating.translate import translate
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import REPORT
from tests.tasks.test_tasks import evidence_of

Add = Callable[..., Document]
TEXT = "\n".join(f"Sentence number {number} is about the inventory." for number in range(20))
AT = [1, 2, 3, 5, 8, 13, 21, 34]


def put_aside_at(number: int, make: Callable[[Cancel], Iterator[TaskEvent]]) -> list[TaskEvent]:
    """Run a task and put it aside behind its event with this number; what it told."""
    cancel, seen = Cancel(), list[TaskEvent]()
    try:
        for event in make(cancel):
            seen.append(event)
            if len(seen) == number:
                cancel.request(put_aside=True)
    except Cancelled:
        pass
    return seen


def reopened(services: Services) -> Services:
    """As after locking and unlocking."""
    directory = services.vault.directory
    services.vault.close()
    return Services(Vault.unlock(directory, "passphrase"), services.engine, services.reader)


def gone_on(services: Services) -> object:
    """The result of the one job that waits, or of none."""
    (job,) = waiting_jobs(services.vault)
    *_, last = resume(job, services, Cancel())
    assert isinstance(last, Finished)
    assert services.vault.jobs() == []
    return last.result


@pytest.fixture
def writing(services: Services) -> Services:
    return Services(services.vault, FakeEngine(evidence_of), FakeReader())


def ended(seen: list[TaskEvent]) -> bool:
    return any(isinstance(event, Finished) for event in seen)


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_a_summary_goes_on_at_its_next_point(writing: Services, add: Add, at: int) -> None:
    document, options = add(writing), SummaryOptions("key-points")
    *_, whole = summarise([document.id], options, writing, Cancel())
    assert isinstance(whole, Finished)
    seen = put_aside_at(at, lambda cancel: summarise([document.id], options, writing, cancel))
    assert not ended(seen)
    services = reopened(writing)
    try:
        before = [report for report in services.vault.reports() if report.state is not TextState.COMPLETE]
        assert all(report.state is TextState.INTERRUPTED for report in before)
        asked = len(services.engine.requests)  # type: ignore[attr-defined]  # the fake's own
        made = gone_on(services)
        assert isinstance(made, Report)
        assert [s.text for s in made.sentences] == [s.text for s in whole.result.sentences]
        assert made.state is TextState.COMPLETE
        assert services.vault.report(made.id) == made
        written = len(before[0].sentences) if before else 0
        again = len(services.engine.requests) - asked  # type: ignore[attr-defined]
        assert again <= len(made.sentences) - written, "what was written is not written again"
    finally:
        services.vault.close()


@pytest.mark.parametrize("at", AT)
def test_a_translation_goes_on_behind_its_last_segment(writing: Services, at: int) -> None:
    *_, whole = translate(TEXT, "en", "de", writing, Cancel())
    assert isinstance(whole, Finished)
    writing.vault.close()
    vault, _ = Vault.create(writing.vault.directory.parent / "other", "passphrase")
    writing = Services(vault, FakeEngine(evidence_of), FakeReader())  # without the first one's memory
    seen = put_aside_at(at, lambda cancel: translate(TEXT, "en", "de", writing, cancel))
    assert not ended(seen)
    services = reopened(writing)
    try:
        (job,) = waiting_jobs(services.vault)
        before = services.vault.translation(job.id)
        asked = len(services.engine.requests)  # type: ignore[attr-defined]
        made = gone_on(services)
        assert isinstance(made, Translation)
        assert made.segments == whole.result.segments
        assert made.joints == whole.result.joints
        again = len(services.engine.requests) - asked  # type: ignore[attr-defined]
        assert again == len(made.segments) - (len(before.segments) if before else 0)
    finally:
        services.vault.close()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_question_is_answered_after_all(writing: Services, add: Add, at: int) -> None:
    document = add(writing)
    seen = put_aside_at(at, lambda cancel: ask("Who must meet every month?", [document.id], writing, cancel))
    assert not ended(seen)
    services = reopened(writing)
    try:
        made = gone_on(services)
        assert isinstance(made, Report)
        assert made.question == "Who must meet every month?"
        assert made.sentences
    finally:
        services.vault.close()


@pytest.mark.parametrize("at", [2, 3, 6])
def test_an_answer_in_a_chat_goes_on_behind_its_last_word(vault: Vault, at: int) -> None:
    text = "one two three four five six seven eight nine ten"
    engine = FakeEngine(lambda request: text.removeprefix(request.begun))
    services = Services(vault, engine, FakeReader())
    conversation = new_conversation(services).id
    put_aside_at(at, lambda cancel: chat(conversation, "Count to ten.", services, cancel))
    services = reopened(services)
    try:
        cut = services.vault.messages(conversation)[-1]
        assert cut.state is TextState.INTERRUPTED
        assert len(cut.text) < len(text)
        made = gone_on(services)
        assert isinstance(made, Message)
        assert (made.id, made.text, made.state) == (cut.id, text, TextState.COMPLETE)
        assert engine.requests[-1].begun == cut.text
    finally:
        services.vault.close()


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6])
def test_an_import_goes_on_behind_its_last_page(services: Services, tmp_path: Path, at: int) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    put_aside_at(at, lambda cancel: import_document(path, services, cancel))
    path.unlink()
    services = reopened(services)
    try:
        if at == 1:  # nothing was read by then
            assert waiting_jobs(services.vault) == []
            assert services.vault.documents() == []
            return
        made = gone_on(services)
        assert isinstance(made, Document)
        extraction = services.vault.extraction_of(made)
        assert extraction is not None
        assert [page.number for page in services.vault.pages(extraction.id)] == [1, 2, 3]
        assert made.language == "en"
        assert [hit.owner for hit in services.vault.search("inventory")] == [made.id]
        assert len(services.vault.documents()) == 1
    finally:
        services.vault.close()


def test_the_same_file_again_goes_on_with_what_was_read_of_it(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    put_aside_at(3, lambda cancel: import_document(path, services, cancel))
    services = reopened(services)
    try:
        *_, last = import_document(path, services, Cancel())
        assert isinstance(last, Finished)
        assert [document.id for document in services.vault.documents()] == [last.result.id]
        assert services.vault.jobs() == []
    finally:
        services.vault.close()


def stop_at(number: int, make: Callable[[Cancel], Iterator[TaskEvent]]) -> None:
    """Stop a task as a person does; locking right afterwards makes no difference."""
    cancel = Cancel()
    for place, _event in enumerate(make(cancel), start=1):
        if place == number:
            cancel.request()
            cancel.request(put_aside=True)


def test_what_a_person_stops_is_not_gone_on_with(writing: Services, add: Add, tmp_path: Path) -> None:
    document = add(writing)
    with pytest.raises(Cancelled):
        stop_at(1, lambda cancel: summarise([document.id], SummaryOptions(), writing, cancel))
    other = tmp_path / "other.txt"
    other.write_text("Another text about something else.\f" * 3)
    with pytest.raises(Cancelled):
        stop_at(3, lambda cancel: import_document(other, writing, cancel))
    assert writing.vault.jobs() == []
    assert len(writing.vault.documents()) == 1


def test_what_has_failed_is_not_gone_on_with(vault: Vault) -> None:
    def dies(_request: object) -> str:
        raise WorkerDied("inference.worker_died")

    services = Services(vault, FakeEngine(dies), FakeReader())
    conversation = new_conversation(services).id
    with pytest.raises(WorkerDied):
        list(chat(conversation, "Anything?", services, Cancel()))
    assert vault.jobs() == []


def test_another_model_writes_a_summary_anew(writing: Services, add: Add) -> None:
    document = add(writing)
    put_aside_at(6, lambda cancel: summarise([document.id], SummaryOptions("key-points"), writing, cancel))
    other = FakeEngine(lambda _request: "The council recommends training.")
    other.load(ModelFile("other", "Other", -1, "e" * 64, 0))
    services = reopened(Services(writing.vault, other, writing.reader))
    try:
        made = gone_on(services)
        assert isinstance(made, Report)
        assert made.model.id == "other"
    finally:
        services.vault.close()


def test_a_job_over_which_processes_die_is_let_go(services: Services) -> None:
    vault = services.vault
    vault.keep_job(StoredJob("1", "translation", b"", "2026-01-01T00:00:00Z"))
    directory = vault.directory
    for _attempt in range(MOST_ATTEMPTS):
        vault.begin_attempt("1")
        vault.close()  # as if it had died: nothing was put away
        vault = Vault.unlock(directory, "passphrase")
    try:
        assert waiting_jobs(vault) == []
        assert vault.jobs() == []
    finally:
        vault.close()


@pytest.mark.parametrize("job", [StoredJob("1", "summary", b"\xc1", ""), StoredJob("2", "dance", b"", "")])
def test_a_job_of_another_version_is_let_go(services: Services, job: StoredJob) -> None:
    services.vault.keep_job(job)
    with pytest.raises(TaskFailed, match=r"task\.job_unknown"):
        list(resume(job, services, Cancel()))
    assert services.vault.jobs() == []


def test_letting_an_import_go_takes_the_half_read_document_back(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    put_aside_at(3, lambda cancel: import_document(path, services, cancel))
    (job,) = waiting_jobs(services.vault)
    let_go(job, services.vault)
    assert services.vault.documents() == []
    assert not list((services.vault.directory / "blobs").iterdir())
