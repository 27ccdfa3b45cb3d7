"""Whether what is in memory may reach a disk unencrypted: swap areas, and hibernation (Linux; proc(5), swapon(8))."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_SWAPS = Path("/proc/swaps")
_SYS = Path("/sys")


@dataclass(frozen=True, slots=True)
class MemoryOnDisk:
    """How many swap areas are not known to be encrypted, and whether this system could hibernate."""

    unencrypted_swaps: int
    may_hibernate: bool


def memory_on_disk(swaps: Path = _SWAPS, sys: Path = _SYS) -> MemoryOnDisk:
    """Look at this system. Compressed memory (zram) is no disk; a device mapped by dm-crypt is encrypted."""
    try:
        lines = swaps.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    except OSError:
        lines = []
    areas = [line.split()[0] for line in lines if line.split()]
    open_areas = sum(not _harmless(area, sys) for area in areas)
    return MemoryOnDisk(open_areas, _may_hibernate(sys))


def _harmless(area: str, sys: Path) -> bool:
    name = Path(area).resolve().name
    if name.startswith("zram"):
        return True
    try:
        return (sys / "class" / "block" / name / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:  # no device mapper's, or a file on some file system: nobody can tell
        return False


def _may_hibernate(sys: Path) -> bool:
    try:
        states = (sys / "power" / "state").read_text().split()
        how = (sys / "power" / "disk").read_text()
    except OSError:
        return False
    return "disk" in states and "[disabled]" not in how
