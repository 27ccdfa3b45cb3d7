"""System calls that are refused, by a seccomp filter (seccomp(2)) made with libseccomp (seccomp_rule_add(3)).

Standard library and ctypes only: this runs before any other import. The library is loaded by its fixed soname;
``ctypes.util.find_library`` would start processes. The filter binds the calling thread and those it starts later.
"""

from __future__ import annotations

import ctypes
import errno
import socket

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_NOT_EQUAL, _MASKED_EQUAL = 1, 7
_BAD_ARCH, _SET_NO_NEW_PRIVILEGES = 2, 3

# One line a group: the calls, and why nobody here needs them.
REFUSED_EVERYWHERE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("io_uring opens sockets past a filter on socket()", ("io_uring_setup", "io_uring_enter", "io_uring_register")),
    (
        "looking into or steering other processes",
        ("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise"),
    ),
    ("programs and faults handled inside the kernel", ("bpf", "userfaultfd", "perf_event_open")),
    ("the kernel's keyrings outlive the process", ("add_key", "request_key", "keyctl")),
    (
        "changing the kernel",
        (
            "init_module",
            "finit_module",
            "delete_module",
            "kexec_load",
            "kexec_file_load",
            "reboot",
            "iopl",
            "ioperm",
            "quotactl",
            "swapon",
            "swapoff",
            "acct",
            "syslog",
        ),
    ),
    (
        "changing what is mounted, or which namespace we are in",
        (
            "mount",
            "umount2",
            "pivot_root",
            "chroot",
            "setns",
            "unshare",
            "open_tree",
            "move_mount",
            "fsopen",
            "fsconfig",
            "fsmount",
            "fspick",
            "mount_setattr",
        ),
    ),
    ("opening files around path checks", ("open_by_handle_at", "name_to_handle_at")),
    (
        "the clock and the host's name are not ours",
        ("settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname"),
    ),
    ("old execution modes", ("personality", "modify_ldt", "uselib", "vhangup")),
)
REFUSED_IN_WORKERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("a worker speaks on the pair it inherited, and nowhere else", ("connect", "bind", "listen", "accept", "accept4")),
    ("a worker starts no program", ("execve", "execveat")),
    (
        "a worker changes nobody's identity or priority",
        ("setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "capset"),
    ),
)
REFUSED_WITHOUT_DISPLAY = ("the command line talks to no service", ("connect", "bind", "listen", "accept", "accept4"))
_NAMESPACE_FLAGS = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)  # CLONE_NEW*


class _Comparison(ctypes.Structure):
    _fields_ = (("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class SeccompUnavailable(Exception):
    """libseccomp or the kernel's seccomp filter is missing; the message says which."""


class _Filter:
    """A filter under construction: what isn't named is allowed."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        except OSError as error:
            raise SeccompUnavailable("no_libseccomp") from error
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(_ALLOW))
        self._attribute(_BAD_ARCH, _KILL_PROCESS)
        self._attribute(_SET_NO_NEW_PRIVILEGES, 1)

    def _attribute(self, name: int, value: int) -> None:
        self._check(self._library.seccomp_attr_set(self._context, name, ctypes.c_uint32(value)))

    def refuse(self, name: str, comparison: _Comparison | None = None, error: int = errno.EPERM) -> None:
        """Refuse a call, always or when an argument matches; a call this architecture lacks is skipped."""
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return
        count = 0 if comparison is None else 1
        array = (_Comparison * 1)(comparison) if comparison is not None else None
        self._check(
            self._library.seccomp_rule_add_array(
                self._context, ctypes.c_uint32(0x00050000 | error), number, count, array
            )
        )

    def load(self) -> None:
        status = self._library.seccomp_load(self._context)
        self._library.seccomp_release(self._context)
        if status:
            raise SeccompUnavailable("no_seccomp_filter")

    @staticmethod
    def _check(status: int) -> None:
        if status:
            raise SeccompUnavailable("no_seccomp_filter")


def install(*, worker: bool, may_connect: bool) -> None:
    """Install the filter for this kind of process. Raises SeccompUnavailable."""
    filter_ = _Filter()
    for call in ("socket", "socketpair"):
        filter_.refuse(call, _Comparison(0, _NOT_EQUAL, socket.AF_UNIX, 0))
    for _, calls in REFUSED_EVERYWHERE:
        for call in calls:
            filter_.refuse(call)
    for flag in _NAMESPACE_FLAGS:
        filter_.refuse("clone", _Comparison(0, _MASKED_EQUAL, flag, flag))
    # clone3's flags lie in memory a filter can't read; without it the C library falls back to clone.
    filter_.refuse("clone3", error=errno.ENOSYS)
    if worker:
        for _, calls in REFUSED_IN_WORKERS:
            for call in calls:
                filter_.refuse(call)
        filter_.refuse("sendto", _Comparison(4, _NOT_EQUAL, 0, 0))
    elif not may_connect:
        for call in REFUSED_WITHOUT_DISPLAY[1]:
            filter_.refuse(call)
    filter_.load()
