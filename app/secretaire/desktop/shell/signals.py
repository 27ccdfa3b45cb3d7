"""The system's wish that we end (SIGTERM, SIGHUP, Ctrl+C), heard while Qt waits.

Python runs signal handlers between its own instructions, and there are none while Qt's event loop waits: the idle
window would never hear of it. The interpreter therefore writes each signal's number to a pipe that the loop watches
(``signal.set_wakeup_fd``).
"""

from __future__ import annotations

import os
import signal
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_WISHES = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_MOST_BYTES = 64


class EndSignals(QObject):
    """Tells ``wanted`` for each such signal; one that the process was told to ignore (nohup) stays ignored."""

    wanted = Signal()

    def begin(self) -> None:
        """Listen from now on; for the main thread."""
        self._heard, told = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._notifier = QSocketNotifier(self._heard, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        for number in _WISHES:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _told_by_the_pipe)

    def _woken(self) -> None:
        if any(number in _WISHES for number in os.read(self._heard, _MOST_BYTES)):
            self.wanted.emit()


def _told_by_the_pipe(_number: int, _frame: FrameType | None) -> None:
    """Without a handler in Python nothing would be written to the pipe."""
