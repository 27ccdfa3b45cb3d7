from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from secretaire.confinement.sealed_file import SealedFile, seal_bytes, seal_chunks, seal_path
from secretaire.confinement.worker_process import WorkerLimits, start_worker
from secretaire.errors import InputUnreadable

READER = "secretaire.documents.reader.worker"


def _wait_for(condition: Callable[[], bool], timeout_s: float = 10.0) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_worker_ends_when_it_is_asked() -> None:
    worker = start_worker(READER)
    worker.stop()
    assert not worker.alive()
    assert worker.exit_reason() in ("exited", "killed")


def test_a_stopped_worker_is_killed() -> None:
    worker = start_worker(READER)
    os.kill(worker.pid, signal.SIGSTOP)
    worker.stop()
    assert (worker.alive(), worker.exit_reason()) == (False, "killed")


def test_a_worker_that_outgrows_its_memory_is_ended() -> None:
    worker = start_worker(READER, limits=WorkerLimits(resident=8 * 1024 * 1024))
    assert _wait_for(lambda: not worker.alive())
    assert worker.exit_reason() == "memory"
    worker.stop()


def test_a_worker_ends_with_its_host() -> None:
    """The pair's other end closes when the host is killed; so it is enough to close it."""
    worker = start_worker(READER)
    worker.connection.close()
    assert worker.wait(10)
    worker.kill()


def test_a_workers_environment_and_arguments_hold_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETAIRE_TEST_SECRET", "canary")
    worker = start_worker(READER)
    try:
        arguments = Path(f"/proc/{worker.pid}/cmdline")
        assert _wait_for(lambda: b"worker" in arguments.read_bytes()), "it did not start"
        environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
        told = arguments.read_bytes()
    finally:
        worker.kill()
        worker.connection.close()
    assert b"LANG=C.UTF-8" in environment
    assert b"canary" not in environment + told
    assert b"HOME" not in environment
    assert told.split(b"\0")[0].decode() == sys.executable


def test_sealed_bytes_cannot_be_changed() -> None:
    sealed = seal_bytes(b"evidence", "name.txt")
    with pytest.raises(PermissionError):
        os.pwrite(sealed.descriptor, b"x", 0)
    with pytest.raises(PermissionError):
        os.truncate(sealed.descriptor, 1)
    assert b"".join(sealed.chunks()) == b"evidence"
    sealed.close()


def _code(attempt: Callable[[], object]) -> str:
    with pytest.raises(InputUnreadable) as caught:
        attempt()
    return caught.value.code


def test_what_is_no_readable_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"x" * 100)
    assert _code(lambda: seal_path(tmp_path / "missing")) == "documents.missing"
    assert _code(lambda: seal_path(tmp_path / "empty" / "below")) == "documents.missing"
    assert _code(lambda: seal_path(tmp_path)) == "documents.not_a_file"
    assert _code(lambda: seal_path(tmp_path / "pipe")) == "documents.not_a_file"
    assert _code(lambda: seal_path("/dev/zero")) == "documents.not_a_file"
    assert _code(lambda: seal_path(tmp_path / "empty")) == "documents.empty"
    assert _code(lambda: seal_path(tmp_path / "large", limit=99)) == "documents.too_large"
    assert _code(lambda: seal_chunks((b"x" * 60, b"x" * 60), limit=99)) == "documents.too_large"


def test_a_sealed_path_has_the_files_hash(tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "file").write_bytes(data)
    sealed: SealedFile = seal_path(tmp_path / "file")
    assert (sealed.sha256, sealed.size, sealed.name) == (hashlib.sha256(data).hexdigest(), len(data), "file")
    sealed.close()


@pytest.mark.parametrize(
    "change", [lambda path: os.truncate(path, 10), lambda path: path.write_bytes(b"y" * 9_000_000)]
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    path, reading = tmp_path / "file", os.read
    path.write_bytes(b"x" * 5_000_000)

    def read_then_change(descriptor: int, size: int) -> bytes:
        data = reading(descriptor, size)
        monkeypatch.undo()
        change(path)
        return data

    monkeypatch.setattr(os, "read", read_then_change)
    assert _code(lambda: seal_path(path)) == "documents.changed_while_read"
