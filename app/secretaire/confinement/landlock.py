"""What of the file system a process may touch, by Landlock (landlock(7), the kernel's userspace-api/landlock.rst).

System calls by number through ctypes (444 to 446 on every architecture); what the kernel's ABI lacks is reported.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from dataclasses import dataclass

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_GET_VERSION = 1
_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
READ = READ_FILE | READ_DIR
IOCTL_DEVICE = 1 << 15  # ABI 5
_FILE_RIGHTS = (
    EXECUTE | WRITE_FILE | READ_FILE | (1 << 14) | IOCTL_DEVICE
)  # those that make sense on what is no directory
_ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NET_TCP = 0b11  # bind and connect, ABI 4
SCOPE_ABSTRACT_SOCKETS, SCOPE_SIGNALS = 1, 2  # ABI 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class Rules:
    """``handled`` rights (0: every right known) are refused everywhere but under ``allowed``'s paths."""

    handled: int
    allowed: tuple[tuple[str, int], ...]
    scoped: int


def abi_version() -> int:
    """The kernel's Landlock ABI; 0 where there is none or it is off."""
    return max(0, _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_GET_VERSION)))


def restrict(rules: Rules, abi: int) -> None:
    """Bind this process to the rules, as far as ``abi`` goes. Raises OSError when the kernel refuses."""
    every_right = _ALL_BY_ABI[max(version for version in _ALL_BY_ABI if version <= abi)]
    handled = every_right & (rules.handled or every_right)
    attributes = _Ruleset(handled, NET_TCP if abi >= 4 else 0, rules.scoped if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _checked(_CREATE, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        _add_rules(ruleset, rules.allowed, handled)
        _checked(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _add_rules(ruleset: int, allowed: Iterable[tuple[str, int]], handled: int) -> None:
    for path, rights in allowed:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # what isn't there needs no permission
        try:
            usable = rights & handled & (~0 if os.path.isdir(path) else _FILE_RIGHTS)
            if usable:
                beneath = _PathBeneath(usable, descriptor)
                _checked(
                    _ADD_RULE,
                    ctypes.c_int(ruleset),
                    ctypes.c_int(_PATH_BENEATH),
                    ctypes.byref(beneath),
                    ctypes.c_uint32(0),
                )
        finally:
            os.close(descriptor)


_library = ctypes.CDLL(None, use_errno=True)
_library.syscall.restype = ctypes.c_long


def _call(number: int, *arguments: object) -> int:
    return int(_library.syscall(ctypes.c_long(number), *arguments))


def _checked(number: int, *arguments: object) -> int:
    result = _call(number, *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
