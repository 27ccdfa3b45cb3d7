"""Looking into other processes: which belong together, and what their memory, arguments and environment hold."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

_CHUNK = 16 << 20


def family(pid: int) -> set[int]:
    """A process with all that it started, and what these started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, todo = set[int](), [pid]
    while todo:
        found.add(one := todo.pop())
        todo += children.get(one, [])
    return found


def running(pid: int) -> bool:
    """Whether it is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def encodings(name: str, text: str) -> dict[str, bytes]:
    """A text as Python, Qt and SQLite may hold it."""
    return {f"{name} in {encoding}": text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-32-le")}


def held(pid: int, needles: Mapping[str, bytes]) -> set[str]:
    """The names of those that stand in its memory, arguments or environment. Raises PermissionError."""
    found = {name for part in ("cmdline", "environ") for name in _in(Path(f"/proc/{pid}/{part}").read_bytes(), needles)}
    longest = max(map(len, needles.values()))
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end in _regions(pid):
            before = b""
            for at in range(start, end, _CHUNK):
                with contextlib.suppress(OSError, OverflowError):  # a region that can't be read: the kernel's own
                    memory.seek(at)
                    piece = before + memory.read(min(_CHUNK, end - at))
                    found |= _in(piece, needles)
                    before = piece[-longest:]
    return found


def _regions(pid: int) -> Iterable[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        place, rights, *_ = line.split()
        if rights.startswith("r"):
            start, _, end = place.partition("-")
            yield int(start, 16), int(end, 16)


def _in(data: bytes, needles: Mapping[str, bytes]) -> set[str]:
    return {name for name, needle in needles.items() if needle in data}
