"""How much memory a new worker may take: what the kernel calls available, or less where a control group limits us.

proc_meminfo(5) ``MemAvailable``; cgroups(7), version 2 (``memory.max``, ``memory.current``, every ancestor counts) and
version 1 (``memory.limit_in_bytes``). A group's file cache can be dropped, so it counts as free.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_UNLIMITED = 1 << 60
_V1 = ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat", "total_inactive_file")


def free_memory(proc: Path = Path("/proc"), groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes that can be had without swapping; 0 where the system doesn't tell."""
    available = _field(proc / "meminfo", "MemAvailable:") * 1024
    return max(0, min([available, *_left_in_groups(proc, groups)]))


def _left_in_groups(proc: Path, groups: Path) -> Iterator[int]:
    own = next((line[3:] for line in _lines(proc / "self" / "cgroup") if line.startswith("0::")), "/")
    folder = groups / own.strip("/")
    while folder == groups or groups in folder.parents:
        limit, used = _number(folder / "memory.max"), _number(folder / "memory.current")
        if limit < _UNLIMITED and used < _UNLIMITED:
            yield limit - used + _field(folder / "memory.stat", "inactive_file")
        folder = folder.parent
    limit, used = _number(groups / _V1[0]), _number(groups / _V1[1])
    if limit < _UNLIMITED and used < _UNLIMITED:
        yield limit - used + _field(groups / _V1[2], _V1[3])


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # another system, or another version of control groups
        return []


def _number(path: Path) -> int:
    text = "".join(_lines(path)).strip()
    return int(text) if text.isdecimal() else _UNLIMITED


def _field(path: Path, name: str) -> int:
    for line in _lines(path):
        words = line.split()
        if len(words) > 1 and words[0] == name and words[1].isdecimal():
            return int(words[1])
    return 0
