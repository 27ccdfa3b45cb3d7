"""Locking in the middle of a summary, unlocking, and seeing it come to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from secretaire.desktop.shell.desk import Desk
from secretaire.desktop.shell.window import Window
from secretaire.records import TextState
from secretaire.tasks.translating.translate import joined
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, wait_for, window_over, write_document
from tests.vault.conftest import CHEAP

SENTENCES = 12


def unlocked(qtbot: QtBot, window: Window) -> Desk:
    page = wait_for(qtbot, window, "UnlockPage")
    page.field.line.setText(PASSPHRASE)
    page.unlock()
    desk: Desk = wait_for(qtbot, window, "Desk")
    assert desk._session.services.engine.loaded is not None
    return desk


def locked(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.locked, timeout=10_000):
        window.lock()
    window.wait()


def test_what_locking_cuts_off_goes_on_after_unlocking(qtbot: QtBot, tmp_path: Path) -> None:
    directory = tmp_path / "vault"
    Vault.create(directory, PASSPHRASE, CHEAP)[0].close()

    def answer(request: Any) -> str:
        return "Ein Satz über das Verzeichnis."

    with window_over(qtbot, directory, answer, delay_s=0.05) as window:
        desk = unlocked(qtbot, window)
        desk.new_translation()
        desk.translate.source.setPlainText(" ".join(f"Sentence {n} is about the inventory." for n in range(SENTENCES)))
        desk.translate.translate()
        qtbot.waitUntil(lambda: desk.translate.table.segments.rowCount() > 0, timeout=10_000)
        desk.importer.import_files([str(write_document(tmp_path))])
        locked(qtbot, window)

    vault = Vault.unlock(directory, PASSPHRASE)
    cut = vault.translations()[0]
    kinds = {job.kind for job in vault.jobs()}
    vault.close()
    assert cut.state is TextState.INTERRUPTED
    assert 0 < len(cut.segments) < SENTENCES
    assert "translation" in kinds

    with window_over(qtbot, directory, answer) as window:
        desk = unlocked(qtbot, window)
        vault = desk._session.services.vault
        qtbot.waitUntil(lambda: vault.jobs() == [], timeout=20_000)
        assert desk.notice.isVisible(), "the person is told"
        qtbot.waitUntil(lambda: len(desk.translate.list.ids) == 1, timeout=5000)
        done = vault.translation(cut.id)
        assert done is not None
        assert done.state is TextState.COMPLETE
        assert len(done.segments) == SENTENCES
        assert joined(done).startswith("Ein Satz")


def test_a_draft_is_there_again_after_unlocking(qtbot: QtBot, tmp_path: Path) -> None:
    directory = tmp_path / "vault"
    Vault.create(directory, PASSPHRASE, CHEAP)[0].close()
    with window_over(qtbot, directory) as window:
        desk = unlocked(qtbot, window)
        desk.new_chat()
        qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
        view = desk.chat.current
        assert view is not None
        view.composer.field.setPlainText("Dear Sir, I regret")
        desk.translate.source.setPlainText("Half a text")
        locked(qtbot, window)
    with window_over(qtbot, directory) as window:
        desk = unlocked(qtbot, window)
        qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
        view = desk.chat.current
        assert view is not None
        assert view.composer.field.toPlainText() == "Dear Sir, I regret"
        assert desk.translate.source.toPlainText() == "Half a text"


def test_an_answer_goes_on_where_it_is_seen(qtbot: QtBot, tmp_path: Path) -> None:
    directory = tmp_path / "vault"
    Vault.create(directory, PASSPHRASE, CHEAP)[0].close()
    text = " ".join(f"word{number}" for number in range(40))

    def answer(request: Any) -> str:
        return text.removeprefix(request.begun)

    with window_over(qtbot, directory, answer, delay_s=0.05) as window:
        desk = unlocked(qtbot, window)
        desk.new_chat()
        qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
        view = desk.chat.current
        assert view is not None
        view.send("Count.")
        qtbot.waitUntil(lambda: view.answering and len(view.transcript.shown) == 2, timeout=5000)
        qtbot.wait(400)
        locked(qtbot, window)
    with window_over(qtbot, directory, answer) as window:
        desk = unlocked(qtbot, window)
        qtbot.waitUntil(lambda: "is done" in desk.notice.text, timeout=10_000)
        assert desk.chat.current is not None
        vault = desk._session.services.vault
        assert vault.messages(desk.chat.current.conversation)[-1].text == text
