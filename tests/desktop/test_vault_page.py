"""The vault page: ways in, copies, record, end; over a real vault."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from secretaire.desktop.parts.confirm_box import ConfirmBox
from secretaire.desktop.shell.desk import VAULT, Desk
from secretaire.desktop.shell.window import Window
from secretaire.desktop.vault.backup_block import OWN
from secretaire.desktop.vault.half_destroyed_page import HalfDestroyedPage
from secretaire.desktop.vault.rehearse_form import RehearseForm
from secretaire.desktop.vault.secret_picker import KEY_FILE, SHARES
from secretaire.desktop.vault.section import Block
from secretaire.desktop.vault.vault_page import COPIES, DANGER, RECORD, WAYS
from secretaire.desktop.vault.way_forms import (
    AddKeyFile,
    AddKeyring,
    AddPassphrase,
    AddRecoveryCode,
    AddShares,
    ChangePassphrase,
    RemoveWay,
)
from secretaire.desktop.vault.ways_block import WaysBlock
from secretaire.errors import TaskFailed
from secretaire.governance.audit_export import verify_export
from secretaire.tasks.custody.unlocking import audit_entries
from secretaire.vault import destroy
from secretaire.vault.backup import check_copy, copies
from secretaire.vault.secrets import Shares, Typed
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, desk_over, wait_for, window_over
from tests.desktop.test_desk import nameless
from tests.vault import examples
from tests.vault.conftest import CHEAP

OTHER = "another passphrase entirely"


def ways_of(qtbot: QtBot, desk: Desk) -> WaysBlock:
    """The page's first section, once it is filled."""
    desk.go(VAULT)
    qtbot.waitUntil(lambda: len(desk.vault.ways.slots) == 2, timeout=5000)
    return desk.vault.ways


def vault_of(desk: Desk) -> Vault:
    return desk._session.services.vault


def told(qtbot: QtBot, block: Block, words: str) -> None:
    """Wait until a block says something."""
    qtbot.waitUntil(lambda: words in block.notice.text, timeout=20_000)


def enter(field: QLineEdit, text: str) -> None:
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


# -- ways in --------------------------------------------------------------------------------------------------------
def test_a_passphrase_is_added_and_removed_again(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        form = AddPassphrase(desk._session)
        ways.show_form(form)
        form.new.first.line.setText(OTHER)
        enter(form.new.second.line, "not the same")
        told(qtbot, form, "not the same")
        enter(form.new.second.line, OTHER)
        told(qtbot, ways, "added")
        qtbot.waitUntil(lambda: len(ways.slots) == 3, timeout=5000)
        assert vault.opens(Typed(OTHER)) == ways.slots[-1]

        ways.list.setCurrentIndex(ways.list.model().index(2, 0))
        ways.remove()
        asked = ways.form
        assert isinstance(asked, RemoveWay)
        assert vault.opens(Typed(OTHER)) is not None, "nothing is removed before it is confirmed"
        asked.go.click()
        told(qtbot, ways, "Removed")
        assert vault.opens(Typed(OTHER)) is None


def test_the_last_way_in_stays(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        vault.remove_slot(ways.slots[1].id)
        ways.begin()
        qtbot.waitUntil(lambda: len(ways.slots) == 1, timeout=5000)
        ways.remove()
        assert ways.form is not None
        ways.form.submit()
        told(qtbot, ways.form, "last way in")
        assert len(vault.key_slots) == 1


def test_the_passphrase_is_changed(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways = ways_of(qtbot, desk)
        ways.change_passphrase()
        form = ways.form
        assert isinstance(form, ChangePassphrase)
        form.old.line.setText("wrong")
        form.new.first.line.setText(OTHER)
        enter(form.new.second.line, OTHER)
        told(qtbot, form, "does not open this vault")
        form.old.line.setText(PASSPHRASE)
        form.submit()
        told(qtbot, ways, "was changed")
    vault = Vault.unlock(tmp_path / "vault", OTHER)
    assert vault.opens(Typed(PASSPHRASE)) is None
    vault.close()


def test_a_new_recovery_code_counts_once_it_was_typed_again(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        before = vault.key_slots
        form = AddRecoveryCode(desk._session)
        ways.show_form(form)
        form.go.click()
        qtbot.waitUntil(lambda: form.keeper is not None, timeout=5000)
        keeper = form.keeper
        assert keeper is not None
        code = keeper.current.text
        assert vault.key_slots == before, "the old code opens the vault until the new one is kept"
        keeper.check.click()
        enter(keeper.field.line, "something else")
        assert "not what was shown" in keeper.notice.text
        enter(keeper.field.line, code.lower())
        told(qtbot, ways, "new recovery code opens the vault")
        assert vault.opens(Typed(code)) is not None
        assert len(vault.key_slots) == len(before)
        entries = {entry.event: entry.params for entry in audit_entries(vault)}
        assert entries["vault.recovery_code_renewed"] == {"verified": True}


def test_a_code_that_is_not_kept_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        before = vault.key_slots
        form = AddRecoveryCode(desk._session)
        ways.show_form(form)
        form.go.click()
        qtbot.waitUntil(lambda: form.keeper is not None, timeout=5000)
        QTest.keyClick(form, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: ways.form is None, timeout=5000)
        assert vault.key_slots == before


def test_shares_are_kept_one_by_one_and_rehearsed(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        form = AddShares(desk._session)
        ways.show_form(form)
        form.threshold.setCurrentText("3")
        form.members.setCurrentText("2")
        form.submit()
        told(qtbot, form, "threshold")
        form.threshold.setCurrentText("2")
        form.submit()
        qtbot.waitUntil(lambda: form.keeper is not None, timeout=5000)
        keeper = form.keeper
        assert keeper is not None
        first = keeper.current.text
        keeper.check.click()
        enter(keeper.field.line, first)
        assert "right" in keeper.notice.text
        second = keeper.current.text
        assert second != first
        keeper.unchecked.setChecked(True)
        keeper.go_on.click()
        told(qtbot, ways, "shares open the vault")
        assert vault.opens(Shares((first, second))) is not None
        entries = {entry.event: entry.params for entry in audit_entries(vault)}
        assert entries["vault.slot_added"] == {"kind": "shares", "verified": False}

        qtbot.waitUntil(lambda: len(ways.slots) == 3, timeout=5000)
        ways.rehearse()
        trying = ways.form
        assert isinstance(trying, RehearseForm)
        secret = trying.secret
        secret.kind.setCurrentIndex(secret.kind.findData(SHARES))
        assert len(secret.shares) == 2
        secret.shares[0].line.setText(first)
        trying.submit()
        told(qtbot, trying, "do not open anything together")
        secret.shares[1].line.setText(second)
        trying.submit()
        told(qtbot, ways, "It opens the vault: recovery shares.")


def test_a_key_file_is_written_and_rehearsed(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        form = AddKeyFile(desk._session)
        ways.show_form(form)
        enter(form.file.line, "")
        told(qtbot, form, "No place")
        (tmp_path / "there.key").write_text("somebody's")
        enter(form.file.line, str(tmp_path / "there.key"))
        told(qtbot, form, "already")
        assert len(vault.key_slots) == 2
        enter(form.file.line, str(tmp_path / "new.key"))
        told(qtbot, ways, "new.key")
        qtbot.waitUntil(lambda: len(ways.slots) == 3, timeout=5000)

        ways.rehearse()
        trying = ways.form
        assert isinstance(trying, RehearseForm)
        secret = trying.secret
        secret.kind.setCurrentIndex(secret.kind.findData(KEY_FILE))
        secret.file.set_path(tmp_path / "there.key")
        trying.submit()
        told(qtbot, trying, "does not open this vault")
        secret.file.set_path(tmp_path / "new.key")
        trying.submit()
        told(qtbot, ways, "It opens the vault: key file.")


def test_without_a_keyring_it_says_so(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with desk_over(qtbot, tmp_path) as desk:
        ways = ways_of(qtbot, desk)
        form = AddKeyring(desk._session)
        ways.show_form(form)
        form.go.click()
        told(qtbot, form, "keyring can't be used")
        assert len(vault_of(desk).key_slots) == 2


# -- copies ---------------------------------------------------------------------------------------------------------
def test_a_copy_is_written_verified_and_listed(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        block, medium = desk.vault.backup, tmp_path / "medium"
        block.folder.set_path(medium)
        enter(block.same.line, "wrong")
        told(qtbot, block, "does not open this vault")
        assert not medium.exists()
        enter(block.same.line, PASSPHRASE)
        told(qtbot, block, "written and verified")
        qtbot.waitUntil(lambda: desk.vault.copies.copies.list.model().rowCount() == 1, timeout=5000)
        block.opens_with.setCurrentIndex(block.opens_with.findData(OWN))
        block.own.first.line.setText(OTHER)
        enter(block.own.second.line, OTHER)
        qtbot.waitUntil(lambda: desk.vault.copies.copies.list.model().rowCount() == 2, timeout=20_000)
        newest, oldest = copies(medium)
        check_copy(newest.folder, Typed(OTHER))
        check_copy(oldest.folder, Typed(PASSPHRASE))
    with window_over(qtbot, tmp_path / "vault") as window:
        page = wait_for(qtbot, window, "UnlockPage")
        enter(page.field.line, PASSPHRASE)
        desk = wait_for(qtbot, window, "Desk")
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        qtbot.waitUntil(lambda: desk.vault.copies.copies.list.model().rowCount() == 2, timeout=5000)


def test_a_medium_that_cannot_be_written_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        (tmp_path / "a file").write_text("x")
        block = desk.vault.backup
        block.folder.set_path(tmp_path / "a file")
        enter(block.same.line, PASSPHRASE)
        desk.window().resize(880, 560)
        told(qtbot, block, "medium failed")
        qtbot.waitUntil(lambda: not block.notice.visibleRegion().isEmpty(), timeout=5000)


def test_the_vault_is_verified_with_a_report(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        (tmp_path / "vault" / "header.b").unlink()
        block = desk.vault.verify
        block.go.click()
        told(qtbot, block, "sound")
        lines = block.report.text().splitlines()
        assert len(lines) == 8
        assert lines[0] == "✓ headers: 2 looked at; one fault, 1 repaired"
        assert (tmp_path / "vault" / "header.b").exists()


def test_everything_is_exported_after_a_plain_yes(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        block = desk.vault.export
        assert not block.go.isEnabled()
        block.confirm.setChecked(True)
        block.folder.set_path(tmp_path)
        block.go.click()
        told(qtbot, block, "already")
        block.folder.set_path(tmp_path / "open")
        block.go.click()
        told(qtbot, block, "Everything was written")
        assert not block.go.isEnabled(), "the next one is asked for again"
        assert json.loads((tmp_path / "open" / "vault.jsonl").read_text().splitlines()[0])["type"] == "export"
        examples.import_text(vault_of(desk), "Kaffeemaschine im Flur", "Flur.pdf")
        next((vault_of(desk).directory / "blobs").iterdir()).unlink()
        block.folder.set_path(tmp_path / "lacking")
        block.confirm.setChecked(True)
        block.go.click()
        told(qtbot, block, "Flur.pdf")


# -- the record -----------------------------------------------------------------------------------------------------
def test_the_record_is_shown_verified_and_exported(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(RECORD)
        block = desk.vault.record
        model = block.table.model_
        qtbot.waitUntil(lambda: model.rowCount() > 0, timeout=5000)
        rows = [(model.index(row, 1).data(), model.index(row, 3).data()) for row in range(model.rowCount())]
        (details,) = [details for what, details in rows if what == "The vault was unlocked"]
        assert "passphrase or recovery code" in details
        block.go.click()
        told(qtbot, block, "all as they were written")
        enter(block.file.line, str(tmp_path / "record.jsonl"))
        told(qtbot, block, "Written")
        assert verify_export((tmp_path / "record.jsonl").read_text())[0] == vault_of(desk).id
        enter(block.file.line, str(tmp_path / "record.jsonl"))
        told(qtbot, block, "already")

        log = tmp_path / "vault" / "audit" / "log.jsonl"
        log.write_bytes(log.read_bytes().replace(b'"number":1', b'"number":3'))
        block.go.click()
        told(qtbot, block, "changed at entry 1")


# -- the end --------------------------------------------------------------------------------------------------------
def test_the_vault_is_destroyed_with_its_passphrase(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with desk_over(qtbot, tmp_path) as desk:
        window = desk.window()
        assert isinstance(window, Window)
        desk.go(VAULT)
        desk.vault.show_section(DANGER)
        block, receipt = desk.vault.danger, tmp_path / "receipt.json"
        (tmp_path / "vault" / "letter.txt").write_text("mine")
        assert block.receipt.line.text(), "a place is offered"
        block.receipt.set_path(receipt)
        assert not block.go.isEnabled()
        block.confirm.setChecked(True)
        block.typed.line.setText("wrong")
        block.go.click()
        told(qtbot, block, "does not open this vault")
        assert (tmp_path / "vault" / "header.a").exists()
        block.typed.line.setText(PASSPHRASE)
        block.go.click()
        wait_for(qtbot, window, "DestroyedPage")
        assert [path.name for path in (tmp_path / "vault").iterdir()] == ["letter.txt"]
        assert json.loads(receipt.read_text())["signature"]
        assert any("letter.txt" in each.text() for each in window.shown.findChildren(QLabel)), "what is left is named"
        with qtbot.waitSignal(window.locked, timeout=5000):
            window.shown.left.emit()  # type: ignore[attr-defined]  # it is a DestroyedPage


def test_a_vault_that_nothing_opens_asks_for_no_passphrase(qtbot: QtBot, tmp_path: Path) -> None:
    folder, aside = tmp_path / "vault", tmp_path / "aside"
    Vault.create(folder, PASSPHRASE, CHEAP)[0].close()
    aside.mkdir()
    for name in ("header.a", "header.b"):
        (folder / name).rename(aside / name)
    with window_over(qtbot, folder) as window:
        page = wait_for(qtbot, window, "ClosedPage")
        assert "header.a" in page.notice.text
        assert silent(page) == []
        assert page.findChildren(QLineEdit) == []
        (aside / "header.b").rename(folder / "header.b")
        page.look.click()
        assert not wait_for(qtbot, window, "UnlockPage").notice.text


def test_a_destruction_that_was_cut_off_is_finished_in_the_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder, receipt = tmp_path / "vault", tmp_path / "receipt.json"
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()

    def cut(_directory: Path, _but: object = ()) -> list[str]:
        raise TaskFailed("vault.disk_error")

    with monkeypatch.context() as patched:
        patched.setattr(destroy, "remove_own", cut)
        with pytest.raises(TaskFailed):
            destroy.destroy(folder)
    with window_over(qtbot, folder) as window:
        wait_for(qtbot, window, "HalfDestroyedPage")
        page = window.shown
        assert isinstance(page, HalfDestroyedPage)
        assert silent(page) == []
        page.receipt.set_path(receipt)
        page.go.click()
        wait_for(qtbot, window, "DestroyedPage")
        with qtbot.waitSignal(window.locked, timeout=5000):
            window.shown.left.emit()  # type: ignore[attr-defined]  # it is a DestroyedPage
    assert not folder.exists()
    assert json.loads(receipt.read_text())["vault"] == vault.id


# -- by keyboard ----------------------------------------------------------------------------------------------------
def test_every_section_is_reached_by_keys_and_has_names(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways = ways_of(qtbot, desk)
        page = desk.vault
        for section in (COPIES, RECORD, DANGER):
            QTest.keyClick(page.tabs, Qt.Key.Key_Right)
            assert page.tabs.currentIndex() == section
            assert page.section.isVisible()
            assert silent(page) == []
        page.show_section(WAYS)
        forms: list[Callable[[], object]] = [ways.change_passphrase, ways.rehearse, ways.remove]
        for show in forms:
            show()
            assert nameless(desk) == []
            assert silent(page) == []
        desk.go(VAULT)
        assert all(pane.focusPolicy() & Qt.FocusPolicy.TabFocus for pane in page.panes)


def silent(root: QWidget) -> list[str]:
    """What Tab reaches now and a screen reader has no name for."""
    return [
        f"{type(each).__name__} in {type(each.parent()).__name__}"
        for each in root.findChildren(QWidget)
        if each.isVisible()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not each.accessibleName()
        and not (isinstance(each, QAbstractButton) and each.text())
        and not each.objectName().startswith("qt_")
    ]


def test_tab_goes_through_a_form_as_it_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways = ways_of(qtbot, desk)
        with qtbot.waitActive(desk.window()):
            desk.window().activateWindow()
        ways.change_passphrase()
        form = ways.form
        assert isinstance(form, ChangePassphrase)
        qtbot.waitUntil(form.old.line.hasFocus, timeout=5000)
        seen = []
        for _step in range(6):
            QTest.keyClick(desk.focusWidget() or desk, Qt.Key.Key_Tab)
            seen.append(desk.focusWidget())
        new = form.new
        assert seen == [form.old._show, new.first.line, new.first._show, new.second.line, new.second._show, form.go]


def test_a_sentence_to_confirm_is_never_cut_and_can_be_clicked(qtbot: QtBot) -> None:
    box = ConfirmBox("A sentence that is much longer than there is room for on one line of this window. " * 3)
    qtbot.addWidget(box)
    box.resize(300, 200)
    box.show()
    text = box.findChild(QLabel)
    assert isinstance(text, QLabel)
    assert text.height() >= text.heightForWidth(text.width())
    with qtbot.waitSignal(box.toggled, timeout=1000) as told:
        QTest.mouseClick(text, Qt.MouseButton.LeftButton)
    assert told.args == [True]
    with qtbot.waitSignal(box.toggled, timeout=1000) as told:
        QTest.keyClick(box.box, Qt.Key.Key_Space)
    assert told.args == [False]


def test_the_window_answers_while_the_vault_is_busy(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways = ways_of(qtbot, desk)
        beats: list[float] = []
        pulse = QTimer(desk, interval=5)
        pulse.timeout.connect(lambda: beats.append(time.monotonic()))
        form = AddPassphrase(desk._session)
        ways.show_form(form)
        form.new.first.line.setText(OTHER)
        form.new.second.line.setText(OTHER)
        pulse.start()
        form.submit()  # about a second of key derivation
        told(qtbot, ways, "added")
        desk.vault.show_section(COPIES)
        desk.vault.backup.folder.set_path(tmp_path / "medium")
        enter(desk.vault.backup.same.line, PASSPHRASE)
        told(qtbot, desk.vault.backup, "written and verified")
        pulse.stop()
        gaps = sorted(later - earlier for earlier, later in pairwise(beats))
        assert len(gaps) > 50
        assert gaps[int(len(gaps) * 0.99)] < 0.1
