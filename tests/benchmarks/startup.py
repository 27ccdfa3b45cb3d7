"""From the process's start to a usable window (first page shown, event loop idle), and to the command line's help."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

from tests.benchmarks.method import Row, compare

_WINDOW = """
import os, sys
from pathlib import Path
from secretaire.confinement.confine import confine
confine("window")
from secretaire import wording
wording.use()
from PySide6.QtCore import QTimer
from secretaire.desktop.shell.main import make_app
from secretaire.desktop.shell.window import Window
app = make_app()
window = Window(Path(sys.argv[1]) / "vault", "")
window.show()
QTimer.singleShot(0, lambda: (print("usable", flush=True), os._exit(0)))
app.exec()
"""
_BARE_WINDOW = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
QTimer.singleShot(0, lambda: (print("usable", flush=True), os._exit(0)))
app.exec()
"""


def measure() -> list[Row]:
    """Seconds of wall clock."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            compare(
                "start to usable window, against an empty Qt window",
                lambda: _seconds(["-c", _WINDOW, folder]),
                lambda: _seconds(["-c", _BARE_WINDOW]),
                unit="s",
                higher_is_better=False,
                bar=None,
            ),
            compare(
                "start to the command line's help, against bare Python",
                lambda: _seconds(["-m", "secretaire.entry", "--help"]),
                lambda: _seconds(["-c", "print('usable')"]),
                unit="s",
                higher_is_better=False,
                bar=None,
            ),
        ]


def _seconds(arguments: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - began
