"""What works the window from inside in ``driven_window``: does as it is told, and tells when it came to pass."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from secretaire.desktop.shell.desk import DOCUMENTS, Desk
from secretaire.desktop.shell.window import Window
from secretaire.desktop.vault.unlock_page import UnlockPage

POLL_MS = 10


class DrivenWindow(Window):
    """The window, with a driver that sees each of its pages painted for the first time."""

    def __init__(self, *arguments: Any) -> None:
        self._driver = Driver()
        super().__init__(*arguments)
        self._driver.drive(self)

    def _show(self, page: QWidget) -> None:
        super()._show(page)
        page.installEventFilter(self._driver)


class Driver(QObject):
    """Commands are objects of one key, its method's name; answers are ``{"told": …, "at": CLOCK_MONOTONIC}``."""

    def drive(self, window: DrivenWindow) -> None:
        """Listen from now on."""
        self._window = window
        self._waiting: list[tuple[Callable[[], object], str]] = []
        self._input = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._obey)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell the first painting of each page, once it is on the screen."""
        if event.type() is QEvent.Type.Paint and not watched.property("painted"):
            watched.setProperty("painted", True)
            name = "blank" if type(watched) is QWidget else type(watched).__name__
            QTimer.singleShot(0, self, lambda: self.tell(name))
        return False

    def tell(self, what: str) -> None:
        """One line, at once."""
        print(json.dumps({"told": what, "at": time.monotonic()}), flush=True)

    def _obey(self) -> None:
        line = sys.stdin.readline()
        if not line:
            self._input.setEnabled(False)
            return
        ((name, value),) = json.loads(line).items()
        getattr(self, name)(value)

    def _look(self) -> None:
        for waiting in list(self._waiting):
            predicate, what = waiting
            if predicate():
                self._waiting.remove(waiting)
                self.tell(what)

    def _when(self, predicate: Callable[[], object], what: str) -> None:
        self._waiting.append((predicate, what))

    @property
    def _desk(self) -> Desk:
        assert isinstance(self._window.shown, Desk)
        return self._window.shown

    # -- commands -----------------------------------------------------------------------------------------------
    def unlock(self, secret: str) -> None:
        """Enter a passphrase; "ready" comes with the desk and, where there is one, the model."""
        page = self._window.shown
        assert isinstance(page, UnlockPage)
        self._window.activateWindow()  # keys reach the shortcuts of the active window alone
        page.field.line.setText(secret)
        page.unlock()
        self._when(lambda: self._window.desk and self._window.session and not self._window.session.loading, "ready")

    def say(self, text: str) -> None:
        """A message in a new conversation; "said" comes with its answer."""
        desk = self._desk
        desk.new_chat()

        def write() -> bool:
            view = desk.chat.current
            if view is None:
                return False
            view.composer.field.setPlainText(text)
            view.composer.send()
            self._when(lambda: not view.answering, "said")
            return True

        self._when(write, "saying")

    def open(self, path: str) -> None:
        """Import a document and open it; "opened" comes with its page's picture or text."""
        desk = self._desk
        desk.go(DOCUMENTS)
        desk.importer.import_files([path])
        self._when(
            lambda: (view := desk.documents.current) and (view._page or not view.picture.canvas._image.isNull()),
            "opened",
        )

    def summarise(self, _: None) -> None:
        """Begin a summary of the open document; "summarising" comes once it is written."""
        view = self._desk.documents.current
        assert view is not None
        view.panel.bar.run.click()
        self._when(lambda: (job := view.panel._job) and job.progress and job.progress.stage == "writing", "summarising")

    def lock(self, _: None) -> None:
        """Press Ctrl+L."""
        self.tell("wish")
        QTest.keyClick(self._window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
