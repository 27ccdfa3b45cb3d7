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


@pytest.mark.engine
def test_ctrl_c_stops_an_answer_and_keeps_what_was_written(with_vault: Program) -> None:
    reading = pipe_with(PASSPHRASE.encode() + b"\n")
    command = [*python_entry(), "chat", "Tell a very long story about a pelican.", "--vault", str(with_vault.vault)]
    process = subprocess.Popen(
        [*command, "--passphrase-fd", str(reading)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=with_vault.environment({}),
        pass_fds=[reading],
        start_new_session=True,
    )
    os.close(reading)
    assert process.stdout is not None
    written = os.read(process.stdout.fileno(), 1)
    while len(written) < 60:
        written += os.read(process.stdout.fileno(), 1000)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    written += out
    assert process.returncode == 130, err
    assert len(err.splitlines()) == 1
    (hit,) = with_vault.on_vault("search", "pelican story", "--json").json["hits"][:1]
    target = with_vault.home / "chat.json"
    assert with_vault.on_vault("export", hit["owner"], "-o", target).code == 0
    assert written.decode().strip()[:40] in target.read_text().replace("\\n", "\n")
