"""Starting, watching and ending a worker: exec of our own interpreter, one socketpair, nothing else inherited."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """0 means no limit. ``address_space`` is RLIMIT_AS; ``resident`` is enforced by the host's watchdog thread."""

    address_space: int = 0
    resident: int = 0
    cpu_s: int = 0


class WorkerProcess:
    """A running worker. Make with ``start_worker``."""

    pid: int
    connection: socket.socket

    def alive(self) -> bool:
        raise NotImplementedError

    def exit_reason(self) -> str:
        """Once it ended: "exited", "killed", "crashed", "memory" (the watchdog), "cpu"."""
        raise NotImplementedError

    def kill(self) -> None:
        """End it now (SIGKILL) and reap it; idempotent, any thread."""

    def stop(self) -> None:
        """Ask (close the connection), wait, kill, wait."""


def start_worker(module: str, arguments: Sequence[str] = (), limits: WorkerLimits = WorkerLimits()) -> WorkerProcess:
    """Start ``python -I -m module DESCRIPTOR arguments…`` with an allow-listed environment.

    The worker finds its end of the socketpair with ``worker_connection()``, calls ``confine.confine("engine" | "reader")``
    in its first statements, and speaks frames.
    """
    raise NotImplementedError


def worker_connection() -> socket.socket:
    """In the worker: the inherited end of the socketpair, from ``sys.argv``."""
    raise NotImplementedError
