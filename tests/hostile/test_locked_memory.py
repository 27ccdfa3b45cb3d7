"""What the processes of the program hold after locking, and who may look into them.

Their memory is read as an administrator may read it (CAP_SYS_PTRACE), so the program itself runs as it is released.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secretaire.governance.models import writing_models
from secretaire.vault.lock_file import in_use
from secretaire.vault.vault import Vault
from tests.desktop.driven_process import DrivenProcess
from tests.hostile.process_memory import encodings, family, held, running
from tests.vault.conftest import CHEAP

PASSPHRASE = "Zwölf Kormorane zählen 7 Leuchttürme"
MESSAGE, TEXT, NAME = "Say yes, quetzalcoatlus-4711.", "Das Faultier-0815 bleibt unter uns.", "wombat-2342"
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator may look into the processes")
MODEL = next((model.manifest.id for model in writing_models() if "135m" in model.manifest.id), "")
PATIENCE_S, CALM_S = 30.0, 0.5

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="read through /proc")


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture
def key(folder: Path) -> bytes:
    """The database key of a new vault."""
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    return vault._key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def window(folder: Path, key: bytes, tmp_path: Path) -> Iterator[DrivenProcess]:
    """A window in use: unlocked, with something said and something read."""
    driven = DrivenProcess(folder, MODEL, before=WITHOUT_PTRACE)
    try:
        driven.wait_for("UnlockPage")
        driven.order("unlock", PASSPHRASE)
        driven.wait_for("ready")
        driven.order("say", MESSAGE)
        driven.wait_for("said")
        document = tmp_path / f"{NAME}.txt"
        document.write_text(f"{TEXT} " * 40)
        driven.order("open", str(document))
        driven.wait_for("opened")
        yield driven
    finally:
        driven.end()


@ROOT_ONLY
def test_after_locking_no_process_holds_key_passphrase_or_text(window: DrivenProcess, folder: Path, key: bytes) -> None:
    needles = {"the key": key, **encodings("the key's digits", key.hex())}
    for name, text in (("passphrase", PASSPHRASE), ("message", MESSAGE), ("document", TEXT), ("file name", NAME)):
        needles |= encodings(name, text)
    before = family(window.pid)
    assert len(before) > 1, "no worker runs"
    told = held(window.pid, needles)
    assert {"the key", "message in utf-16-le", "document in utf-8", "file name in utf-16-le"} <= told
    assert any(name.startswith("passphrase") for name in told)

    lock = [sys.executable, "-m", "secretaire.entry", "vault", "lock", "--vault", str(folder)]
    subprocess.run(lock, check=True, capture_output=True)
    assert not in_use(folder / "lock")
    until(lambda: b"secretaire.entry" in command_line(window.pid), "the process was not replaced")
    remaining = [pid for pid in before | family(window.pid) if running(pid)]
    assert remaining == [window.pid], "a worker outlived the lock"
    assert held(window.pid, needles) == set()
    until(lambda: b"qoffscreen" in Path(f"/proc/{window.pid}/maps").read_bytes(), "no unlock page came")
    until(lambda: calm(window.pid), "the unlock page came to no rest")
    for pid in family(window.pid):
        assert held(pid, needles) == set()
    assert not [path for path in open_files(window.pid) if "memfd" in path or str(folder) in path]


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def calm(pid: int) -> bool:
    """Whether it has computed nothing for a while."""
    before = cpu_ticks(pid)
    time.sleep(CALM_S)
    return cpu_ticks(pid) == before


def cpu_ticks(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]


def open_files(pid: int) -> list[str]:
    return [os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()]


# -- who may look -----------------------------------------------------------------------------------------------------
WITHOUT_PTRACE = ("setpriv", "--bounding-set=-sys_ptrace") if os.geteuid() == 0 and shutil.which("setpriv") else ()
LOOK = "import sys; open(f'/proc/{sys.argv[1]}/mem', 'rb')"


def may_look_into(pid: int) -> bool:
    """Whether another process of this user, without an administrator's right to, may open its memory."""
    look = [*WITHOUT_PTRACE, sys.executable, "-I", "-c", LOOK, str(pid)]
    return subprocess.run(look, capture_output=True, check=False).returncode == 0


@pytest.fixture
def anybody() -> Iterator[None]:
    """Without what the program does, a process can be looked into here; else there is nothing to be seen."""
    if os.geteuid() == 0 and not WITHOUT_PTRACE:
        pytest.skip("no setpriv on this machine")
    other = subprocess.Popen([*WITHOUT_PTRACE, "sleep", "60"])
    try:
        if not may_look_into(other.pid):
            pytest.skip("this system lets nobody look into any process")
        yield
    finally:
        other.kill()
        other.wait()


def check_hidden(pid: int) -> None:
    until(lambda: not may_look_into(pid), f"{command_line(pid)!r} can be looked into")
    (core,) = [line for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if line.startswith("Max core")]
    assert core.split()[4:6] == ["0", "0"]


def test_no_process_of_the_window_can_be_looked_into(anybody: None, window: DrivenProcess, folder: Path) -> None:
    processes = family(window.pid)
    kinds = b" ".join(map(command_line, processes))
    assert b"secretaire.inference.worker" in kinds or not MODEL
    assert b"secretaire.documents.reader.nursery" in kinds
    for pid in processes:
        check_hidden(pid)
    window.order("lock")
    until(lambda: b"secretaire.entry" in command_line(window.pid), "the process was not replaced")
    check_hidden(window.pid)


def test_the_command_line_cannot_be_looked_into(anybody: None, folder: Path, key: bytes) -> None:
    ours, theirs = os.pipe()
    command = [*WITHOUT_PTRACE, sys.executable, "-m", "secretaire.entry", "documents", "list", "--vault", str(folder)]
    process = subprocess.Popen([*command, "--passphrase-fd", str(ours)], pass_fds=[ours], stdout=subprocess.DEVNULL)
    try:
        check_hidden(process.pid)
        os.write(theirs, PASSPHRASE.encode())
    finally:
        os.close(ours)
        os.close(theirs)
        assert process.wait(PATIENCE_S) == 0
