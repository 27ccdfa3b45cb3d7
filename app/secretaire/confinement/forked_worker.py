"""The host's side of a fork server: workers that are another process's children, held by pidfd (pidfd_open(2))."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
import weakref

from secretaire.confinement.fork_server import FORK, LOAD, NUMBER
from secretaire.confinement.patience import Patience, Vigil
from secretaire.confinement.watchdog import watch
from secretaire.confinement.worker_process import WorkerProcess

START = Patience(30.0)
"""For the server's own start and one step of its loading, too."""
TOLD_S = 5.0
"""How long a server may take to tell how a worker ended; it takes a millisecond."""
_LOOK_MS = 250


class ForkServer:
    """A started server. One thread at a time may ask it."""

    def __init__(self, worker: WorkerProcess, resident_limit: int = 0) -> None:
        self._worker, self._resident_limit = worker, resident_limit
        self._children: list[WorkerProcess] = []
        self._asked_to_load = False
        self.forked = 0
        self._crashed = self._stopped = False

    def fork(self) -> WorkerProcess:
        """A new worker.

        Raises:
            ConnectionError, TimeoutError: the server is gone, or does not answer. OSError: no descriptors are left.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        listening, told = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs, told:
                socket.send_fds(self._worker.connection, [FORK], [theirs.fileno(), told.fileno()])
            worker = WorkerProcess(self._begun(listening), ours)
        except BaseException:
            ours.close()
            listening.close()
            raise
        if self._resident_limit:
            watch(worker, self._resident_limit)
        self._children.append(worker)
        self.forked += 1
        return worker

    def _begun(self, listening: socket.socket) -> _ForkedProcess:
        vigil = Vigil(self._worker.pid, START)
        poller = select.poll()
        poller.register(listening, select.POLLIN)
        while not poller.poll(_LOOK_MS):
            if self._stopped or vigil.over():
                raise TimeoutError("the fork server does not answer")
        number, handles, _, _ = socket.recv_fds(listening, NUMBER.size, 1)
        if len(number) != NUMBER.size or len(handles) != 1:
            raise ConnectionResetError("the fork server is gone")
        return _ForkedProcess(NUMBER.unpack(number)[0], handles[0], listening)

    def load(self) -> None:
        """Let it load what its workers may need, so that those to come need not."""
        if not self._asked_to_load:
            self._asked_to_load = True
            with contextlib.suppress(OSError):  # the next to fork notices
                self._worker.connection.send(LOAD)

    def _look(self) -> None:
        self._crashed |= any(worker.exit_reason() == "crashed" for worker in self._children)
        self._children = [worker for worker in self._children if worker.alive()]

    def crashed(self) -> bool:
        """Whether one of its workers ended as none should."""
        self._look()
        return self._crashed

    def idle(self) -> bool:
        """Whether none of its workers lives any more."""
        self._look()
        return not self._children

    def stop(self) -> None:
        """Let nobody wait for a worker any more; any thread."""
        self._stopped = True

    def close(self) -> None:
        """End it, and with it every worker of it."""
        self._worker.kill()
        self._worker.connection.close()


class _ForkedProcess:
    """Satisfies ``worker_process.Process``: what it is to its server a child, it is to the host by its pidfd."""

    def __init__(self, pid: int, handle: int, told: socket.socket) -> None:
        self.pid = pid
        self._handle, self._told = handle, told
        self._status: int | None = None
        self._lock = threading.Lock()
        # Not before the last thread that waits has left.
        weakref.finalize(self, os.close, handle)
        weakref.finalize(self, told.close)

    def poll(self) -> int | None:
        """Its exit code once it is no more."""
        with self._lock:
            if self._status is None and _readable(self._handle, 0):
                self._status = self._how_it_ended()
            return self._status

    def _how_it_ended(self) -> int:
        if _readable(self._told.fileno(), TOLD_S) and len(status := self._told.recv(NUMBER.size)) == NUMBER.size:
            return int(NUMBER.unpack(status)[0])
        return -signal.SIGKILL  # its server ended with it, or before it

    def wait(self, timeout: float | None = None) -> int:
        """As ``Popen.wait``."""
        if not _readable(self._handle, timeout) or (status := self.poll()) is None:
            raise subprocess.TimeoutExpired("forked worker", timeout or 0)
        return status

    def kill(self) -> None:
        """As ``Popen.kill``."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)


def _readable(descriptor: int, timeout_s: float | None) -> bool:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(None if timeout_s is None else timeout_s * 1000))
