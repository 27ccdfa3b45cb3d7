"""What this machine can compute on: every device of every loaded backend. Runs in the engine worker."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Literal

from secretaire.inference.backends import ggml

Kind = Literal["cpu", "gpu", "integrated_gpu", "accelerator"]
_KINDS: dict[int, Kind] = {0: "cpu", 1: "gpu", 2: "integrated_gpu", 3: "accelerator"}  # ggml_backend_dev_type


@dataclass(frozen=True, slots=True)
class EngineDevice:
    """One device; memory is in bytes. ``handle`` is ggml's pointer."""

    handle: int
    name: str
    description: str
    backend: str
    kind: Kind
    total: int
    free: int

    @property
    def is_gpu(self) -> bool:
        return self.kind in ("gpu", "integrated_gpu")


def devices() -> list[EngineDevice]:
    """Every device, with its memory as it is now."""
    return [_device(ggml().ggml_backend_dev_get(index)) for index in range(ggml().ggml_backend_dev_count())]


def graphics() -> list[EngineDevice]:
    """The GPUs, best first: discrete ones before integrated ones, then by free memory."""
    found = [device for device in devices() if device.is_gpu]
    return sorted(found, key=lambda device: (device.kind != "gpu", -device.free))


def _device(handle: int) -> EngineDevice:
    library = ggml()
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    library.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
    kind = _KINDS.get(library.ggml_backend_dev_type(handle), "accelerator")
    backend = library.ggml_backend_reg_name(library.ggml_backend_dev_backend_reg(handle))
    return EngineDevice(
        handle=handle,
        name=_printable(library.ggml_backend_dev_name(handle)),
        description=_printable(library.ggml_backend_dev_description(handle)),
        backend=_printable(backend),
        kind=kind,
        total=total.value,
        free=min(total.value, _available() if kind == "cpu" else free.value),
    )


def _available() -> int:
    """Bytes of main memory that programs may still take (proc_meminfo(5)); ggml would say: all of it."""
    with open("/proc/meminfo", encoding="ascii") as facts:
        found = (line.split() for line in facts if line.startswith("MemAvailable:"))
        return next((int(words[1]) * 1024 for words in found), 0)


def _printable(text: bytes | None) -> str:
    """A driver's name for its device, without what could steer a terminal."""
    shown = "".join(character for character in (text or b"").decode("utf-8", "replace") if character.isprintable())
    return shown.strip()[:200]
