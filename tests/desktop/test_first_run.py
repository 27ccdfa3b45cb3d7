from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from secretaire.desktop.shell import model_page
from secretaire.desktop.vault.keepsake import in_lines
from secretaire.desktop.vault.recovery_page import RecoveryPage
from secretaire.desktop.vault.secret_picker import KEY_FILE, SHARES, TYPED
from secretaire.errors import Cancelled, Refused
from secretaire.governance.models import InstalledModel, ModelManifest
from secretaire.inference.interface import Engine, LoadedModel
from secretaire.strength import Strength, guessing_bits, strength
from secretaire.tasks.custody.unlocking import audit_entries
from secretaire.tasks.events import Cancel
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, wait_for, window_over
from tests.inference.fake_engine import DEFAULT_MODEL
from tests.vault.conftest import CHEAP

MODEL = InstalledModel(
    ModelManifest(
        id="fake",
        name="Fake model",
        file="fake.gguf",
        sha256="a" * 64,
        size=98_000_000,
        licence="Apache-2.0",
        publisher="A publisher",
        languages=("en",),
    ),
    Path("fake.gguf"),
)


def test_first_run_makes_a_vault_shows_the_code_and_loads_a_model(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(engine: Engine, model_id: str, progress: Callable[[float], None], stop: Cancel) -> LoadedModel:
        assert model_id == "fake"
        return engine.load(DEFAULT_MODEL, progress=progress, stop=stop)

    monkeypatch.setattr(model_page, "writing_models", lambda: [MODEL])
    monkeypatch.setattr(model_page, "load_model", load)
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "CreatePage")
        QTest.keyClicks(page.first.line, PASSPHRASE)
        QTest.keyClicks(page.second.line, PASSPHRASE)
        QTest.keyClick(page.second.line, Qt.Key.Key_Return)

        recovery = wait_for(qtbot, window, "RecoveryPage")
        keeper = recovery.keeper
        keeper.copied.click()
        code = QGuiApplication.clipboard().text()
        assert not keeper.go_on.isEnabled(), "only a person who has the code goes on"
        keeper.check.click()
        QTest.keyClicks(keeper.field.line, code.replace("-", " ").lower()[:-1])
        QTest.keyClick(keeper.field.line, Qt.Key.Key_Return)
        assert "not what was shown" in keeper.notice.text
        assert window.shown is recovery
        QTest.keyClicks(keeper.field.line, code.replace("-", " ").lower())  # in the place of what is selected
        QTest.keyClick(keeper.field.line, Qt.Key.Key_Return)

        choosing = wait_for(qtbot, window, "ModelPage")
        qtbot.waitUntil(choosing._use.isEnabled, timeout=5000)
        qtbot.waitUntil(lambda: "Apache-2.0" in shown_text(choosing), timeout=5000)
        assert "A publisher" in shown_text(choosing)
        choosing._use.click()
        wait_for(qtbot, window, "Desk")
        assert "verified" in window.desk.status.model.toolTip()  # type: ignore[union-attr]  # the desk is shown
    vault = Vault.unlock(tmp_path / "vault", code)
    told = [(entry.event, entry.params) for entry in audit_entries(vault)]
    assert ("vault.recovery_code_kept", {"verified": True}) in told
    vault.close()
    QGuiApplication.clipboard().clear()


def test_the_code_can_be_kept_unchecked_by_saying_so(qtbot: QtBot) -> None:
    page = RecoveryPage("AAAA-BBBB")
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.kept) as kept:
        page.keeper.unchecked.setChecked(True)
        page.keeper.go_on.click()
    assert kept.args == [False]


def test_loading_shows_how_far_it_is_and_can_be_cancelled(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    halfway = threading.Event()

    def load(engine: Engine, model_id: str, progress: Callable[[float], None], stop: Cancel) -> LoadedModel:
        stopped = threading.Event()
        stop.on_request(stopped.set)
        progress(0.5)
        halfway.set()
        assert stopped.wait(10)
        raise Cancelled("inference.load_cancelled")

    monkeypatch.setattr(model_page, "writing_models", lambda: [MODEL])
    monkeypatch.setattr(model_page, "load_model", load)
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "CreatePage")
        page.first.line.setText(PASSPHRASE)
        page.second.line.setText(PASSPHRASE)
        page.make_vault()
        wait_for(qtbot, window, "RecoveryPage").kept.emit(True)
        choosing = wait_for(qtbot, window, "ModelPage")
        qtbot.waitUntil(choosing._use.isEnabled, timeout=5000)
        assert not choosing._stop.isVisible()
        choosing._use.click()
        assert halfway.wait(10)
        qtbot.waitUntil(lambda: "50" in choosing._use.text(), timeout=5000)
        assert choosing._bar.value() == 50
        choosing._stop.click()
        qtbot.waitUntil(choosing._use.isEnabled, timeout=5000)
        assert "cancelled" in choosing.notice.text
        assert not choosing._stop.isVisible()


def shown_text(page: object) -> str:
    from PySide6.QtWidgets import QLabel, QWidget

    assert isinstance(page, QWidget)
    return " ".join(each.text() for each in page.findChildren(QLabel) if not each.isHidden())


def test_two_different_passphrases_are_refused_where_they_were_typed(qtbot: QtBot, tmp_path: Path) -> None:
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "CreatePage")
        page.first.line.setText("one")
        page.second.line.setText("two")
        page.make_vault()
        assert "not the same" in page.notice.text
        assert not (tmp_path / "vault").exists()


def test_a_model_that_is_refused_says_why(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(engine: Engine, model_id: str, progress: object, stop: object) -> LoadedModel:
        raise Refused("governance.model_size", model=model_id, size=1, expected=2)

    monkeypatch.setattr(model_page, "writing_models", lambda: [MODEL])
    monkeypatch.setattr(model_page, "load_model", refuse)
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "CreatePage")
        page.first.line.setText(PASSPHRASE)
        page.second.line.setText(PASSPHRASE)
        page.make_vault()
        wait_for(qtbot, window, "RecoveryPage").kept.emit(True)
        choosing = wait_for(qtbot, window, "ModelPage")
        qtbot.waitUntil(choosing._use.isEnabled, timeout=5000)
        choosing._use.click()
        qtbot.waitUntil(lambda: bool(choosing.notice.text), timeout=5000)
        assert "has 1 bytes" in choosing.notice.text
        assert choosing._use.isEnabled()


def test_unlocking_with_a_wrong_passphrase_says_so_and_tries_again(qtbot: QtBot, tmp_path: Path) -> None:
    vault, code = Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)
    vault.close()
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "UnlockPage")
        page.field.line.setText("wrong")
        QTest.keyClick(page.field.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(page.notice.text), timeout=10_000)
        assert "does not open this vault" in page.notice.text
        page.field.line.setText(code)
        QTest.keyClick(page.field.line, Qt.Key.Key_Return)
        wait_for(qtbot, window, "Desk")


def test_every_way_in_that_a_vault_has_unlocks_it(qtbot: QtBot, tmp_path: Path) -> None:
    vault, _code = Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)
    lines = vault.add_shares(2, 3)
    (tmp_path / "key").write_bytes(vault.add_key_file())
    vault.close()
    with window_over(qtbot, tmp_path / "vault") as window:
        secret = wait_for(qtbot, window, "UnlockPage").secret
        assert [secret.kind.itemData(place) for place in range(secret.kind.count())] == [TYPED, SHARES, KEY_FILE]
        secret.kind.setCurrentIndex(secret.kind.findData(SHARES))
        secret.shares[0].line.setText(lines[2])
        secret.shares[1].line.setText(lines[0].upper())
        QTest.keyClick(secret.shares[1].line, Qt.Key.Key_Return)
        wait_for(qtbot, window, "Desk")
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "UnlockPage")
        page.secret.kind.setCurrentIndex(page.secret.kind.findData(KEY_FILE))
        page.secret.file.set_path(tmp_path / "none")
        page.unlock()
        qtbot.waitUntil(lambda: bool(page.notice.text), timeout=5000)
        page.secret.file.set_path(tmp_path / "key")
        page.unlock()
        wait_for(qtbot, window, "Desk")


def test_passphrases_are_hidden_until_shown(qtbot: QtBot, tmp_path: Path) -> None:
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "CreatePage")
        field = page.first
        field.line.setText("secret")
        assert field.line.displayText() != "secret"
        field._show.click()
        assert field.line.displayText() == "secret"
        assert field._show.text() == "Hide"
        assert field.line.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [
        ("", Strength.EMPTY),
        ("password", Strength.WEAK),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("abcdefghijklmnopqrstuvwxyz", Strength.WEAK),
        ("12345678901234567890", Strength.WEAK),
        ("horse battery", Strength.WEAK),
        ("correct horse battery staple", Strength.FAIR),
        ("correct horse battery staple orange lamp", Strength.STRONG),
        ("X9#kq2!vLm0$Tz", Strength.STRONG),
    ],
)
def test_strength(passphrase: str, expected: Strength) -> None:
    assert strength(passphrase) is expected


@given(st.text(max_size=200))
def test_strength_takes_any_text(passphrase: str) -> None:
    assert guessing_bits(passphrase) >= 0


def test_the_code_is_shown_in_short_lines() -> None:
    assert in_lines("A-B-C-D-E", "-", 3) == "A-B-C\nD-E"
