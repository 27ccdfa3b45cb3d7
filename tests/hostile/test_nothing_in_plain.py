"""Work of every kind with canaries in it: no file holds one, and none was ever made outside the vault to hold one.

strace tells which files the real program and its workers opened for writing, those that are gone again among them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.governance.models import writing_models
from secretaire.places import cache_home
from secretaire.vault.vault import Vault
from tests.cli.program import PASSPHRASE, Program
from tests.desktop.driven_process import DrivenProcess
from tests.hostile.process_memory import encodings
from tests.vault.conftest import CHEAP

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not writing_models(), reason="no model on this machine; make setup brings one"),
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine"),
]
MODEL = "smollm2-135m-instruct"
NAME, WORD, SAID = "wombat-2342", "Quetzalcoatlus", "Say yes to the faultier."
TEXT = f"The {WORD} committee meets on 3 May 2031 in the house by the lake. It decides about the budget of the house."
CANARIES = (NAME, WORD, WORD.lower(), SAID, "faultier", "committee meets", PASSPHRASE, "Komitee")
TRACED = "trace=open,openat,openat2,creat,mknod,mknodat,link,linkat,symlink,symlinkat"
FOR_WRITING = re.compile(r"O_(WRONLY|RDWR|CREAT|TMPFILE)|^(creat|mknod|link|symlink)")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    desk = tmp_path / "desk"
    desk.mkdir()
    path = desk / f"{NAME}.txt"
    path.write_text(f"{TEXT}\n" * 20)
    return path


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path / "home")
    made.home.mkdir()
    return made


def strace(trace: Path) -> tuple[str, ...]:
    return ("strace", "-D", "-f", "-qq", "-A", "-s", "4096", "-o", str(trace), "-e", TRACED)


def written(trace: Path) -> Iterator[str]:
    """The paths that were opened for writing or made, one a call that went well.

    Python's own compiled modules are left out: where the program is run from its source the first time, they are made.
    """
    for line in trace.read_text(errors="replace").splitlines():
        call = line.partition(" ")[2].strip()
        if FOR_WRITING.search(call) and not re.search(r"= -1 E\w+ \(", call):
            path = re.search(r'"([^"]*)"', call)
            name = path.group(1) if path else call
            if not re.search(r"/__pycache__(/[\w.-]+\.pyc(\.\d+)?)?$", name):
                yield name


def plain(folders: list[Path]) -> dict[str, list[str]]:
    """Where a canary can be read."""
    needles = {name: each for text in CANARIES for name, each in encodings(text, text).items()}
    found = {}
    for path in (path for folder in folders for path in folder.rglob("*")):
        data = str(path.name).encode() + (path.read_bytes() if path.is_file() else b"")
        if names := [name for name, needle in needles.items() if needle in data]:
            found[str(path)] = names
    return found


def test_the_command_line_leaves_nothing_in_plain(program: Program, document: Path, tmp_path: Path) -> None:
    stick, trace = tmp_path / "stick", tmp_path / "trace"
    stick.mkdir()
    steps: list[tuple[str | Path, ...]] = [
        ("vault", "create"),
        ("documents", "import", document),
        ("summarize", document),
        ("ask", "When does the committee meet?", "--in", document),
        ("chat", SAID, "--attach", document),
        ("translate", document, "--from", "en", "--to", "de"),
        ("search", WORD),
        ("history",),
        ("vault", "backup", stick),
        ("vault", "verify"),
        ("vault", "purge"),
        ("vault", "rotate"),
        ("audit", "verify"),
    ]
    told = ""
    for step in steps:
        ran = program.on_vault(*step, within=strace(trace), environment={"PYTHONDONTWRITEBYTECODE": "1"})
        assert ran.code == 0, (step, ran)
        told += ran.out
    assert WORD in told
    allowed = (f"{program.vault}/", f"{stick}/", "/dev/null", "/proc/self/", "/dev/tty")
    assert [path for path in written(trace) if not path.startswith(allowed)] == []
    assert any(path.startswith(str(program.vault)) for path in written(trace))
    assert any((program.vault / "blobs").iterdir())
    assert plain([program.home, stick, Path("/dev/shm")]) == {}
    assert list(plain([document.parent])) == [str(document)]


def test_the_window_leaves_nothing_in_plain(tmp_path: Path, document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, trace = tmp_path / "home", tmp_path / "trace"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(home))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    vault = home / "vault"
    Vault.create(vault, PASSPHRASE, CHEAP)[0].close()
    window = DrivenProcess(vault, MODEL, again=True, before=strace(trace))
    try:
        window.wait_for("UnlockPage")
        window.order("unlock", PASSPHRASE)
        window.wait_for("ready")
        window.order("say", SAID)
        window.wait_for("said")
        window.order("open", str(document))
        window.wait_for("opened")
        window.order("summarise")
        window.wait_for("summarising")
        window.order("lock")
        window.wait_for("UnlockPage")
    finally:
        window.end()
    allowed = (
        f"{vault}/",
        "/dev/null",
        "/proc/self/",
        str(cache_home().parent / "fontconfig"),
        "/var/cache/fontconfig",
    )
    assert [path for path in written(trace) if not path.startswith(allowed)] == []
    assert plain([home, Path("/dev/shm")]) == {}
    kept = Vault.unlock(vault, PASSPHRASE)
    try:
        assert kept.search(WORD)
        assert kept.search("faultier")
    finally:
        kept.close()


def test_intermediate_results_of_the_database_stay_in_memory(program: Program) -> None:
    """PRAGMA temp_store: 2 is MEMORY, and a library built to use files regardless would say 0 or 1 here."""
    vault, _ = Vault.create(program.vault, PASSPHRASE, CHEAP)
    try:
        assert vault._store.rows("PRAGMA temp_store") == [{"temp_store": 2}]
        options = {row["compile_options"] for row in vault._store.rows("PRAGMA compile_options")}
        assert not options & {"TEMP_STORE=0"}  # 0: always files, whatever the pragma says (sqlite.org/tempfiles.html)
    finally:
        vault.close()
