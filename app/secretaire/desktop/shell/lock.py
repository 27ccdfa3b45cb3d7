"""Locking: what held secrets ends. The window is blanked at once; the process is replaced when all is put away.

Python strings can't be wiped, so the kernel does it: ``execv`` discards this process's whole memory. Only the
window's geometry goes along.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Signal

from secretaire.desktop.shell.jobs import Jobs
from secretaire.desktop.shell.lanes import Lane

GEOMETRY_VARIABLE = "SECRETAIRE_GEOMETRY"
_PATIENCE_S = 3.0


class Locker(QObject):
    """Puts everything away off the UI thread, then tells ``away``."""

    away = Signal()

    def __init__(self, jobs: Jobs, close: Callable[[], None] | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._close = jobs, close
        self._lane: Lane | None = None

    def begin(self) -> None:
        """Cancel jobs and let them checkpoint, kill the workers, close the vault."""
        self._jobs.cancel_all()
        self._lane = Lane("lock")
        self._lane.put(self._put_away)

    def _put_away(self) -> None:
        try:
            self._jobs.close(_PATIENCE_S)
            if self._close is not None:
                self._close()
        finally:
            # Whatever failed above: the process must not stay with its secrets in it.
            self.away.emit()

    def wait(self) -> None:
        """Let the lane end (tests; a process that is replaced needs no waiting)."""
        if self._lane is not None:
            self._lane.end()
            self._lane.thread.join(_PATIENCE_S)


def command_line(vault: Path | None, model: str) -> list[str]:
    """The command that starts the window anew: our own interpreter, no secret, no descriptor."""
    command = [sys.executable, *_interpreter_options(), "-m", "secretaire.entry"]
    if vault is not None:
        command += ["--vault", str(vault)]
    return [*command, "--model", model] if model else command


def _interpreter_options() -> list[str]:
    return ["-I"] if sys.flags.isolated else []


def replace_process(
    command: list[str], geometry: QByteArray, exec_: Callable[[str, list[str]], object] = os.execv
) -> None:
    """Become the unlock page; never returns."""
    os.environ[GEOMETRY_VARIABLE] = bytes(geometry.toBase64().data()).decode("ascii")
    exec_(command[0], command)


def kept_geometry() -> QByteArray:
    """The geometry a locked window left behind; empty at the first start."""
    return QByteArray.fromBase64(os.environ.pop(GEOMETRY_VARIABLE, "").encode("ascii", "replace"))
