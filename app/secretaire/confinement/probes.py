"""The air-gap probes: each tries, for real, something the operating system should refuse.

They run live inside each kind of process (``secretaire airgap``). A socket that can't be made is told apart from a
network that merely has no route: making the socket is what is tried first. Standard library only.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_NOWHERE_V4, _NOWHERE_V6 = "192.0.2.1", "2001:db8::1"  # set aside for documentation (RFC 5737, RFC 3849)
_IO_URING_SETUP = 425
_REFUSERS = {
    errno.EPERM: "seccomp",
    errno.EACCES: "landlock",
    errno.ENOSYS: "kernel",
    errno.EAFNOSUPPORT: "no_interface",
}


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What happened when a process tried something.

    ``process`` is the kind ("terminal", "window", "engine", "reader"); ``attempt`` a code such as "tcp", "io_uring";
    ``refused`` tells whether it failed as it should; ``by`` names who refused ("seccomp", "landlock", …), or is
    "allowed" where this kind of process needs it. ``detail`` is the error's name (EPERM, …), or how far it came.
    """

    process: str
    attempt: str
    refused: bool
    by: str
    detail: str


def run_probes(process: str) -> list[ProbeResult]:
    """Try everything that this kind of process should be refused."""
    return [_result(process, attempt, trial) for attempt, trial in _trials(process)]


def _trials(process: str) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "tcp", lambda: _connect(socket.AF_INET, socket.SOCK_STREAM, _NOWHERE_V4, 443)
    yield "tcp_ipv6", lambda: _connect(socket.AF_INET6, socket.SOCK_STREAM, _NOWHERE_V6, 443)
    yield "udp", lambda: _connect(socket.AF_INET, socket.SOCK_DGRAM, _NOWHERE_V4, 9)
    yield "dns", lambda: _connect(socket.AF_INET, socket.SOCK_DGRAM, _NOWHERE_V4, 53)
    yield "raw", lambda: _open(socket.AF_INET, socket.SOCK_RAW)
    yield "packet", lambda: _open(getattr(socket, "AF_PACKET", 17), socket.SOCK_RAW)
    yield "netlink", lambda: _open(getattr(socket, "AF_NETLINK", 16), socket.SOCK_RAW)
    yield "second_thread", _in_second_thread
    yield "inherited_socket", _inherited_socket
    yield "io_uring", _io_uring
    yield "other_process_memory", _other_memory
    yield "shell", _shell
    yield "desktop_service", _desktop_service
    if process in ("engine", "reader"):
        yield "abstract_socket", lambda: _connect_unix("\0secretaire-probe")
        yield "write_file", _write_file
        yield "read_users_files", lambda: str(len(os.listdir("/home")))
        yield "read_system_files", lambda: Path("/etc/passwd").read_text()[:1]


def _result(process: str, attempt: str, trial: Callable[[], str]) -> ProbeResult:
    try:
        reached = trial()
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "error")
        refuser = _REFUSERS.get(error.errno or 0)
        if refuser is not None:
            return ProbeResult(process, attempt, True, refuser, name)
        reached = name  # no route, no such service: nobody refused, the way is open
    if reached == "nothing_inherited":
        return ProbeResult(process, attempt, True, "closed_at_start", reached)
    allowed = process == "window" and attempt == "desktop_service"
    return ProbeResult(process, attempt, False, "allowed" if allowed else "", reached)


def _open(family: int, kind: int) -> str:
    with socket.socket(family, kind):
        return "socket_made"


def _connect(family: int, kind: int, address: str, port: int) -> str:
    with socket.socket(family, kind) as connection:
        connection.settimeout(0.5)
        connection.connect((address, port))
        return "connected"


def _connect_unix(path: str) -> str:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(0.5)
        connection.connect(path)
        return "connected"


def _in_second_thread() -> str:
    """A thread that starts after the filter must be bound by it, too."""
    outcome: list[OSError | str] = []

    def attempt() -> None:
        try:
            outcome.append(_open(socket.AF_INET, socket.SOCK_STREAM))
        except OSError as error:
            outcome.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    if isinstance(outcome[0], OSError):
        raise outcome[0]
    return outcome[0]


def _inherited_socket() -> str:
    """Any descriptor that is a network socket would still work: the filter sees only its making."""
    for name in os.listdir("/proc/self/fd"):
        try:
            duplicate = os.dup(int(name))
        except OSError:
            continue  # the listing's own, closed by now
        try:
            with socket.socket(fileno=duplicate) as found:
                if found.family not in (socket.AF_UNIX, socket.AF_UNSPEC):
                    return "network_socket_found"
        except OSError:
            os.close(duplicate)  # no socket
    return "nothing_inherited"


def _io_uring() -> str:
    library = ctypes.CDLL(None, use_errno=True)
    parameters = ctypes.create_string_buffer(256)
    descriptor = library.syscall(ctypes.c_long(_IO_URING_SETUP), ctypes.c_uint(1), parameters)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")
    os.close(descriptor)
    return "ring_made"


def _other_memory() -> str:
    """Reading memory through process_vm_readv; tried on ourselves, which only a filter refuses."""
    library = ctypes.CDLL(None, use_errno=True)
    source, target = ctypes.create_string_buffer(b"probe"), ctypes.create_string_buffer(5)
    pairs = [(ctypes.c_void_p * 2)(ctypes.addressof(buffer), 5) for buffer in (target, source)]
    call = library.process_vm_readv
    call.restype = ctypes.c_ssize_t
    if call(os.getpid(), pairs[0], ctypes.c_ulong(1), pairs[1], ctypes.c_ulong(1), ctypes.c_ulong(0)) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")
    return "memory_read"


def _shell() -> str:
    process = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 0"], {})
    _, status = os.waitpid(process, 0)
    if os.waitstatus_to_exitcode(status) == 127:
        raise OSError(errno.EACCES, "exec")  # the C library reports the child's failed exec so
    return "shell_ran"


def _desktop_service() -> str:
    """The session's message bus, behind which a portal could open a browser: is it within reach? Nothing is sent."""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    path = address.partition("path=")[2].partition(",")[0] or f"/run/user/{os.getuid()}/bus"
    return _connect_unix(path)


def _write_file() -> str:
    path = Path(f"/tmp/secretaire-probe-{os.getpid()}")  # noqa: S108 - an empty probe, removed at once
    path.touch()
    path.unlink()
    return "file_written"
