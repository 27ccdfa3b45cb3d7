"""Real child processes, confined and probed; and the same probes where nothing is enforced."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import textwrap

import pytest

from secretaire.confinement import landlock, linux, seccomp
from secretaire.confinement.measures import ProcessKind

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems are not enforced yet")

PROBE = textwrap.dedent("""
    import dataclasses, json, sys
    kind, confined = sys.argv[1], sys.argv[2] == "confined"
    sys.argv[1:] = ["0", "0", "0"]
    from secretaire.confinement.confine import confine
    told = confine(kind) if confined else None
    from secretaire.confinement.probes import run_probes
    print(json.dumps({
        "complete": told.complete if told else None,
        "probes": [dataclasses.asdict(result) for result in run_probes(kind)],
    }))
""")


def probe(kind: str, *, confined: bool, pass_fds: tuple[int, ...] = ()) -> dict[str, list[dict[str, object]]]:
    command = [sys.executable, "-c", PROBE, kind, "confined" if confined else "open"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, pass_fds=pass_fds)
    return json.loads(done.stdout)  # type: ignore[no-any-return]  # our own JSON


@pytest.mark.parametrize("kind", ["terminal", "engine", "reader"])
def test_everything_is_refused(kind: ProcessKind) -> None:
    told = probe(kind, confined=True)
    assert told["complete"], "this kernel lacks a measure"
    assert [result for result in told["probes"] if not result["refused"]] == []


def test_the_window_may_reach_its_display_and_nothing_else() -> None:
    told = probe("window", confined=True)
    assert {result["attempt"] for result in told["probes"] if not result["refused"]} <= {"desktop_service"}


def test_the_probes_fail_where_the_filter_is_left_out() -> None:
    """A probe that can't tell the difference would prove nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as inherited:
        told = probe("reader", confined=False, pass_fds=(inherited.fileno(),))
    open_ways = {result["attempt"] for result in told["probes"] if not result["refused"]}
    expected = {"tcp", "udp", "dns", "second_thread", "shell", "other_process_memory", "inherited_socket", "netlink"}
    assert expected <= open_ways
    assert {"write_file", "read_system_files"} <= open_ways


def test_an_inherited_socket_is_closed() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as inherited:
        told = probe("terminal", confined=True, pass_fds=(inherited.fileno(),))
    (result,) = [result for result in told["probes"] if result["attempt"] == "inherited_socket"]
    assert result["refused"]


def test_a_second_thread_is_refused_at_the_start() -> None:
    code = textwrap.dedent("""
        import threading
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        from secretaire.confinement.confine import confine
        try:
            confine("terminal")
        except RuntimeError:
            print("refused")
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


def test_what_a_kernel_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi_version", lambda: 3)
    monkeypatch.setattr(landlock, "restrict", lambda rules, abi: None)
    missing = {measure.name: measure.missing for measure in linux._landlock("reader", False) if not measure.enforced}
    assert missing == {
        "landlock_tcp": "landlock_abi_3",
        "landlock_abstract_sockets": "landlock_abi_3",
        "landlock_signals": "landlock_abi_3",
    }


def test_workers_of_a_window_that_was_locked_often_are_bound_as_ever() -> None:
    """Landlock's layers survive exec, by which locking replaces the window; the kernel takes sixteen in all."""
    code = textwrap.dedent("""
        from secretaire.confinement import landlock, linux, process
        process.give_up_privileges()
        for kind in (*["window"] * 20, "nursery", "reader"):
            print(all(measure.enforced for measure in linux._landlock(kind, False)))
        try:
            open("/etc/passwd")
        except PermissionError:
            print("refused")
        print(any(measure.enforced for measure in linux._landlock("reader", False)))
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 22 + ["refused", "False"]


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**settings: bool) -> None:
        raise seccomp.SeccompUnavailable("no_libseccomp")

    monkeypatch.setattr(seccomp, "install", gone)
    measure = linux._seccomp("reader")
    assert (measure.enforced, measure.missing) == (False, "no_libseccomp")


@pytest.mark.parametrize("foreign", [0x40000000 + 41])
def test_foreign_system_call_numbers_end_the_process(foreign: int) -> None:
    """x32's numbers would pass a filter that only knows x86-64's."""
    if os.uname().machine != "x86_64":
        pytest.skip("x32 belongs to x86-64")
    code = (
        "from secretaire.confinement.confine import confine; confine('terminal');"
        f"import ctypes; ctypes.CDLL(None).syscall({foreign}, 2, 1, 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode != 0


def test_the_memory_of_a_confined_process_is_hidden() -> None:
    code = (
        "from secretaire.confinement.confine import confine; confine('terminal');"
        "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[1]);"
        "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]
