"""One thread that ends workers which outgrow their resident-memory limit; it runs only while there is one to watch."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Protocol

INTERVAL_S = 0.1


class Watched(Protocol):
    """A worker process, as far as the watchdog knows it."""

    pid: int

    def alive(self) -> bool: ...
    def kill_over_memory(self) -> None: ...


_lock = threading.Lock()
_watched: dict[int, tuple[Watched, int]] = {}


def watch(worker: Watched, resident_limit: int) -> None:
    """Kill ``worker`` once its resident memory passes ``resident_limit`` bytes."""
    with _lock:
        first = not _watched
        _watched[id(worker)] = (worker, resident_limit)
        if first:
            threading.Thread(target=_patrol, name="worker-watchdog", daemon=True).start()


def resident_bytes(pid: int) -> int:
    """Resident memory of a process (proc_pid_statm(5)); 0 once it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _patrol() -> None:
    pause = threading.Event()
    while True:
        pause.wait(INTERVAL_S)
        with _lock:
            for key in [key for key, (worker, _) in _watched.items() if not worker.alive()]:
                del _watched[key]
            if not _watched:
                return
            current = list(_watched.values())
        for worker, limit in current:
            if resident_bytes(worker.pid) > limit:
                worker.kill_over_memory()
