"""What locks the window beside its own button: idleness, suspend, the desktop's session lock, ``vault lock``."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_log = logging.getLogger(__name__)

_CHECK_MS, _SLEPT_S = 250, 5.0
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
_LOGIND = (("org.freedesktop.login1.Manager", "PrepareForSleep"), ("org.freedesktop.login1.Session", "Lock"))


class IdleLock(QObject):
    """Tells ``due`` after so many seconds without input, when the machine has slept, or when somebody wants it.

    ``left`` carries the seconds that are left, four times a second.
    """

    due = Signal()
    left = Signal(float)

    def __init__(self, idle_s: float, wanted: Callable[[], bool], parent: QObject | None = None) -> None:
        """``idle_s`` of 0: idleness locks nothing. ``wanted`` is asked whether there is a wish from outside."""
        super().__init__(parent)
        self._wanted = wanted
        self._idle_s = idle_s
        self._touched = time.monotonic()
        self._asleep_s = _asleep()
        self._timer = QTimer(self, interval=_CHECK_MS)
        self._timer.timeout.connect(self.check)

    def begin(self) -> None:
        """Watch the application's input from now on."""
        self._touched, self._asleep_s = time.monotonic(), _asleep()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._timer.start()

    def end(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any input counts as somebody being there; nothing is kept from anybody."""
        if event.type() in _INPUT:
            self._touched = time.monotonic()
        return False

    def check(self) -> None:
        """Whether it is time."""
        left = self._idle_s - (time.monotonic() - self._touched)
        slept = _asleep() - self._asleep_s > _SLEPT_S
        if slept or (self._idle_s and left <= 0) or self._wanted():
            self.end()
            self.due.emit()
        elif self._idle_s:
            self.left.emit(left)


def _asleep() -> float:
    """For how long the machine has been suspended since it was started, in seconds (clock_gettime(2))."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class SessionLock(QObject):
    """Tells ``wanted`` when the system is about to sleep or the desktop's session is locked (logind's signals)."""

    wanted = Signal()

    def begin(self) -> None:
        """Listen on a thread of its own; where there is no system bus, nothing is heard."""
        threading.Thread(target=self._listen, name="session-lock", daemon=True).start()

    def _listen(self) -> None:
        try:
            for _ in _locks():
                with contextlib.suppress(RuntimeError):  # the window is gone
                    self.wanted.emit()
        except Exception as error:  # noqa: BLE001 - a bus fails in any way it likes; the idle lock remains
            _log.info("no session-lock signals: %s", type(error).__name__)


def _locks() -> Iterator[str]:
    """The member of each signal that asks for a lock, as they come."""
    from jeepney import HeaderFields, MatchRule, message_bus
    from jeepney.io.blocking import open_dbus_connection

    with contextlib.closing(open_dbus_connection("SYSTEM")) as connection:
        for interface, member in _LOGIND:
            rule = MatchRule(type="signal", interface=interface, member=member)
            connection.send_and_get_reply(message_bus.AddMatch(rule))
        while True:
            message = connection.receive()
            member = message.header.fields.get(HeaderFields.member)
            if member == "Lock" or (member == "PrepareForSleep" and message.body[:1] == (True,)):
                yield member
