"""Which models there are, and the one way to open them: descriptor first, hash from that descriptor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """What is known of a model (``models/*.toml``). ``languages`` are those it writes usably."""

    id: str
    name: str
    file: str
    sha256: str
    size: int
    licence: str
    publisher: str
    languages: tuple[str, ...]
    roles: tuple[str, ...]
    notes: str
    default: bool


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A manifest whose file is on this machine."""

    manifest: ModelManifest
    path: Path
