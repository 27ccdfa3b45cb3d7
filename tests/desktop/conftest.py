from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from secretaire.desktop.parts import theme
from secretaire.desktop.shell.jobs import Jobs


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture(autouse=True)
def no_leaks(qapp: QApplication, dressed: None) -> Iterator[None]:
    """A thread or a window that outlives its test fails it."""
    threads = set(threading.enumerate())
    windows = set(map(id, qapp.topLevelWidgets()))
    yield
    settle()
    fresh = [thread for thread in threading.enumerate() if thread not in threads]
    for thread in fresh:
        thread.join(timeout=2)  # the workers' watchdog notices their end within a fraction of a second
    left = [thread.name for thread in fresh if thread.is_alive()]
    assert not left, f"threads left running: {left}"
    shown = [widget for widget in qapp.topLevelWidgets() if id(widget) not in windows]
    assert not shown, f"windows left: {shown}"


def settle() -> None:
    """Let deferred deletions happen."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    gc.collect()


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    assert made.close(), "a thread did not end"
    made.deleteLater()
