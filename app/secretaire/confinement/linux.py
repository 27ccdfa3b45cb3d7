"""Confinement on Linux: descriptors, privileges, memory, Landlock, seccomp, in this order, with one thread."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from secretaire.confinement import landlock, process, seccomp
from secretaire.confinement.measures import Confinement, Measure, ProcessKind

_LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1")
_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache")
_MACHINE_FACTS = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system",
    "/usr/share/zoneinfo",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
# Only for an engine that may use a GPU: where Vulkan's loader and the drivers look, facts about the hardware, and the
# devices themselves (their ioctl calls are how a GPU is driven).
_GPU_FACTS = (
    "/usr/share/vulkan",
    "/usr/local/share/vulkan",
    "/etc/vulkan",
    "/usr/share/drirc.d",
    "/usr/share/libdrm",
    "/usr/share/nvidia",
    "/proc/driver/nvidia",
    "/sys/bus/pci",
    "/sys/class/drm",
    "/sys/class/kfd",
    "/sys/dev/char",
    "/sys/devices",
)
_GPU_DEVICES = ("/dev/dri", "/dev/kfd", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-modeset", "/dev/nvidia-caps")
_MOST_NVIDIA = 8
_LAYERS_BELOW = 2
"""Landlock's layers that a host's workers need: a nursery's, and its readers'."""
_READER_DATA = (
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/share/fonts",
    "/usr/share/fontconfig",
    "/etc/fonts",
)


def confine(kind: ProcessKind, keep: Sequence[int], *, gpu: bool = False) -> Confinement:
    """See ``confine.confine``; ``gpu`` opens a GPU's devices and drivers to an engine."""
    if process.thread_count() != 1:
        raise RuntimeError("confinement must come first: another thread already runs, and a filter would not bind it")
    process.fill_standard_descriptors()
    process.close_others(keep)
    return Confinement(kind, "linux", (*_privileges(), *_landlock(kind, gpu), _seccomp(kind)))


def confine_forked(kind: ProcessKind, keep: Sequence[int], parent: Confinement) -> Confinement:
    """See ``confine.confine_forked``: all again but the filter, which is every worker's and comes with the fork."""
    process.close_others(keep)
    filtered = [each for each in parent.measures if each.name == "seccomp"]
    if any(each.enforced for each in filtered) and not process.is_filtered():
        raise RuntimeError("the filter did not come with the fork")
    return Confinement(kind, "linux", (*_privileges(), *_landlock(kind, gpu=False), *filtered))


def _privileges() -> list[Measure]:
    return [
        _measure("no_new_privileges", process.give_up_privileges(), "kernel_refused"),
        _measure("memory_hidden", process.hide_memory(), "kernel_refused"),
    ]


def _measure(name: str, enforced: bool, missing: str) -> Measure:
    return Measure(name, enforced, "" if enforced else missing)


def _landlock(kind: ProcessKind, gpu: bool) -> list[Measure]:
    abi = landlock.abi_version()
    names = {"files": 1, "tcp": 4, "abstract_sockets": 6, "signals": 6}
    if kind == "window":
        del names["abstract_sockets"]  # X11's socket is one
    # Landlock's layers survive exec, by which locking replaces the window, and the kernel takes no seventeenth. A host
    # with too few left for its workers adds none: it has many of these very rules.
    if abi and (kind not in ("terminal", "window") or _fit(1 + _LAYERS_BELOW, abi)):
        try:
            landlock.restrict(_rules(kind, gpu), abi)
        except OSError:
            abi = 0
    missing = f"landlock_abi_{abi}" if abi else "no_landlock"
    return [_measure(f"landlock_{name}", abi >= needed, missing) for name, needed in names.items()]


def _fit(layers: int, abi: int) -> bool:
    """Whether the kernel takes so many layers more: tried by a thread, which alone they bind."""
    taken: list[int] = []

    def take() -> None:
        with contextlib.suppress(OSError):
            for layer in range(layers):
                landlock.restrict(landlock.Rules(landlock.EXECUTE, (), 0), abi)
                taken.append(layer)

    trial = threading.Thread(target=take)
    trial.start()
    trial.join()
    return len(taken) == layers


def _rules(kind: ProcessKind, gpu: bool) -> landlock.Rules:
    scoped = landlock.SCOPE_SIGNALS | (0 if kind == "window" else landlock.SCOPE_ABSTRACT_SOCKETS)
    if kind in ("terminal", "window"):
        own = (os.path.realpath(sys.executable), *map(os.path.realpath, _LOADERS))
        return landlock.Rules(landlock.EXECUTE, tuple((path, landlock.EXECUTE) for path in own), scoped)
    readable = {*_python_trees(), *_LIBRARIES, *_MACHINE_FACTS, *(() if kind == "engine" else _READER_DATA)}
    if kind == "nursery":
        readable.add("/proc")  # where its readers' own facts will be; each gives up all others
    allowed = [(path, landlock.READ) for path in sorted(readable)]
    allowed += [(path, landlock.READ_FILE | landlock.WRITE_FILE) for path in _DEVICES]
    if gpu:
        nodes = (*_GPU_DEVICES, *(f"/dev/nvidia{number}" for number in range(_MOST_NVIDIA)))
        allowed += [(path, landlock.READ) for path in _GPU_FACTS]
        allowed += [(path, landlock.READ | landlock.WRITE_FILE | landlock.IOCTL_DEVICE) for path in nodes]
    return landlock.Rules(0, tuple(allowed), scoped)


def _python_trees() -> set[str]:
    package = str(Path(__file__).resolve().parents[1])
    # An editable install's package lies outside sys.prefix; only the package itself is opened, not its checkout.
    return {sys.prefix, sys.base_prefix, sys.exec_prefix, package, str(Path(package).parent)}


def _seccomp(kind: ProcessKind) -> Measure:
    try:
        seccomp.install(worker=kind in ("engine", "reader", "nursery"), may_connect=kind == "window")
    except seccomp.SeccompUnavailable as missing:
        return Measure("seccomp", False, str(missing))
    return Measure("seccomp", True, "")
