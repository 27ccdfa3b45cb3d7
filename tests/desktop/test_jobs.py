from __future__ import annotations

import itertools
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from secretaire.desktop.shell.jobs import Jobs
from secretaire.desktop.shell.mailbox import coalesce
from secretaire.errors import Cancelled, SecretaireError, TaskFailed
from secretaire.tasks.events import Cancel, Finished, Partial, Progress, Started, TaskEvent
from tests.desktop.conftest import settle


def words(cancel: Cancel, count: int = 50) -> Iterator[TaskEvent]:
    yield Started("job")
    for number in range(count):
        cancel.check()
        yield Partial("answer", "answer", f"{number} ")
    yield Finished("all")


def endless(cancel: Cancel) -> Iterator[TaskEvent]:
    while True:
        cancel.check()
        time.sleep(0.002)
        yield Partial("answer", "answer", "x ")


def test_a_job_tells_its_whole_story(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    told: list[object] = []
    job = jobs.start(words, owner)
    job.told.connect(told.append)
    with qtbot.waitSignal(job.ended, timeout=5000):
        pass
    text = "".join(event.text for event in told if isinstance(event, Partial))
    assert isinstance(told[0], Started)
    assert text.split() == [str(number) for number in range(50)]
    assert told[-1] == Finished("all")
    assert len(told) < 50, "events of one frame come together"
    assert jobs.running == []


def test_stop_ends_a_job_as_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    errors: list[SecretaireError] = []
    job = jobs.start(endless, owner)
    job.failed.connect(errors.append)
    QTimer.singleShot(30, job.stop)
    with qtbot.waitSignal(job.ended, timeout=5000):
        pass
    assert isinstance(errors[0], Cancelled)


def test_several_jobs_run_at_once(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    meeting = threading.Barrier(2, timeout=5)

    def meets(cancel: Cancel) -> Iterator[TaskEvent]:
        meeting.wait()
        yield Finished(None)

    first, second = jobs.start(meets, owner), jobs.start(meets, owner)
    with qtbot.waitSignals([first.ended, second.ended], timeout=5000):
        pass


def test_a_closed_widget_gets_nothing_and_its_task_is_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    told: list[object] = []
    job = jobs.start(endless, owner)
    job.told.connect(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    owner.deleteLater()
    settle()
    seen = len(told)
    qtbot.waitUntil(lambda: not jobs._runs, timeout=5000)
    assert len(told) == seen


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_defect_in_a_task_is_told_not_swallowed(qtbot: QtBot, jobs: Jobs) -> None:
    def broken(cancel: Cancel) -> Iterator[TaskEvent]:
        yield Started("job")
        raise ZeroDivisionError

    owner = QObject()
    errors: list[SecretaireError] = []
    job = jobs.start(broken, owner)
    job.failed.connect(errors.append)
    with qtbot.waitSignal(job.ended, timeout=5000):
        pass
    assert errors[0].code == "desktop.job_broke"


def test_calls_answer_in_order(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    answers: list[int] = []
    for number in range(20):
        jobs.call(lambda number=number: number, owner, answers.append)  # type: ignore[misc]  # the loop's own value
    qtbot.waitUntil(lambda: len(answers) == 20, timeout=5000)
    assert answers == list(range(20))


def test_a_failed_call_is_told_to_whoever_listens(qtbot: QtBot, jobs: Jobs) -> None:
    def fails() -> None:
        raise TaskFailed("desktop.job_broke")

    owner = QObject()
    heard: list[SecretaireError] = []
    jobs.call(fails, owner, lambda _: None, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=5000)
    jobs.unhandled.connect(heard.append)
    jobs.call(fails, owner, lambda _: None)
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=5000)


def test_work_with_a_callback_tells_how_far_it_is_and_what_came_of_it(qtbot: QtBot, jobs: Jobs) -> None:
    def work(tell: Callable[[TaskEvent], None]) -> str:
        tell(Progress("writing", 1, 2, "point"))
        return "done"

    heard: list[object] = []
    job = jobs.watch(work, QObject(jobs))
    job.told.connect(heard.append)
    with qtbot.waitSignal(job.ended, timeout=5000):
        pass
    assert heard == [Progress("writing", 1, 2, "point"), Finished("done")]


def test_work_with_a_callback_is_cancelled_from_it(qtbot: QtBot, jobs: Jobs) -> None:
    cleaned: list[bool] = []

    def work(tell: Callable[[TaskEvent], None]) -> None:
        try:
            while True:
                tell(Progress("writing", 1, 2, "point"))
                time.sleep(0.001)
        finally:
            cleaned.append(True)

    failed: list[SecretaireError] = []
    job = jobs.watch(work, QObject(jobs))
    job.failed.connect(failed.append)
    qtbot.waitUntil(lambda: job.progress is not None, timeout=5000)
    job.stop()
    qtbot.waitUntil(lambda: len(failed) == 1, timeout=5000)
    assert isinstance(failed[0], Cancelled)
    assert cleaned


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_lane_survives_a_defect(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    heard: list[object] = []
    jobs.call(lambda: 1 // 0, owner, heard.append, heard.append)
    jobs.call(lambda: "next", owner, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=5000)
    assert heard[1] == "next"


def test_the_ui_thread_never_waits(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    beats: list[float] = []
    pulse = QTimer(owner, interval=5)
    pulse.timeout.connect(lambda: beats.append(time.monotonic()))
    pulse.start()
    job = jobs.start(lambda cancel: words(cancel, 20_000), owner)
    jobs.call(lambda: time.sleep(0.3), owner, lambda _: None)
    with qtbot.waitSignal(job.ended, timeout=20_000):
        pass
    qtbot.wait(50)
    gaps = [later - earlier for earlier, later in itertools.pairwise(beats)]
    assert max(gaps) < 0.5, "a wait is longer; a busy machine is not"


class Given:
    """Stands for a widget that a job or a call is given."""


def test_what_jobs_and_calls_are_given_is_let_go_of_on_the_ui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    owner, ends = QObject(), []
    given, also = Given(), Given()
    weakref.finalize(given, lambda: ends.append(threading.current_thread()))
    weakref.finalize(also, lambda: ends.append(threading.current_thread()))
    jobs.call(partial(repr, given), owner, lambda _: None)
    jobs.start(lambda cancel, also=also: words(cancel, len(repr(also))), owner)  # type: ignore[misc]  # held by it alone
    del given, also
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=5000)
    assert ends == [threading.main_thread()] * 2


def test_coalescing_keeps_order_and_the_last_progress() -> None:
    told = coalesce(
        [
            Progress("reading", 1, 9, "page"),
            Progress("reading", 2, 9, "page"),
            Partial("a", "sentence", "one "),
            Partial("a", "sentence", "two"),
            Partial("b", "sentence", "three"),
            Progress("writing", 1, 2, "point"),
        ]
    )
    assert told == [
        Progress("reading", 2, 9, "page"),
        Partial("a", "sentence", "one two"),
        Partial("b", "sentence", "three"),
        Progress("writing", 1, 2, "point"),
    ]
