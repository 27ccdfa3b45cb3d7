"""Readers forked from a nursery, those that start alone where none runs, and what is renewed when."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secretaire.confinement import forked_worker
from secretaire.confinement.sealed_file import seal_bytes
from secretaire.documents.reader import starting
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.starting import Nurseries, start_alone
from secretaire.errors import WorkerDied

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each reader starts alone")
TEXT = b"The agency must keep a register. It is reviewed every year."


@pytest.fixture
def nurseries() -> Iterator[Nurseries]:
    made = Nurseries()
    yield made
    made.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10.0
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def read(pool: ReaderPool) -> str:
    source = seal_bytes(TEXT)
    with pool.open(source) as file:
        (page,) = file.pages()
    source.close()
    return page.text


def facts(pid: int) -> tuple[str, list[str]]:
    """Its limits, and what of its status tells of privileges."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    told = [line for line in status if line.startswith(("Cap", "NoNewPrivs", "Seccomp:", "SigIgn", "Umask", "Uid"))]
    return Path(f"/proc/{pid}/limits").read_text(), told


def test_a_forked_reader_has_the_limits_and_rights_of_one_that_starts_alone(nurseries: Nurseries) -> None:
    forked, alone = nurseries.start(), start_alone()
    try:
        for reader in (forked, alone):
            reader.make_ready()
        assert parent(forked.pid) != os.getpid() == parent(alone.pid)
        assert facts(forked.pid) == facts(alone.pid)
    finally:
        for reader in (forked, alone):
            reader.close()
            reader.wait()


@pytest.mark.parametrize("forking", [True, False])
def test_every_probe_is_refused_however_a_reader_starts(forking: bool) -> None:
    pool = ReaderPool(forking=forking)
    try:
        assert [probe for probe in pool.probe() if not probe.refused] == []
    finally:
        pool.close()


def test_readers_share_a_nursery_until_one_crashes_or_enough_were_forked(
    nurseries: Nurseries, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = nurseries.start(), nurseries.start()
    one = parent(first.pid)
    assert parent(second.pid) == one
    os.kill(second.pid, signal.SIGSEGV)
    until(second.gone)
    third = nurseries.start()
    assert parent(third.pid) != one
    assert not first.gone(), "it is still read with"
    first.close()
    first.wait()
    monkeypatch.setattr(starting, "MOST_FORKED", 1)
    fourth = nurseries.start()
    assert parent(fourth.pid) not in (one, parent(third.pid))
    with pytest.raises(ProcessLookupError):
        os.kill(one, 0)  # the first has no readers left
    for reader in (second, third, fourth):
        reader.close()
        reader.wait()


def test_a_nursery_that_is_killed_is_replaced() -> None:
    pool = ReaderPool()
    try:
        assert read(pool) == TEXT.decode()
        source = seal_bytes(TEXT)
        with pool.open(source) as file:
            os.kill(parent(file.pid), signal.SIGKILL)
        source.close()
        source = seal_bytes(TEXT)
        with pool.open(source) as file:
            assert parent(file.pid) != os.getpid(), "it starts on its own now"
        source.close()
    finally:
        pool.close()


def test_where_no_nursery_starts_each_reader_starts_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(starting, "NURSERY", "secretaire.no_such_module")
    pool = ReaderPool()
    try:
        with caplog.at_level(logging.WARNING):
            assert read(pool) == TEXT.decode()
        assert len(caplog.records) == 1
        assert "each reader starts on its own" in caplog.text
        assert read(pool) == TEXT.decode()
    finally:
        pool.close()


def test_a_pool_is_closed_under_who_waits_for_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked_worker, "TOLD_S", 0.1)
    pool = ReaderPool()
    source = seal_bytes(TEXT)
    with pool.open(source) as file:
        os.kill(parent(file.pid), signal.SIGSTOP)
        outcome: list[str] = []

        def wait() -> None:
            with contextlib.suppress(WorkerDied):
                pool.take()
                outcome.append("a reader from a nursery that does nothing")

        waiting = threading.Thread(target=wait)
        waiting.start()
        until(pool._lock.locked)
        pool.close()
        waiting.join()
    assert outcome == []
    source.close()


def test_a_closed_pool_leaves_neither_nursery_nor_reader() -> None:
    pool = ReaderPool()
    source = seal_bytes(TEXT)
    file = pool.open(source)
    pids = [file.pid, parent(file.pid)]
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    file.close()
    source.close()
