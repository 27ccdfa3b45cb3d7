from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from secretaire.desktop.parts.banner import MarkingBanner
from secretaire.desktop.shell import lock, session
from secretaire.desktop.shell.desk import CHAT, DOCUMENTS, SEARCH, TRANSLATE, VAULT, Desk
from secretaire.desktop.shell.palette import Palette
from secretaire.desktop.shell.window import Window
from secretaire.errors import VaultClosed
from secretaire.inference.interface import Engine, LoadedModel
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, desk_over, wait_for, write_document
from tests.inference.fake_engine import DEFAULT_MODEL


def test_the_rail_and_keys_lead_to_every_page(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        for number, key in ((DOCUMENTS, "2"), (TRANSLATE, "3"), (SEARCH, "4"), (VAULT, "5"), (CHAT, "1")):
            by_key(desk, f"Ctrl+{key}")
            assert desk.pages.currentIndex() == number
        desk.rail._group.button(TRANSLATE).click()
        assert desk.pages.currentIndex() == TRANSLATE
        by_key(desk, "Ctrl+F")
        assert desk.search.field.hasFocus() or desk.pages.currentIndex() == SEARCH


def by_key(desk: Desk, key: str) -> None:
    (found,) = [each for each in desk.actions() if each.shortcut().toString() == key]
    found.trigger()


def test_no_key_means_two_things(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        qtbot.waitUntil(lambda: desk.isVisible(), timeout=1000)
        for number in (CHAT, DOCUMENTS, TRANSLATE, SEARCH, VAULT):
            desk.go(number)
            keys = Counter(action.shortcut().toString() for action in desk.actions())
            keys += Counter(
                each.shortcut().toString() for each in desk.findChildren(QAbstractButton) if each.isVisible()
            )
            assert [key for key, count in keys.items() if key and count > 1] == []


def test_f6_goes_round_the_panes(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        with qtbot.waitActive(desk.window()):
            desk.window().activateWindow()
        desk.go(TRANSLATE)
        seen = []
        for _step in range(5):
            desk.next_pane(1)
            seen.append(QApplication.focusWidget())
        assert len(set(seen)) >= 4
        desk.next_pane(-1)
        assert QApplication.focusWidget() is seen[-2]


def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(DOCUMENTS)
        desk.importer.import_files([str(write_document(tmp_path))])
        qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=10_000)
        desk.new_chat()
        qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
        assert nameless(desk) == []


def nameless(root: QWidget) -> list[str]:
    """Widgets that can be reached with Tab and say nothing; parts of Qt's own compound widgets are theirs to name."""
    return [
        f"{type(each).__name__} in {type(each.parent()).__name__}"
        for each in root.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not each.accessibleName()
        and not (isinstance(each, QAbstractButton) and each.text())
        and not each.objectName().startswith("qt_")
        and type(each).__module__.startswith("secretaire")
    ]


def test_the_palette_finds_actions_by_words(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.show_palette()
        palette = desk.findChild(Palette)
        assert isinstance(palette, Palette)
        QTest.keyClicks(palette.field, "go trans")
        assert palette.shown == ["Go to Translate"]
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        assert desk.pages.currentIndex() == TRANSLATE
        desk.show_palette()
        second = desk.findChildren(Palette)[-1]
        QTest.keyClick(second.field, Qt.Key.Key_Escape)
        assert second.isHidden()


def test_choosing_a_model_can_be_left(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        window = desk.window()
        assert isinstance(window, Window)
        desk.status.model.click()
        page = wait_for(qtbot, window, "ModelPage")
        page.left.emit()
        assert window.shown is desk
        desk.new_chat()
        qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)


def test_the_status_bar_says_how_far_a_models_loading_is(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def load(engine: Engine, model_id: str, progress: Callable[[float], None]) -> LoadedModel:
        progress(0.25)
        assert go_on.wait(10)
        return engine.load(DEFAULT_MODEL)

    monkeypatch.setattr(session, "load_writer", load)
    with desk_over(qtbot, tmp_path) as desk:
        qtbot.waitUntil(lambda: "25" in desk.status.model.text(), timeout=5000)
        go_on.set()
        qtbot.waitUntil(lambda: "Fake model" in desk.status.model.text(), timeout=5000)


def test_the_list_pane_folds_away(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.toggle_list()
        assert desk.chat.list_pane.isHidden()
        desk.toggle_list()
        assert not desk.chat.list_pane.isHidden()


def test_locking_blanks_at_once_and_closes_the_vault(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "word " * 500, delay_s=0.02) as desk:
        window = desk.window()
        assert isinstance(window, Window)
        vault = desk._session.services.vault
        desk.new_chat()
        qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
        view = desk.chat.current
        assert view is not None
        view.composer.field.setPlainText("a secret matter")
        view.composer.send()
        with qtbot.waitSignal(window.locked, timeout=10_000):
            by_key(desk, "Ctrl+L")
            assert window.shown is not desk
            assert [each for each in window.findChildren(QWidget) if each.isVisible() and desk.isAncestorOf(each)] == []
        assert window.put_away
        with pytest.raises(VaultClosed):
            vault.conversations()
        Vault.unlock(tmp_path / "vault", PASSPHRASE).close()


def test_a_window_that_is_closed_while_it_locks_does_not_come_back(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        window = desk.window()
        assert isinstance(window, Window)
        back: list[bool] = []
        window.locked.connect(lambda: back.append(True))
        with qtbot.waitSignal(window.ended, timeout=10_000):
            window.lock()
            window.close()
        assert not back


def test_the_process_is_replaced_keeping_only_geometry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(lock.GEOMETRY_VARIABLE, raising=False)
    ran: list[tuple[str, list[str]]] = []
    command = lock.command_line(Path("/a/vault"), "model")
    lock.replace_process(command, QByteArray(b"geometry"), lambda path, line: ran.append((path, line)))
    assert ran == [
        (sys.executable, [sys.executable, "-m", "secretaire.entry", "--vault", "/a/vault", "--model", "model"])
    ]
    assert lock.kept_geometry() == QByteArray(b"geometry")
    assert lock.GEOMETRY_VARIABLE not in os.environ
    assert lock.kept_geometry().isEmpty()


def test_a_marking_stands_above_and_below(qtbot: QtBot) -> None:
    banner = MarkingBanner()
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.set_marking("RESTRICTED", "#C8102E")
    assert not banner.isHidden()
    assert banner.accessibleName() == "RESTRICTED"
    banner.set_marking("")
    assert banner.isHidden()


def test_without_confinement_the_status_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        assert "not enforced" in desk.status.air_gap.text()


def test_no_setting_is_written_in_the_clear(tmp_path: Path) -> None:
    import subprocess

    script = (
        "from secretaire.desktop.shell.main import make_app\n"
        "from secretaire.desktop.documents.importer import file_dialog\n"
        "from PySide6.QtWidgets import QWidget\n"
        "app = make_app()\n"
        "window = QWidget()\n"
        f"dialog = file_dialog(window); dialog.setDirectory({str(tmp_path)!r})\n"
        "dialog.show(); app.processEvents(); dialog.accept(); app.processEvents()\n"
        "del dialog; window.deleteLater(); app.processEvents()\n"
    )
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "QT_QPA_PLATFORM": "offscreen"}
    (tmp_path / "secret-name.txt").write_text("x")
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, timeout=60)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "secret-name.txt"]
    assert [path for path in written if b"secret-name" in path.read_bytes() or path.suffix in (".conf", ".ini")] == []
