"""Driving tasks: to the very end, with Ctrl+C as a cancel."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import click
import pytest

from secretaire.cli.running import drive
from secretaire.cli.settings import Settings
from secretaire.errors import Cancelled, TaskFailed
from secretaire.records import Warned
from secretaire.tasks.events import Cancel, Finished, Partial, Progress, Started, TaskEvent
from tests.cli.program import PASSPHRASE, Program, pipe_with, python_entry


@pytest.fixture(autouse=True)
def _a_command_runs() -> Iterator[None]:
    with click.Context(click.Command("test"), obj=Settings()):
        yield


def test_a_task_is_run_to_its_very_end() -> None:
    ended = []

    def task() -> Iterator[TaskEvent]:
        yield Started("1")
        yield Progress("reading", 1, 2, "page")
        yield Warned("task.cancelled")
        try:
            yield Finished("result")
        except GeneratorExit:
            pytest.fail("let go of early: the task would take that for a cancel")
        ended.append(True)

    warned: list[Warned] = []
    assert drive(task(), Cancel(), warned=warned) == "result"
    assert ended
    assert warned == [Warned("task.cancelled")]


def test_partial_text_is_handed_on() -> None:
    seen: list[str] = []
    events: list[TaskEvent] = [Partial("1", "answer", "a"), Partial("1", "answer", "b"), Finished(None)]
    drive(iter(events), Cancel(), lambda partial: seen.append(partial.text))
    assert seen == ["a", "b"]


def test_a_task_without_a_result_is_a_defect() -> None:
    with pytest.raises(TaskFailed):
        drive(iter([Started("1")]), Cancel())


def test_the_systems_wish_puts_aside_and_may_come_twice() -> None:
    cancel = Cancel()

    def patient() -> Iterator[TaskEvent]:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGTERM)
            deadline = time.monotonic() + 10
            while not cancel.requested:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        yield Started("1")
        raise Cancelled("inference.cancelled")

    with pytest.raises(Cancelled, match="put_aside"):
        drive(patient(), cancel)


def test_an_interrupt_asks_the_task_to_stop_and_a_second_one_does_not_wait() -> None:
    cancel = Cancel()

    def patient() -> Iterator[TaskEvent]:
        os.kill(os.getpid(), signal.SIGINT)
        deadline = time.monotonic() + 10
        while not cancel.requested:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield Started("1")
        cancel.check()

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(Cancelled):
        drive(patient(), cancel)
    assert signal.getsignal(signal.SIGINT) is before

    def stubborn() -> Iterator[TaskEvent]:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)
        yield Started("1")

    with pytest.raises(KeyboardInterrupt):
        drive(stubborn(), cancel)


STORY = "Tell a very long story about a pelican."


def story_begun(program: Program) -> tuple[subprocess.Popen[bytes], bytes]:
    """A process that writes an answer, and what it has written by now."""
    reading = pipe_with(PASSPHRASE.encode() + b"\n")
    process = subprocess.Popen(
        [*python_entry(), "chat", STORY, "--vault", str(program.vault), "--passphrase-fd", str(reading)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment({}),
        pass_fds=[reading],
        start_new_session=True,
    )
    os.close(reading)
    assert process.stdout is not None
    written = os.read(process.stdout.fileno(), 1)
    while len(written) < 60:
        more = os.read(process.stdout.fileno(), 1000)
        assert more, f"it ended: {process.communicate()[1].decode()}"
        written += more
    return process, written


def exported_story(program: Program) -> str:
    """The conversation, as an export has it."""
    (hit,) = program.on_vault("search", "pelican story", "--json").json["hits"][:1]
    target = program.home / "chat.json"
    assert program.on_vault("export", hit["owner"], "-o", target, "--force").code == 0
    return target.read_text().replace("\\n", "\n")


@pytest.mark.engine
def test_ctrl_c_stops_an_answer_and_keeps_what_was_written(with_vault: Program) -> None:
    process, written = story_begun(with_vault)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    written += out
    assert process.returncode == 130, err
    assert len(err.splitlines()) == 1
    assert written.decode().strip()[:40] in exported_story(with_vault)
    assert with_vault.on_vault("jobs", "list", "--json").json["jobs"] == []


@pytest.mark.engine
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_an_answer_that_was_cut_off_is_gone_on_with(with_vault: Program, end: signal.Signals) -> None:
    process, written = story_begun(with_vault)
    time.sleep(0.3)  # what is older than 250 ms is stored
    process.send_signal(end)
    process.communicate(timeout=30)
    (job,) = with_vault.on_vault("jobs", "list", "--json").json["jobs"]
    assert job["kind"] == "message"
    before = exported_story(with_vault)
    assert written.decode().strip()[:40] in before
    resumed = with_vault.on_vault("jobs", "resume", "--json")
    assert resumed.code == 0, resumed.err
    assert resumed.json["jobs"] == [job]
    assert with_vault.on_vault("jobs", "list", "--json").json["jobs"] == []
    after = exported_story(with_vault)
    assert len(after) > len(before)
    assert '"complete"' in after
    assert after.count(written.decode().strip()[:40]) == 1, "it went on behind its last word"
    assert with_vault.on_vault("jobs", "drop", job["id"]).code == 1
