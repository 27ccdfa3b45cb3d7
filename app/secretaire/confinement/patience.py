"""How long a worker may take: by its own processor time, which a busy machine does not lengthen (proc_pid_stat(5))."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

AWAKE = "RD"
"""States of a process that computes, wants to, or waits for the disk."""
_USER, _SYSTEM = 11, 12
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Patience:
    """``cpu_s`` of the worker's processor time; ``asleep_s`` by the clock while it does nothing; ``wall_s`` by the
    clock whatever it does, for a machine that never lets it run."""

    cpu_s: float
    asleep_s: float = 60.0
    wall_s: float = 3600.0


class Vigil:
    """One wait for a worker's answer, from now on. Where the system does not tell what it does, it counts as asleep."""

    def __init__(self, pid: int, patience: Patience) -> None:
        self._pid, self._patience = pid, patience
        self._began = self._awake = time.monotonic()
        self._seen = processor_time(pid)[1]
        self._end = self._seen + patience.cpu_s

    def over(self) -> bool:
        """Whether it has taken too long. Cheap: one small file is read."""
        now = time.monotonic()
        state, used = processor_time(self._pid)
        if (state and state in AWAKE) or used > self._seen:
            self._awake = now
        self._seen = max(used, self._seen)
        asleep, waited = now - self._awake, now - self._began
        return used > self._end or asleep > self._patience.asleep_s or waited > self._patience.wall_s


def processor_time(pid: int) -> tuple[str, float]:
    """A process's state (a letter) and the seconds it has computed so far; "" and 0 where they can't be told."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return facts[0], (int(facts[_USER]) + int(facts[_SYSTEM])) / _TICKS_PER_S
    except (OSError, IndexError, ValueError):
        return "", 0.0
