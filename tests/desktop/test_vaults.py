"""Several vaults side by side, chosen in the window."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from secretaire.desktop.shell.desk import Desk
from secretaire.desktop.shell.window import Window
from secretaire.desktop.vault.create_page import CreatePage
from secretaire.desktop.vault.unlock_page import UnlockPage
from secretaire.desktop.vault.vaults_page import VaultsPage
from secretaire.places import default_vault, vaults_home
from secretaire.vault.lock_file import in_use
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, wait_for, window_over
from tests.desktop.test_signals import started
from tests.vault.conftest import CHEAP

pytestmark = pytest.mark.usefixtures("_home")


@pytest.fixture
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def new_vault(folder: Path) -> Path:
    Vault.create(folder, PASSPHRASE, CHEAP)[0].close()
    return folder


def chooser(qtbot: QtBot, window: Window) -> VaultsPage:
    page = wait_for(qtbot, window, "VaultsPage")
    assert isinstance(page, VaultsPage)
    return page


def test_another_vault_is_chosen_from_the_unlock_page(qtbot: QtBot, tmp_path: Path) -> None:
    new_vault(default_vault())
    other = new_vault(vaults_home() / "Zoning")
    with window_over(qtbot, default_vault()) as window:
        wait_for(qtbot, window, "UnlockPage").other_wanted.emit()
        page = chooser(qtbot, window)
        qtbot.waitUntil(lambda: page.list.model().rowCount() == 2, timeout=5000)
        assert [page.list.model().index(row, 0).data() for row in range(2)] == ["Default vault", "Zoning"]
        assert page.list.currentIndex().row() == 0, "the one it was is marked"
        QTest.keyClick(page.list, Qt.Key.Key_Down)
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        unlock = wait_for(qtbot, window, "UnlockPage")
        assert window.directory == other
        unlock.field.line.setText(PASSPHRASE)
        unlock.unlock()
        wait_for(qtbot, window, "Desk")
        assert in_use(other / "lock")
        assert not in_use(default_vault() / "lock")


def test_a_new_vault_gets_its_name(qtbot: QtBot, tmp_path: Path) -> None:
    with window_over(qtbot, default_vault()) as window:
        create = wait_for(qtbot, window, "CreatePage")
        assert isinstance(create, CreatePage)
        create.other_wanted.emit()
        page = chooser(qtbot, window)
        page.name.setText("a/b")
        QTest.keyClick(page.name, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "can't have this name" in page.notice.text, timeout=5000)
        page.name.setText("Matter 7")
        QTest.keyClick(page.name, Qt.Key.Key_Return)
        made = wait_for(qtbot, window, "CreatePage")
        assert window.directory == vaults_home() / "Matter 7"
        made.first.line.setText(PASSPHRASE)
        made.second.line.setText(PASSPHRASE)
        made.make_vault()
        wait_for(qtbot, window, "RecoveryPage")
        assert (vaults_home() / "Matter 7" / "header.a").exists()
        assert not default_vault().exists()


def test_another_folder_is_opened_and_one_can_go_back(qtbot: QtBot, tmp_path: Path) -> None:
    elsewhere = new_vault(tmp_path / "elsewhere")
    new_vault(default_vault())
    with window_over(qtbot, default_vault()) as window:
        wait_for(qtbot, window, "UnlockPage").other_wanted.emit()
        page = chooser(qtbot, window)
        page.open_folder()
        assert "No place" in page.notice.text
        page.left.emit()
        wait_for(qtbot, window, "UnlockPage").other_wanted.emit()
        page = chooser(qtbot, window)
        page.folder.line.setText(str(elsewhere))
        QTest.keyClick(page.folder.line, Qt.Key.Key_Return)
        unlock = wait_for(qtbot, window, "UnlockPage")
        assert isinstance(unlock, UnlockPage)
        assert window.directory == elsewhere


def test_from_an_open_desk_the_vault_is_locked_first(qtbot: QtBot, tmp_path: Path) -> None:
    other = new_vault(vaults_home() / "Zoning")
    here = new_vault(default_vault())
    with window_over(qtbot, here) as window:
        unlock = wait_for(qtbot, window, "UnlockPage")
        unlock.field.line.setText(PASSPHRASE)
        unlock.unlock()
        desk = wait_for(qtbot, window, "Desk")
        desk.vault_wanted.emit()
        chooser(qtbot, window).left.emit()
        assert isinstance(window.shown, Desk)
        desk.vault_wanted.emit()
        chooser(qtbot, window).chosen.emit(here)
        assert isinstance(window.shown, Desk), "it is open already"
        desk.vault_wanted.emit()
        with qtbot.waitSignal(window.locked, timeout=10_000):
            chooser(qtbot, window).chosen.emit(other)
        assert window.directory == other, "which the next process opens"
        assert not in_use(here / "lock")


def test_the_process_is_replaced_by_one_at_the_other_vault(tmp_path: Path) -> None:
    here, other = new_vault(tmp_path / "here"), new_vault(tmp_path / "other")
    with started(here, PASSPHRASE, "--switch-to", str(other)) as process:
        wait_for_command(process, str(other))
        assert not in_use(here / "lock")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for_command(process: subprocess.Popen[str], word: str) -> None:
    """Until the process has become another one, whose arguments hold a word."""
    deadline = time.monotonic() + 60
    while word.encode() not in (line := Path(f"/proc/{process.pid}/cmdline").read_bytes()) or b"--switch" in line:
        assert time.monotonic() < deadline, line
        assert process.poll() is None
        time.sleep(0.05)
