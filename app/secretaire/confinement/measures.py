"""What confinement reports: one line a measure, enforced or not and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ProcessKind = Literal["terminal", "window", "engine", "reader", "nursery"]


@dataclass(frozen=True, slots=True)
class Measure:
    """``name`` such as "seccomp", "landlock_files"; ``missing`` is a code and empty when enforced."""

    name: str
    enforced: bool
    missing: str


@dataclass(frozen=True, slots=True)
class Confinement:
    """What binds this process from now on."""

    kind: ProcessKind
    platform: str
    measures: tuple[Measure, ...]

    @property
    def complete(self) -> bool:
        """Whether every measure of this platform is enforced."""
        return bool(self.measures) and all(measure.enforced for measure in self.measures)
