"""Inside a fork server: a process that has loaded what its kind needs, and forks one of them for each request.

It is confined as they are, runs one thread, and never sees what they are sent: a request is one letter with two
descriptors, the new process's connection and where its end is to be told. It ends with its host, and they with it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from secretaire.confinement import process
from secretaire.confinement.confine import confine_forked
from secretaire.confinement.measures import ProcessKind
from secretaire.confinement.worker_process import worker_connection

FORK, LOAD = b"F", b"L"
NUMBER = struct.Struct("<i")
"""What is told: first a process's number, with its pidfd beside it; at its end its exit code, as subprocess has it."""
_LOADED = object()


@dataclass(frozen=True, slots=True)
class _Child:
    pid: int
    told: socket.socket


def serve(kind: ProcessKind, load: Iterator[None]) -> socket.socket:
    """Serve the host. Returns in forked processes only, with the connection of each, confined as ``kind``.

    ``load`` loads something at each step. It is begun when the host asks for it: who is waited for goes first, and
    loads the little that it needs by itself.
    """
    control = worker_connection()
    return _Server(kind, control, load).run()


class _Server:
    def __init__(self, kind: ProcessKind, control: socket.socket, load: Iterator[None]) -> None:
        self._kind, self._control, self._load = kind, control, load
        self._children: dict[int, _Child] = {}
        self._loading = False
        self._poller = select.poll()
        self._poller.register(control, select.POLLIN)

    def run(self) -> socket.socket:
        while True:
            for descriptor, _ in self._poller.poll(0 if self._loading else None):
                if descriptor in self._children:
                    self._bury(descriptor)
                elif (connection := self._answer()) is not None:
                    return connection
            self._loading = self._loading and next(self._load, _LOADED) is not _LOADED

    def _answer(self) -> socket.socket | None:
        """What the host asks; a connection in a new process only."""
        asked, descriptors, _, _ = socket.recv_fds(self._control, 1, 2)
        if asked == LOAD:
            self._loading = True
        elif asked == FORK and len(descriptors) == 2:
            return self._fork(*(socket.socket(fileno=each) for each in descriptors))
        else:
            os._exit(0)  # the host is gone; who was forked goes with this process
        return None

    def _fork(self, connection: socket.socket, told: socket.socket) -> socket.socket | None:
        gc.freeze()  # what is loaded stays shared: no collection writes into it
        here = os.getpid()
        pid = os.fork()
        if not pid:
            process.end_with(here)
            os.setsid()
            for each in (self._control, told, *(child.told for child in self._children.values())):
                each.close()  # by their objects, which would close other descriptors of these numbers later
            confine_forked(self._kind, connection.fileno())
            return connection
        connection.close()
        handle = os.pidfd_open(pid)
        self._children[handle] = _Child(pid, told)
        self._poller.register(handle, select.POLLIN)
        with contextlib.suppress(OSError):  # nobody listens any more
            socket.send_fds(told, [NUMBER.pack(pid)], [handle])
        return None

    def _bury(self, handle: int) -> None:
        """Tell how a process ended, once it is no more."""
        child = self._children.pop(handle)
        _, status = os.waitpid(child.pid, 0)
        with child.told as told, contextlib.suppress(OSError):
            told.send(NUMBER.pack(os.waitstatus_to_exitcode(status)))
        self._poller.unregister(handle)
        os.close(handle)
