"""The window locks by itself: idle, asleep, told from outside or by the desktop."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from secretaire.desktop.shell import lock_triggers
from secretaire.desktop.shell.lock_triggers import IdleLock, SessionLock
from secretaire.desktop.vault.unlock_page import FREE_TRIES
from secretaire.vault.lock_file import ask_to_lock, in_use
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, desk_over, wait_for, window_over
from tests.vault.conftest import CHEAP


def never() -> bool:
    return False


def test_an_idle_window_is_due(qtbot: QtBot) -> None:
    idle = IdleLock(0.2, never)
    idle.begin()
    began = time.monotonic()
    with qtbot.waitSignal(idle.due, timeout=5000):
        pass
    assert time.monotonic() - began >= 0.2


def test_input_puts_it_off(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        idle = IdleLock(1.5, never)
        idle.begin()
        fired: list[bool] = []
        idle.due.connect(lambda: fired.append(True))
        for _ in range(5):
            qtbot.wait(500)
            QTest.keyClick(desk.window(), Qt.Key.Key_Shift)
        assert not fired
        idle.end()


def test_zero_never_locks_by_idleness_but_sleep_does(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = IdleLock(0, never)
    idle.begin()
    fired: list[bool] = []
    idle.due.connect(lambda: fired.append(True))
    idle.check()
    assert not fired
    slept = lock_triggers._asleep() + 60
    monkeypatch.setattr(lock_triggers, "_asleep", lambda: slept)
    idle.check()
    assert fired
    idle.end()


def test_the_window_locks_when_it_is_due(qtbot: QtBot, tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)[0].close()
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "UnlockPage")
        page.field.line.setText(PASSPHRASE)
        page.unlock()
        desk = wait_for(qtbot, window, "Desk")
        window.idle_lock.left.emit(130.0)
        assert "3" in desk.status.left.text()
        with qtbot.waitSignal(window.locked, timeout=10_000):
            window.idle_lock.due.emit()
            assert window.shown is not desk  # blank at once


def test_the_window_locks_when_somebody_asks_from_outside(qtbot: QtBot, tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)[0].close()
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "UnlockPage")
        page.field.line.setText(PASSPHRASE)
        page.unlock()
        wait_for(qtbot, window, "Desk")
        with qtbot.waitSignal(window.locked, timeout=10_000):
            ask_to_lock(tmp_path / "vault")
        assert not in_use(tmp_path / "vault" / "lock")
    assert not (tmp_path / "vault" / "lock.wanted").exists()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A bus of our own in the place of the system's."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon on this machine")
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    ) as daemon:
        assert daemon.stdout
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address
        daemon.kill()


@pytest.mark.parametrize(
    ("interface", "member", "signature", "body", "locks"),
    [
        ("org.freedesktop.login1.Manager", "PrepareForSleep", "b", (True,), True),
        ("org.freedesktop.login1.Manager", "PrepareForSleep", "b", (False,), False),
        ("org.freedesktop.login1.Session", "Lock", "", (), True),
    ],
)
def test_the_desktops_signals_are_heard(
    qtbot: QtBot, bus: str, interface: str, member: str, signature: str, body: tuple[bool, ...], locks: bool
) -> None:
    from jeepney import DBusAddress, new_signal
    from jeepney.io.blocking import open_dbus_connection

    listening = SessionLock()
    heard: list[bool] = []
    listening.wanted.connect(lambda: heard.append(True))
    listening.begin()
    sender = open_dbus_connection(bus)
    where = DBusAddress("/org/freedesktop/login1", interface=interface)
    deadline = time.monotonic() + 5
    while not heard and time.monotonic() < deadline:
        sender.send(new_signal(where, member, signature or None, body))
        qtbot.wait(100)
        if not locks and time.monotonic() > deadline - 4:
            break
    sender.close()
    assert bool(heard) is locks


def test_wrong_passphrases_are_slowed_down(qtbot: QtBot, tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)[0].close()
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "UnlockPage")
        for _ in range(FREE_TRIES):
            page.field.line.setText("wrong")
            page.unlock()
            qtbot.waitUntil(page.notice.isVisible, timeout=5000)
            qtbot.wait(20)
        assert not page._unlock.isEnabled()
        qtbot.waitUntil(page._unlock.isEnabled, timeout=5000)
