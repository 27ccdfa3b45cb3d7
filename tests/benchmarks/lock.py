"""Locking the real window: from the key press until it is blank, and until the process that replaces it asks for the
passphrase; each against the limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from secretaire.places import resources
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.method import RUNS, Row, summarise
from tests.desktop.driven_process import DrivenProcess

BLANK_LIMIT_S, ASKING_LIMIT_S = 0.15, 1.5
MODEL, PASSPHRASE = "smollm2-135m-instruct", "bench"
_CHEAP = Stretching(memory_kib=64, passes=1)


def measure() -> Iterator[Row]:
    """With a model loaded and a document open; and while that one is summarised."""
    for summarising in (False, True):
        locks = [_lock(summarising) for _ in range(RUNS + 1)][1:]
        when = "while a summary is written" if summarising else "with a model loaded and a document open"
        yield _row(f"locking {when}, to a blank window", [blank for blank, _ in locks], BLANK_LIMIT_S)
        yield _row(f"locking {when}, to the new process's unlock page", [asking for _, asking in locks], ASKING_LIMIT_S)


def _row(name: str, seconds: list[float], limit: float) -> Row:
    pairs = [(each, limit) for each in seconds]
    return summarise(f"{name}, against the limit", pairs, unit="s", higher_is_better=False, bar=1.0)


def _lock(summarising: bool) -> tuple[float, float]:
    """Seconds until blank, and until the passphrase is asked for, in a window of its own."""
    with TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        Vault.create(vault, PASSPHRASE, _CHEAP)[0].close()
        window = DrivenProcess(vault, MODEL, again=True)
        try:
            window.wait_for("UnlockPage")
            window.order("unlock", PASSPHRASE)
            window.wait_for("ready")
            window.order("open", str(resources() / "demo" / "federal-data-governance-playbook.pdf"))
            window.wait_for("opened")
            if summarising:
                window.order("summarise")
                window.wait_for("summarising")
            window.order("lock")
            wish = window.wait_for("wish")
            return window.wait_for("blank") - wish, window.wait_for("UnlockPage") - wish
        finally:
            window.end()
