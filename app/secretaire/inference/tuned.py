"""The way of loading that was measured to be fastest, remembered for each machine and model.

One small file in the user's settings folder: hashes and numbers, no content, no file names. A machine is its processor,
its cores, its memory and the very build of llama.cpp; when one changes, what was measured counts no longer.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import logging
import os
import platform
import tempfile
from pathlib import Path
from typing import Annotated

import msgspec

from secretaire.errors import TaskFailed
from secretaire.inference.interface import AS_THE_ENGINE_CHOOSES, LoadSettings
from secretaire.inference.wire import MOST_BATCH_TOKENS, MOST_THREADS
from secretaire.places import config_home

FILE = "engine-tuning.json"
MOST_BYTES = 1024 * 1024
_ENGINE = "llama_cpp_python"
_LIBRARIES = ("libllama.so", "libggml-cpu.so")

_log = logging.getLogger(__name__)

Models = dict[str, LoadSettings]


class _Memory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Machine → model's SHA-256 → settings."""

    machines: Annotated[dict[str, Models], msgspec.Meta(max_length=1000)] = {}


def remembered(sha256: str) -> LoadSettings:
    """What was measured for a model on this machine; where nothing was, the engine chooses."""
    machines = _read().machines
    found = machines.get(this_machine(), {}).get(sha256, AS_THE_ENGINE_CHOOSES) if machines else AS_THE_ENGINE_CHOOSES
    if 0 <= found.threads <= MOST_THREADS and 0 <= found.batch_tokens <= MOST_BATCH_TOKENS:
        return found
    _log.warning("measured settings are out of bounds, the engine chooses")
    return AS_THE_ENGINE_CHOOSES


def remember(sha256: str, settings: LoadSettings) -> None:
    """Use these settings from the next load on. Raises TaskFailed("inference.tuning_not_kept")."""
    machines = _read().machines
    here = this_machine()
    changed = _Memory({**machines, here: {**machines.get(here, {}), sha256: settings}})
    path = config_home() / FILE
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, msgspec.json.format(msgspec.json.encode(changed), indent=1))
    except OSError as error:
        raise TaskFailed("inference.tuning_not_kept", path=str(path)) from error


def this_machine() -> str:
    """A hash of what the speed depends on beside the model."""
    facts = [_processor(), str(len(os.sched_getaffinity(0))), str(_memory_gib()), *_engine_build()]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def _read() -> _Memory:
    path = config_home() / FILE
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        return msgspec.json.decode(content, type=_Memory)
    except FileNotFoundError:
        return _Memory()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        _log.warning("measured settings not understood, the engine chooses: %s", error)
        return _Memory()


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: a file beside it, synced, then renamed over it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=FILE)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory_gib() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _engine_build() -> list[str]:
    """The engine's version and the hashes of its libraries as the installed package records them."""
    try:
        package = importlib.metadata.distribution(_ENGINE)
    except importlib.metadata.PackageNotFoundError:
        return ["none"]
    files = {file.name: file.hash.value for file in package.files or () if file.hash is not None}
    return [package.version, *(files.get(name, "") for name in _LIBRARIES)]
