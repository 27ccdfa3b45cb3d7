"""Deleting from the lists: asked for, confirmed, gone from the window and the vault."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from secretaire.desktop.parts.item_list import ItemList
from secretaire.desktop.shell.desk import Desk
from tests.desktop.helpers import desk_over, write_document
from tests.desktop.test_documents import open_document


def answer(qtbot: QtBot, items: ItemList, button: str) -> None:
    """Press Delete on the chosen row, and a button of the question."""
    with qtbot.waitActive(items.window()):
        items.window().activateWindow()
    items.view.setFocus()
    QTest.keyClick(items.view, Qt.Key.Key_Delete)
    (box,) = [each for each in items.findChildren(QMessageBox) if each.isVisible()]
    (found,) = [each for each in box.findChildren(QPushButton) if each.text().replace("&", "") == button]
    found.click()


def test_a_document_is_deleted(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        view = open_document(qtbot, desk, write_document(tmp_path))
        answer(qtbot, desk.documents.list, "Cancel")
        assert desk.documents.list.ids == [view.document.id]
        answer(qtbot, desk.documents.list, "Delete")
        qtbot.waitUntil(lambda: desk.documents.list.ids == [], timeout=5000)
        assert desk.documents.current is None
        assert desk._session.services.vault.documents() == []


def test_a_conversation_is_deleted_while_it_answers(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda _request: "word " * 200, delay_s=0.02) as desk:
        begun(qtbot, desk)
        answer(qtbot, desk.chat.list, "Delete")
        qtbot.waitUntil(lambda: desk.chat.list.ids == [], timeout=5000)
        qtbot.waitUntil(lambda: desk._session.jobs.running == [], timeout=5000)
        assert desk._session.services.vault.conversations() == []
        assert desk._session.services.vault.jobs() == []
        assert desk.chat.current is None


def begun(qtbot: QtBot, desk: Desk) -> None:
    desk.new_chat()
    qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
    view = desk.chat.current
    assert view is not None
    view.send("Say something long.")
    qtbot.waitUntil(lambda: view.answering and len(view.transcript.shown) == 2, timeout=5000)
    qtbot.waitUntil(lambda: desk.chat.list.current == view.conversation, timeout=5000)
