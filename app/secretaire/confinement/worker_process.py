"""Starting, watching and ending a worker: exec of our own interpreter, one socketpair, nothing else inherited."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from secretaire.confinement import worker_arguments
from secretaire.confinement.watchdog import watch

ASK_S = 1.0
"""How long a worker may take to end after its connection was closed, before it is killed."""
MEMORY_EXIT = 77
"""A worker that ran into its address-space limit ends with this status."""

# Inherited from the host's own environment: nothing. HOME, PATH and everything else stay behind.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",  # a default: llama.cpp asks for its own number
    "OPENBLAS_NUM_THREADS": "1",
    "GOMP_SPINCOUNT": "10000",  # some microseconds at a barrier, then sleep: another program may have the core
    "MALLOC_ARENA_MAX": "1",
    # A GPU's drivers keep compiled shaders in files, and Vulkan's loader lets others' layers in: neither here.
    "MESA_SHADER_CACHE_DISABLE": "1",
    "MESA_GLSL_CACHE_DISABLE": "1",  # its older name
    "__GL_SHADER_DISK_CACHE": "0",
    "CUDA_CACHE_DISABLE": "1",
    "VK_LOADER_LAYERS_DISABLE": "~implicit~",
    "NODEVICE_SELECT": "1",  # Mesa's own layer, for loaders that don't know the line above
}


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """0 means no limit. ``address_space`` is RLIMIT_AS; ``resident`` is enforced by the host's watchdog thread."""

    address_space: int = 0
    resident: int = 0
    cpu_s: int = 0


class Process(Protocol):
    """What is asked of a process: ``subprocess.Popen`` is one."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


class WorkerProcess:
    """A running worker. Make with ``start_worker``."""

    def __init__(self, process: Process, connection: socket.socket) -> None:
        self._process = process
        self.connection = connection
        self.pid = process.pid
        self._over_memory = False
        self._asked = False
        self._lock = threading.Lock()

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def exit_reason(self) -> str:
        """Once it ended: "exited", "killed" (by us or another), "crashed", "memory", "cpu"; "" while it runs."""
        status = self._process.poll()
        if status is None:
            return ""
        if self._over_memory or status == MEMORY_EXIT:
            return "memory"
        if status == -signal.SIGXCPU:
            return "cpu"
        if status == -signal.SIGKILL:
            return "killed"
        return "exited" if status == 0 or self._asked else "crashed"

    def wait(self, timeout_s: float) -> bool:
        """Wait for its end; whether it came."""
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End it now (SIGKILL) and reap it; idempotent, any thread."""
        self.kill_soon()
        with self._lock:
            self._process.wait()

    def kill_soon(self) -> None:
        """Send SIGKILL and go on: taking a big process apart takes the kernel some 10 ms. ``wait`` or ``kill`` reap."""
        with self._lock:
            if self._process.poll() is None:
                self._process.kill()

    def kill_over_memory(self) -> None:
        """End it because it outgrew its resident limit."""
        self._over_memory = True
        self.kill()

    def stop(self) -> None:
        """Ask (close the connection), wait, kill, wait."""
        self._asked = True
        with contextlib.suppress(OSError):  # closed already
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()
        if not self.wait(ASK_S):
            self.kill()


def start_worker(module: str, arguments: Sequence[str] = (), limits: WorkerLimits = WorkerLimits()) -> WorkerProcess:
    """Start ``python -I -m module DESCRIPTOR ADDRESS_SPACE CPU_S name=value…`` with an allow-listed environment.

    The worker calls ``confine.confine("engine" | "reader")`` in its first statements, finds its end of the socketpair
    with ``worker_connection()``, and speaks frames. Raises OSError when no process can be made.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    settings = [str(theirs.fileno()), str(limits.address_space), str(limits.cpu_s)]
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", module, *settings, *arguments],
            env=_ENVIRONMENT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # Ctrl+C in a terminal is for the host alone
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    worker = WorkerProcess(process, ours)
    if limits.resident:
        watch(worker, limits.resident)
    return worker


def worker_connection() -> socket.socket:
    """In the worker: the inherited end of the socketpair."""
    return socket.socket(fileno=worker_arguments.parse(sys.argv).descriptor)


def end_with_host(connection: socket.socket) -> None:
    """From now on this process ends when the other side closes the connection."""
    threading.Thread(target=_end_with_host, args=(connection.fileno(),), daemon=True).start()


def _end_with_host(descriptor: int) -> None:
    # PR_SET_PDEATHSIG would fire when the *thread* that started us ends; the closed pair tells of the process.
    poller = select.poll()
    poller.register(descriptor, select.POLLRDHUP)
    poller.poll()
    os._exit(0)
