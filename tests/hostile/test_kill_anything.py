"""kill -9 of the host, the engine or a reader at any moment: the vault opens and what was acknowledged is there."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from secretaire.governance.models import writing_models
from secretaire.records import PageStatus, TextState
from secretaire.vault.vault import Vault
from tests.hostile.process_memory import family
from tests.vault.conftest import CHEAP

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not writing_models(), reason="no model on this machine; make setup brings one"),
]
PASSPHRASE = "nur für diesen Test"
TARGETS = {"host": "", "engine": "secretaire.inference.worker", "reader": "secretaire.documents.reader.nursery"}
"""Readers are forked from their nursery, which is killed as often as each of them."""
RUNS = max(1, int(os.environ.get("SECRETAIRE_KILL_RUNS", "3")) // 3)
PATIENCE_S = 60.0


class Working:
    """The working host and what it has said so far."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.hostile.working_host", str(folder), PASSPHRASE]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.said: list[dict[str, Any]] = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with contextlib.suppress(json.JSONDecodeError):  # a line that the kill cut off was not said
                self.said.append(json.loads(line))

    def wait_for(self, key: str, after: int = 0) -> None:
        """Until it says something, past the first ``after`` lines."""
        deadline = time.monotonic() + PATIENCE_S
        while not any(key in line for line in self.said[after:]):
            assert self.process.poll() is None, "the host ended"
            assert time.monotonic() < deadline, f"no {key} in {self.said[after:]}"
            time.sleep(0.01)

    def children(self, module: str) -> list[int]:
        """Its workers of one kind."""
        return [pid for pid in family(self.process.pid) if module in command_line(pid)]

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        assert self.process.stdout
        self.process.stdout.close()


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it ended meanwhile
        return ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "vault"
    Vault.create(made, PASSPHRASE, CHEAP)[0].close()
    return made


@pytest.fixture
def working_host(folder: Path) -> Iterator[Working]:
    host = Working(folder)
    yield host
    host.kill()


@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("target", TARGETS)
def test_a_kill_at_any_moment_harms_nothing(folder: Path, working_host: Working, target: str, run: int) -> None:
    chance = random.Random(f"{target} {run}")
    working_host.wait_for("ready")
    time.sleep(chance.uniform(0.0, 2.5))
    if target != "host":
        while not (workers := working_host.children(TARGETS[target])):
            time.sleep(0.01)
        os.kill(chance.choice(workers), signal.SIGKILL)
        told = len(working_host.said)
        working_host.wait_for("answer", told)
        working_host.wait_for("document", told)
        time.sleep(chance.uniform(0.0, 0.5))
    working_host.kill()
    check_what_was_said(folder, working_host.said)


def check_what_was_said(folder: Path, said: list[dict[str, Any]]) -> None:
    vault = Vault.unlock(folder, PASSPHRASE)
    try:
        for line in said:
            if "conversation" in line:
                assert vault.conversation(line["conversation"]) is not None
            if "answer" in line:
                (message,) = [each for each in vault.messages(line["of"]) if each.id == line["answer"]]
                assert (message.text, message.state) == (line["text"], TextState.COMPLETE)
            if "document" in line:
                check_document(vault, line["document"], line["content"])
    finally:
        vault.close()


def check_document(vault: Vault, id: str, content: str) -> None:
    document = vault.document(id)
    assert document is not None
    assert document.content == content
    extraction = vault.extraction_of(document)
    assert extraction is not None
    pages = vault.pages(extraction.id)
    assert [page.number for page in pages] == list(range(1, 15))
    assert sum(page.status is PageStatus.UNREADABLE for page in pages) <= 1
    vault.open_original(document).close()
