"""Real forked workers: bound as those that are started alone, apart from each other, ended with their host."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.confinement.forked_worker import ForkServer
from secretaire.confinement.worker_process import WorkerProcess

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each worker starts alone")

SERVER = textwrap.dedent("""
    from secretaire.confinement.confine import confine
    confine("nursery")
    from secretaire.confinement import fork_server
    connection = fork_server.serve("reader", iter(()))

    import dataclasses, json, os, random, threading
    from secretaire.confinement.confine import confinement
    from secretaire.confinement.probes import run_probes

    def outcome(attempt):
        try:
            attempt()
        except OSError as error:
            return type(error).__name__
        return "allowed"

    while order := connection.recv(1000):
        order = json.loads(order)
        if order == "exit":
            os._exit(3)
        connection.sendall(json.dumps({
            "complete": confinement().complete,
            "measures": [measure.name for measure in confinement().measures],
            "refused": {probe.attempt: probe.refused for probe in run_probes("reader")},
            "others": [outcome(lambda: os.kill(pid, 0)) for pid in order],
            "facts": [outcome(lambda: os.listdir(f"/proc/{pid}/fd")) for pid in order],
            "self": outcome(lambda: os.listdir("/proc/self/fd")),
            "descriptors": {name: os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")
                            if outcome(lambda: os.fstat(int(name))) == "allowed"},
            "connection": connection.fileno(),
            "threads": threading.active_count(),
            "chance": random.random(),
            "session": os.getsid(0) == os.getpid(),
        }).encode())
""")


def started(resident: int = 0) -> tuple[ForkServer, WorkerProcess]:
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-c", SERVER, str(theirs.fileno()), "0", "0"]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
    worker = WorkerProcess(process, ours)
    return ForkServer(worker, resident), worker


@pytest.fixture
def server() -> Iterator[ForkServer]:
    made, _ = started()
    yield made
    made.close()


def told(worker: WorkerProcess, *others: int) -> dict[str, object]:
    worker.connection.sendall(json.dumps(others).encode())
    answer = json.loads(worker.connection.recv(100_000))
    assert isinstance(answer, dict)
    return answer


def test_a_forked_worker_is_bound_as_one_that_starts_alone(server: ForkServer) -> None:
    worker = server.fork()
    said = told(worker)
    assert said["complete"], said["measures"]
    assert said["measures"] == [
        "no_new_privileges",
        "memory_hidden",
        "landlock_files",
        "landlock_tcp",
        "landlock_abstract_sockets",
        "landlock_signals",
        "seccomp",
    ]
    assert isinstance(said["refused"], dict)
    assert [attempt for attempt, refused in said["refused"].items() if not refused] == []
    assert Path(f"/proc/{worker.pid}/status").read_text().count("NoNewPrivs:\t1") == 1
    worker.stop()


def test_a_forked_worker_reaches_neither_its_siblings_nor_its_server(server: ForkServer) -> None:
    """Nor what the system tells of them; its server may list that, which it gives up itself."""
    first, second = server.fork(), server.fork()
    parent = int(Path(f"/proc/{first.pid}/stat").read_text().rpartition(")")[2].split()[1])
    said = told(second, first.pid, parent, os.getpid())
    assert said["others"] == ["PermissionError"] * 3
    assert said["facts"] == ["PermissionError"] * 3
    assert said["self"] == "allowed"
    first.stop()
    second.stop()


def test_a_forked_worker_holds_its_connection_and_nothing_else(server: ForkServer) -> None:
    workers = [server.fork() for _ in range(3)]
    for worker in workers:
        said = told(worker)
        assert isinstance(said["descriptors"], dict)
        others = {int(name): where for name, where in said["descriptors"].items() if int(name) > 2}
        assert list(others) == [said["connection"]]
        assert said["threads"] == 1
        assert said["session"]
    for worker in workers:
        worker.stop()


def test_forked_workers_draw_different_numbers(server: ForkServer) -> None:
    first, second = server.fork(), server.fork()
    assert len({told(first)["chance"], told(second)["chance"], random.random()}) == 3
    first.stop()
    second.stop()


def test_how_a_forked_worker_ended_is_told(server: ForkServer) -> None:
    killed, gone, asked, broken = (server.fork() for _ in range(4))
    assert [each.exit_reason() for each in (killed, gone, asked, broken)] == [""] * 4
    killed.kill()
    os.kill(gone.pid, signal.SIGSEGV)
    asked.stop()
    assert gone.wait(10)
    assert server.crashed()
    broken.connection.sendall(b'"exit"')
    assert broken.wait(10)
    assert [each.exit_reason() for each in (killed, gone, asked, broken)] == ["killed", "crashed", "exited", "crashed"]
    assert server.idle()
    for worker in (killed, gone, asked, broken):
        with pytest.raises(ProcessLookupError):
            os.kill(worker.pid, 0)  # no zombie either
        worker.connection.close()


def test_a_forked_worker_that_outgrows_its_memory_is_ended() -> None:
    server, _ = started(resident=1024 * 1024)
    worker = server.fork()
    assert worker.wait(10)
    assert worker.exit_reason() == "memory"
    worker.connection.close()
    server.close()


def test_a_stopped_worker_is_killed(server: ForkServer) -> None:
    worker = server.fork()
    os.kill(worker.pid, signal.SIGSTOP)
    worker.stop()
    assert (worker.alive(), worker.exit_reason()) == (False, "killed")


def test_workers_end_with_their_server() -> None:
    server, process = started()
    worker, stopped = server.fork(), server.fork()
    told(stopped)
    os.kill(stopped.pid, signal.SIGSTOP)
    process.kill()
    assert worker.wait(10)
    assert stopped.wait(10)
    assert worker.exit_reason() == "killed"
    with pytest.raises(BrokenPipeError):
        server.fork()
    worker.connection.close()
    stopped.connection.close()
    server.close()


def test_server_and_workers_end_with_their_host() -> None:
    """The pair's other end closes when the host is killed, so it is enough to close it; even one that hears nothing."""
    server, process = started()
    worker = server.fork()
    told(worker)
    os.kill(worker.pid, signal.SIGSTOP)
    process.connection.close()
    assert process.wait(10)
    assert worker.wait(10)
    worker.connection.close()
    server.close()


def test_a_server_that_does_not_start_is_told() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen([sys.executable, "-c", "0"], stdin=theirs.fileno())
    server = ForkServer(WorkerProcess(process, ours))
    with pytest.raises(ConnectionError):
        server.fork()
    server.close()
