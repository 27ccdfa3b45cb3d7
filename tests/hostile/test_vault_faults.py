"""A vault whose process is killed, or whose disk fills up, at any system call that writes.

strace stops the real calls of the real process, SQLite's own among them: it kills at the n-th, or lets all from the
n-th on fail. ``make faults`` tries every call, ``make test`` some of each kind.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.errors import VaultClosed
from secretaire.records import TextState
from secretaire.vault.backup import check_copy, copies
from secretaire.vault.secrets import Typed
from secretaire.vault.vault import Vault
from tests.hostile.vault_operations import NEW, OPERATIONS
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

CALLS = ("fsync", "fdatasync", "pwrite64", "write", "rename", "unlink", "ftruncate", "mkdir")
EVERY = bool(os.environ.get("SECRETAIRE_ALL_FAULTS"))
SAMPLED = 1
OLD_VAULT = Path(__file__).parent.parent / "data" / "vaults" / "v1"

pytestmark = [
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine"),
    pytest.mark.timeout(3600 if EVERY else 300),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with something in it, made once."""
    folder = tmp_path_factory.mktemp("made")
    vault, _ = Vault.create(folder / "vault", PASSPHRASE, CHEAP)
    vault.add_conversation(examples.conversation())
    document, extraction = examples.import_text(vault, "Was vorher da war.")
    vault.save_report(examples.report(document, extraction))
    vault.close()
    return folder


def prepared(operation: str, made: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if operation == "migrate":
        shutil.copytree(OLD_VAULT, folder / "vault")
    elif operation != "create":
        shutil.copytree(made / "vault", folder / "vault")
    (folder / "stick").mkdir()
    return folder


def run(operation: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["strace", "-f", "-qq", "-o", str(folder.with_suffix(".trace")), *options, sys.executable, "-m"]
    return subprocess.run(
        [*command, "tests.hostile.vault_operations", operation, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def points(operation: str, made: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Each call that the operation makes, as (name, which one), or some of them."""
    done = run(operation, prepared(operation, made, folder), "-e", f"trace={','.join(CALLS)}")
    assert done.returncode == 0, done
    names = re.findall(r"^\d+ +(\w+)\(", folder.with_suffix(".trace").read_text(), re.MULTILINE)
    for call in CALLS:
        count = names.count(call)
        chosen = range(1, count + 1)
        if not EVERY and count > SAMPLED:
            step = max(1, count // SAMPLED)
            chosen = range(1 + (zlib.crc32(f"{operation} {call}".encode()) % step), count + 1, step)[:SAMPLED]
        yield from ((call, number) for number in chosen)


def check(operation: str, folder: Path, told: list[str]) -> None:
    """The vault opens with what is promised, holds what was acknowledged, and is sound."""
    if operation == "create":
        try:
            vault = Vault.unlock(folder / "vault", PASSPHRASE)
        except VaultClosed as closed:
            assert closed.code == "vault.missing"
            vault, _ = Vault.create(folder / "vault", PASSPHRASE, CHEAP)
    elif operation == "passwd" and "changed" in told:
        vault = Vault.unlock(folder / "vault", NEW)
    elif operation == "passwd":
        try:
            vault = Vault.unlock(folder / "vault", PASSPHRASE)
        except VaultClosed:
            vault = Vault.unlock(folder / "vault", NEW)
    else:
        vault = Vault.unlock(folder / "vault", PASSPHRASE)
    try:
        found = vault.verify()
        assert all(finding.sound for finding in found), found
        if operation == "write":
            _check_written(vault, told)
        elif operation != "create":
            assert [report.sentences[0].text for report in vault.reports()] == ["Die Frist endet bald."]
            vault.open_original(vault.documents()[0]).close()
    finally:
        vault.close()
    for copy in copies(folder / "stick"):
        check_copy(copy.folder, Typed(PASSPHRASE))
    if operation == "back_up" and told and not told[-1].startswith("!"):
        assert len(copies(folder / "stick")) == 1


def _check_written(vault: Vault, told: list[str]) -> None:
    (chat,) = vault.conversations()
    stored = {message.id: message for message in vault.messages(chat.id)}
    kept = stored.keys() | {document.id for document in vault.documents()}
    gone = {line[1:] for line in told if line.startswith("-")}
    acknowledged = {line for line in told if line and line[0] not in "-!"}
    deleted_since = {document for document in acknowledged - kept if vault.document(document) is None}
    assert acknowledged - gone <= kept | (deleted_since if len(acknowledged) == 5 else set())
    assert all(message.state is not TextState.STREAMING for message in stored.values())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_killed_at_any_write(operation: str, made: Path, tmp_path: Path) -> None:
    for call, number in points(operation, made, tmp_path / "run"):
        folder = prepared(operation, made, tmp_path / "run")
        done = run(operation, folder, "-e", f"inject={call}:signal=KILL:when={number}", "-e", f"trace={call}")
        try:
            check(operation, folder, done.stdout.split())
        except BaseException as error:
            raise AssertionError(f"{operation} killed at {call} {number}: {done}") from error


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_disk_that_fills_up_at_any_write(operation: str, made: Path, tmp_path: Path) -> None:
    for call, number in points(operation, made, tmp_path / "run"):
        if call in ("unlink", "write") and not EVERY:
            continue  # write also carries what the process prints
        folder = prepared(operation, made, tmp_path / "run")
        done = run(operation, folder, "-e", f"inject={call}:error=ENOSPC:when={number}+", "-e", f"trace={call}")
        try:
            if call != "write":
                assert done.returncode in (0, 7), done
            check(operation, folder, done.stdout.split())
        except BaseException as error:
            raise AssertionError(f"{operation}, disk full at {call} {number}: {done}") from error
