"""A window that is told to end by the system ends properly, also where nothing happens in it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.places import SOURCE_TREE
from secretaire.tasks.custody.unlocking import audit_entries, create_vault, lock, unlock
from secretaire.vault.lock_file import in_use
from tests.desktop.helpers import PASSPHRASE
from tests.vault.conftest import CHEAP


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_idle_unlock_page_ends(tmp_path: Path, number: signal.Signals) -> None:
    new_vault(tmp_path)
    assert ended_by(number, tmp_path, "", until="UnlockPage") == 0


def test_an_open_desk_is_locked_and_ends(tmp_path: Path) -> None:
    new_vault(tmp_path)
    assert ended_by(signal.SIGTERM, tmp_path, PASSPHRASE, until="Desk") == 0
    assert not in_use(tmp_path / "vault" / "lock")
    vault = unlock(tmp_path / "vault", PASSPHRASE)
    told = [entry.event for entry in audit_entries(vault)]
    vault.close()
    assert [each for each in told if each.startswith("vault.")][-3:] == [
        "vault.unlocked",
        "vault.locked",
        "vault.unlocked",
    ]


def new_vault(folder: Path) -> None:
    lock(create_vault(folder / "vault", PASSPHRASE, CHEAP)[0])


def ended_by(number: signal.Signals, folder: Path, passphrase: str, until: str) -> int:
    """The exit code of a window that gets a signal once it shows a page."""
    with started(folder / "vault", passphrase) as process:
        assert process.stdout
        assert any(line.strip() == until for line in process.stdout), "the page never came"
        process.send_signal(number)
        return process.wait(timeout=30)


def _as_in_a_terminal() -> None:
    """The suite itself may run under nohup, or in the background of a shell: both ignore signals, and so would this."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def started(vault: Path, passphrase: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A window as a process of its own, which is ended at last."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(vault.parent)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.program", str(vault), *more],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=SOURCE_TREE, env=environment, text=True,
        preexec_fn=_as_in_a_terminal,
    ) as process:  # fmt: skip
        assert process.stdin
        try:
            process.stdin.write(passphrase + "\n")
            process.stdin.close()
            yield process
        finally:
            process.kill()
