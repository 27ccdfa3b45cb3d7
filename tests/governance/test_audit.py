from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretaire.errors import InputUnreadable, Refused, TaskFailed
from secretaire.governance.audit import Anchor, AuditLog, Secrets, Verified, anchor_of, read_log, verify_log
from secretaire.governance.audit_export import export_lines, verify_export
from secretaire.places import resources

VERIFIER = resources() / "audit" / "verify_export.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "audit"


def begun(folder: Path, entries: int = 5) -> Secrets:
    log, secrets = AuditLog.begin(folder)
    for number in range(entries):
        log.note("vault.unlocked", secret="typed", turn=number)
    return secrets


def faults(folder: Path, secrets: Secrets, anchor: Anchor | None = None) -> str:
    return verify_log(folder, secrets, anchor).fault


def test_entries_come_back_and_are_sound(folder: Path) -> None:
    secrets = begun(folder)
    entries = read_log(folder, secrets)
    assert [entry.params["turn"] for entry in entries] == [0, 1, 2, 3, 4]
    assert {entry.event for entry in entries} == {"vault.unlocked"}
    assert verify_log(folder, secrets, anchor_of(folder)) == Verified(5)


def test_what_is_written_can_be_read_by_nobody_else(folder: Path) -> None:
    begun(folder)
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"unlocked" not in everything
    assert b"typed" not in everything
    other = AuditLog.begin(folder.with_name("other"))[1]
    assert read_log(folder, other) == []


def lines(folder: Path) -> list[bytes]:
    return (folder / "log.jsonl").read_bytes().splitlines(keepends=True)


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "edit": lambda all_: [
        *all_[:2],
        all_[2].replace(all_[2][30:31], b"A" if all_[2][30:31] != b"A" else b"B", 1),
        *all_[3:],
    ],
    "delete": lambda all_: [*all_[:2], *all_[3:]],
    "insert": lambda all_: [*all_[:2], all_[1], *all_[2:]],
    "reorder": lambda all_: [all_[1], all_[0], *all_[2:]],
    "cut": lambda all_: all_[:-1],
    "empty": lambda all_: [],
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found(folder: Path, change: str) -> None:
    secrets = begun(folder)
    (folder / "log.jsonl").write_bytes(b"".join(CHANGES[change](lines(folder))))
    assert faults(folder, secrets)


@given(at=st.integers(0, 5000), mask=st.integers(1, 255))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_is_found(tmp_path_factory: pytest.TempPathFactory, at: int, mask: int) -> None:
    folder = tmp_path_factory.mktemp("log") / "audit"
    secrets = begun(folder, 3)
    data = bytearray((folder / "log.jsonl").read_bytes())
    data[at % len(data)] ^= mask
    (folder / "log.jsonl").write_bytes(bytes(data))
    found = verify_log(folder, secrets, None)
    assert found.fault or found.entries == 3  # white space and equal spellings of one line change nothing


def test_forging_with_the_key_beside_the_log_rewrites_no_earlier_entry(folder: Path) -> None:
    """Whoever takes the folder can add entries, as the program does, but not undo those that are there."""
    secrets = begun(folder, 3)
    state = (folder / "state.json").read_bytes()
    AuditLog(folder).note("thief.was_here")
    (folder / "log.jsonl").write_bytes(b"".join(lines(folder)[:2]))
    assert faults(folder, secrets) == "cut"
    (folder / "state.json").write_bytes(state)
    assert faults(folder, secrets) == "cut"


def test_a_log_put_back_whole_is_found_as_far_as_the_vault_has_seen(folder: Path) -> None:
    secrets = begun(folder, 3)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    AuditLog(folder).note("policy.changed")
    anchor = anchor_of(folder)
    for path, data in before.items():
        path.write_bytes(data)
    assert faults(folder, secrets) == ""  # by itself nobody can tell
    assert faults(folder, secrets, anchor) == "rolled_back"


def test_a_log_that_is_gone_is_found(folder: Path) -> None:
    secrets = begun(folder)
    anchor = anchor_of(folder)
    for path in folder.iterdir():
        path.unlink()
    assert faults(folder, secrets, anchor) == "missing"


@pytest.mark.parametrize("half", ["", '{"number":4,"sea', "whole but for its end"])
@pytest.mark.parametrize("written", range(5))
@pytest.mark.parametrize("renamed", range(5))
def test_a_power_cut_may_keep_any_state_up_to_the_log(folder: Path, written: int, renamed: int, half: str) -> None:
    """What reaches the medium: entries in their order, and any earlier state, since its renaming is synced last."""
    log, secrets = AuditLog.begin(folder)
    states = [(folder / "state.json").read_bytes()]
    for number in range(5):
        log.note(f"event {number}")
        states.append((folder / "state.json").read_bytes())
    kept = lines(folder)
    torn = kept[written][:-1] if half.startswith("whole") else half.encode()
    (folder / "log.jsonl").write_bytes(b"".join(kept[:written]) + torn)
    (folder / "state.json").write_bytes(states[renamed])
    if renamed > written + half.startswith("whole"):
        assert faults(folder, secrets) == "cut"
        return
    assert faults(folder, secrets) == ""
    if renamed > written:
        return  # the state came after an entry whose last byte is missing: no order of writing gives that
    AuditLog(folder).note("afterwards")
    assert [entry.event for entry in read_log(folder, secrets)] == [f"event {n}" for n in range(written)] + [
        "afterwards"
    ]
    assert verify_log(folder, secrets, anchor_of(folder)) == Verified(written + 1)


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine")
def test_each_entry_is_synced_before_its_state_and_the_renaming_last(folder: Path, tmp_path: Path) -> None:
    AuditLog.begin(folder)
    code = "import sys, pathlib, secretaire.governance.audit as a; a.AuditLog(pathlib.Path(sys.argv[1])).note('x')"
    calls = "trace=write,fsync,fdatasync,rename"
    trace = tmp_path / "trace"
    subprocess.run(["strace", "-f", "-y", "-o", trace, "-e", calls, sys.executable, "-c", code, folder], check=True)
    seen = re.findall(
        rf"(write|fsync|fdatasync|rename)\((?:\d+<|\"){re.escape(str(folder))}/?([\w.]*)", trace.read_text()
    )
    assert seen == [
        ("write", "log.jsonl"),
        ("fsync", "log.jsonl"),
        ("write", "state.json.new"),
        ("fsync", "state.json.new"),
        ("rename", "state.json.new"),
        ("fsync", ""),
    ]


@pytest.mark.parametrize("harm", ["state behind", "half a line"])
def test_a_cut_while_writing_loses_nothing_that_counted(folder: Path, harm: str) -> None:
    secrets = begun(folder, 2)
    before = (folder / "state.json").read_bytes()
    AuditLog(folder).note("third")
    if harm == "state behind":
        (folder / "state.json").write_bytes(before)
    else:
        with (folder / "log.jsonl").open("ab") as file:
            file.write(b'{"number":3,"sea')
    assert faults(folder, secrets) == ""
    AuditLog(folder).note("fourth")
    assert [entry.event for entry in read_log(folder, secrets)][-2:] == ["third", "fourth"]
    assert faults(folder, secrets) == ""


def _write_many(folder: Path) -> None:
    for number in range(40):
        AuditLog(folder).note("from.a.process", pid=os.getpid(), number=number)


def test_processes_write_one_after_the_other(folder: Path) -> None:
    secrets = begun(folder, 0)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(folder,)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert verify_log(folder, secrets, None) == Verified(120)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("no folder")
    with pytest.raises(TaskFailed):
        AuditLog(tmp_path / "audit").note("x")


# -- exports --------------------------------------------------------------------------------------------------------
@pytest.fixture
def exported(folder: Path, tmp_path: Path) -> Path:
    secrets = begun(folder)
    path = tmp_path / "export.jsonl"
    found = verify_log(folder, secrets, None)
    text = "\n".join(export_lines("vault-1", read_log(folder, secrets), found, Ed25519PrivateKey.generate()))
    path.write_text(text + "\n")
    return path


def standalone(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", VERIFIER, path, *more], capture_output=True, text=True, check=False
    )


def test_an_export_is_verified_by_us_and_by_the_script_alone(exported: Path) -> None:
    vault, public, entries = verify_export(exported.read_text())
    assert (vault, entries) == ("vault-1", 5)
    told = standalone(exported)
    assert told.returncode == 0
    assert "GENUINE: 5 entries" in told.stdout
    assert "vouched" in told.stdout
    assert standalone(exported, public).returncode == 0
    assert standalone(exported, "00" * 32).returncode == 1


@pytest.mark.parametrize("change", ["edit", "delete", "reorder", "cut", "count"])
def test_a_changed_export_is_refused_by_both(exported: Path, change: str) -> None:
    all_ = exported.read_text().splitlines()
    changed = {
        "edit": [*all_[:3], all_[3].replace('"turn": 2', '"turn": 7'), *all_[4:]],
        "delete": [*all_[:3], *all_[4:]],
        "reorder": [all_[0], all_[2], all_[1], *all_[3:]],
        "cut": [*all_[:-2], all_[-1]],
        "count": [*all_[:-1], all_[-1].replace('"entries": 5', '"entries": 4')],
    }[change]
    assert changed != all_
    exported.write_text("\n".join(changed))
    with pytest.raises(Refused):
        verify_export(exported.read_text())
    assert standalone(exported).returncode == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '{"format": "other"}\n{}\n', '"a"\n"b"\n'])
def test_what_is_no_export_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputUnreadable):
        verify_export(text)
    path = tmp_path / "x"
    path.write_text(text)
    assert standalone(path).returncode == 2
