"""The other side of ``driven_window``: starts it, tells it what to do, hears what it says."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.desktop.driven_window import MODULE

PATIENCE_S = 90.0
ROOT = Path(__file__).resolve().parents[2]


class DrivenProcess:
    """A window over a vault. ``before`` goes before the command (setpriv, strace); ``again``: it is driven once more
    after locking."""

    def __init__(self, vault: Path, model: str = "", *, again: bool = False, before: Sequence[str] = ()) -> None:
        command = [*before, sys.executable, "-m", MODULE, str(vault), model, *(["again"] if again else [])]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        self._said: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._said.put(line)
        self._said.put("")

    def order(self, name: str, value: str | None = None) -> None:
        """Say what to do."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({name: value}) + "\n")
        self.process.stdin.flush()

    def wait_for(self, what: str) -> float:
        """When it was told, as CLOCK_MONOTONIC; what is told before is passed over. Raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE_S
        heard: list[str] = []
        while True:
            try:
                line = self._said.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty as error:
                raise TimeoutError(f"no {what!r} in {heard}, {self.process.poll()}") from error
            if not line:
                raise TimeoutError(f"it ended, with {self.process.wait()}, having said {heard}")
            heard.append(line)
            told = json.loads(line)
            if told["told"] == what:
                return float(told["at"])

    def end(self) -> None:
        """Kill it; idempotent."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            pipe.close()
