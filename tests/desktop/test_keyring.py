"""The system's keyring in the window: added, opened with, removed; gnome-keyring over a session bus of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from secretaire.desktop.vault.secret_picker import KEYRING
from secretaire.desktop.vault.unlock_page import UnlockPage
from secretaire.desktop.vault.way_forms import AddKeyring
from secretaire.tasks.custody import ways_in
from secretaire.vault.system_keyring import SystemKeyring
from tests.desktop.helpers import desk_over, wait_for, window_over
from tests.desktop.test_vault_page import told, vault_of, ways_of
from tests.vault.secret_service import needs_keyring, secret_service

pytestmark = needs_keyring


def test_the_keyring_opens_the_vault_until_it_is_removed(qtbot: QtBot, tmp_path: Path) -> None:
    with secret_service(tmp_path):
        with desk_over(qtbot, tmp_path) as desk:
            ways, vault = ways_of(qtbot, desk), vault_of(desk)
            form = AddKeyring(desk._session)
            ways.show_form(form)
            form.go.click()
            told(qtbot, ways, "keyring opens the vault")
            vault_id = vault.id
        with window_over(qtbot, tmp_path / "vault") as window:
            page = wait_for(qtbot, window, "UnlockPage")
            assert isinstance(page, UnlockPage)
            page.secret.kind.setCurrentIndex(page.secret.kind.findData(KEYRING))
            page.unlock()
            desk = wait_for(qtbot, window, "Desk")
            ways = desk.vault.ways
            ways.begin()
            qtbot.waitUntil(lambda: len(ways.slots) == 3, timeout=5000)
            ways.list.setCurrentIndex(ways.list.model().index(2, 0))
            ways.remove()
            assert ways.form is not None
            assert "keyring holds for this vault is removed" in ways.form.head[1].text()
            QTest.keyClick(ways.form.go, Qt.Key.Key_Space)
            told(qtbot, ways, "Removed")
        assert SystemKeyring().held(vault_id) is None
        with window_over(qtbot, tmp_path / "vault") as window:
            page = wait_for(qtbot, window, "UnlockPage")
            assert page.secret.kind.findData(KEYRING) < 0


def test_the_keyring_is_never_the_only_way(qtbot: QtBot, tmp_path: Path) -> None:
    with secret_service(tmp_path), desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        ways_in.add_keyring(vault, SystemKeyring())
        vault.remove_slot(ways.slots[1].id)
        ways.begin()
        qtbot.waitUntil(lambda: [slot.kind for slot in ways.slots] == ["passphrase", "keyring"], timeout=5000)
        ways.list.setCurrentIndex(ways.list.model().index(0, 0))
        ways.remove()
        assert ways.form is not None
        ways.form.submit()
        told(qtbot, ways.form, "last way into the vault that needs nothing but itself")
        assert len(vault.key_slots) == 2
