"""How long a worker may take, told with real processes that compute, sleep, and wait for a processor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from secretaire.confinement.patience import Patience, Vigil, processor_time

SPINS, SLEEPS = "while True: pass", "import time; time.sleep(600)"


@pytest.fixture
def run() -> Iterator[list[subprocess.Popen[bytes]]]:
    made: list[subprocess.Popen[bytes]] = []
    yield made
    for process in made:
        process.kill()
        process.wait()


def started(run: list[subprocess.Popen[bytes]], program: str) -> int:
    run.append(subprocess.Popen([sys.executable, "-I", "-S", "-c", program]))
    return run[-1].pid


def until_over(vigil: Vigil, at_most_s: float = 60.0) -> float:
    """How long it lasted by the clock."""
    began = time.monotonic()
    while not vigil.over():
        assert time.monotonic() < began + at_most_s
        time.sleep(0.01)
    return time.monotonic() - began


def test_one_that_computes_for_ever_is_over_by_its_processor_time(run: list[subprocess.Popen[bytes]]) -> None:
    pid = started(run, SPINS)
    before = processor_time(pid)[1]
    until_over(Vigil(pid, Patience(cpu_s=0.3, asleep_s=60.0)))
    assert processor_time(pid)[1] - before >= 0.3


def test_one_that_sleeps_is_over_by_the_clock(run: list[subprocess.Popen[bytes]]) -> None:
    assert until_over(Vigil(started(run, SLEEPS), Patience(cpu_s=60.0, asleep_s=0.5))) >= 0.5


def test_one_that_waits_for_a_processor_is_not_over(run: list[subprocess.Popen[bytes]]) -> None:
    """Two share one core: the clock runs twice as fast as the processor time of either."""
    core = min(os.sched_getaffinity(0))
    ours, other = started(run, SPINS), started(run, SPINS)
    for pid in (ours, other):
        os.sched_setaffinity(pid, {core})
    os.setpriority(os.PRIO_PROCESS, ours, 19)
    vigil = Vigil(ours, Patience(cpu_s=5.0, asleep_s=0.2))
    began = time.monotonic()
    while time.monotonic() < began + 1.0:
        assert not vigil.over()
        time.sleep(0.01)
    os.kill(ours, signal.SIGSTOP)
    until_over(vigil)


def test_the_clock_ends_it_where_nothing_else_does(run: list[subprocess.Popen[bytes]]) -> None:
    until_over(Vigil(started(run, SPINS), Patience(cpu_s=600.0, wall_s=0.3)))


def test_a_process_that_is_gone_tells_nothing_and_is_over_soon() -> None:
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", ""])
    process.wait()
    assert processor_time(process.pid) == ("", 0.0)
    until_over(Vigil(process.pid, Patience(cpu_s=600.0, asleep_s=0.1)))
