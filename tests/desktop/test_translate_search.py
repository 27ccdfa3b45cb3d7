from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from secretaire.desktop.chat.conversation_view import ConversationView
from secretaire.desktop.shell.desk import CHAT, DOCUMENTS, SEARCH, TRANSLATE, Desk
from secretaire.desktop.translate.segment_table import TARGET, SegmentTable, notes_of
from secretaire.desktop.translate.translate_page import TranslatePage
from secretaire.records import Segment, Warned
from tests.desktop.helpers import desk_over, write_document


def test_a_text_is_translated_segment_by_segment(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "Das Verzeichnis ist fällig.") as desk:
        desk.go(TRANSLATE)
        page = desk.translate
        QTest.keyClicks(page.source, "The inventory is due. It names an owner.")
        QTest.keyClick(page.source, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: page._job is None and len(page.table.segments.segments) == 2, timeout=10_000)
        assert page._modes.currentWidget() is page.table
        assert page.table.segments.segments[0].source == "The inventory is due."
        page.copy()
        assert QGuiApplication.clipboard().text().startswith("Das Verzeichnis")
        qtbot.waitUntil(lambda: len(page.list.ids) == 1, timeout=5000)
        stored = page.list.ids[0]
        desk.new_translation()
        assert page.source.toPlainText() == ""
        page.open(stored)
        qtbot.waitUntil(lambda: len(page.table.segments.segments) == 2, timeout=5000)
        assert page.source.toPlainText() == "The inventory is due. It names an owner."
        QGuiApplication.clipboard().clear()


def save_in(qtbot: QtBot, page: TranslatePage, folder: Path) -> Path:
    """Accept the place that the dialog offers, in a folder."""
    dialogs: list[QFileDialog] = []

    def shown() -> bool:
        dialogs[:] = [each for each in page.findChildren(QFileDialog) if each.isVisible()]
        return bool(dialogs)

    qtbot.waitUntil(shown, timeout=5000)
    dialogs[0].setDirectory(str(folder))
    chosen: list[str] = []
    dialogs[0].fileSelected.connect(chosen.append)
    dialogs[0].accept()
    return Path(chosen[0])


def test_a_file_is_translated_in_its_own_format(qtbot: QtBot, tmp_path: Path) -> None:
    source, out = tmp_path / "notice.txt", tmp_path / "out"
    source.write_text("The inventory is due.\n\nIt names an owner.")
    out.mkdir()
    with desk_over(qtbot, tmp_path, lambda request: "Das Verzeichnis ist fällig.") as desk:
        desk.go(TRANSLATE)
        page = desk.translate
        page.files.file(str(source))
        written = save_in(qtbot, page, out)
        assert written.name == "notice (de).txt"
        assert not page.run.isEnabled()
        qtbot.waitUntil(lambda: "Written" in page.notice.text, timeout=10_000)
        assert str(written) in page.notice.text
        assert written.read_text() == "Das Verzeichnis ist fällig.\n\nDas Verzeichnis ist fällig."
        qtbot.waitUntil(lambda: page._job is None and len(page.list.ids) == 1, timeout=5000)
        assert page.table.segments.segments[1].source == "It names an owner."


def test_a_stored_document_is_offered_and_stopping_writes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with desk_over(qtbot, tmp_path, lambda request: "Das Verzeichnis.", delay_s=0.2) as desk:
        desk.importer.import_files([str(write_document(tmp_path))])
        desk.go(DOCUMENTS)
        qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=10_000)
        desk.go(TRANSLATE)
        page = desk.translate
        page.file.click()
        qtbot.waitUntil(lambda: bool(page.file.findChildren(QMenu)), timeout=5000)
        (menu,) = page.file.findChildren(QMenu)
        assert next(each.text() for each in menu.actions() if each.text()) == "playbook.txt"
        menu.actions()[0].trigger()
        menu.close()
        written = save_in(qtbot, page, out)
        qtbot.waitUntil(lambda: page._job is not None, timeout=5000)
        page.stop()
        qtbot.waitUntil(lambda: page._job is None, timeout=10_000)
        assert "Stopped" in page.notice.text
        assert not written.exists()


def test_what_cannot_be_translated_is_said_in_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(TRANSLATE)
        page = desk.translate
        page.translate()
        assert "no text" in page.notice.text
        page.source.setPlainText("Guten Tag")
        page.source_language.setCurrentIndex(page.source_language.findData("de"))
        page.target_language.setCurrentIndex(page.target_language.findData("de"))
        page.translate()
        assert "same language" in page.notice.text


def test_warnings_stand_at_their_segment(qtbot: QtBot) -> None:
    table = SegmentTable()
    qtbot.addWidget(table)
    table.resize(600, 300)
    warned = Segment("Due in 2020.", "Fällig.", "model", 0, (Warned("translate.number_missing", {"number": "2020"}),))
    table.segments.replace([Segment("Plain.", "Schlicht.", "model", 0), warned])
    assert notes_of(warned).startswith("⚠")
    assert "⚠" in str(table.segments.data(table.segments.index(1, TARGET), Qt.ItemDataRole.AccessibleTextRole))
    table.show()
    assert table.rowHeight(1) > table.rowHeight(0)


def imported_and_asked(qtbot: QtBot, desk: Desk, folder: Path, question: str) -> ConversationView:
    """A document in the vault, and a conversation in which something was asked."""
    desk.go(DOCUMENTS)
    desk.importer.import_files([str(write_document(folder))])
    qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=10_000)
    desk.new_chat()
    qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
    chat = desk.chat.current
    assert chat is not None
    chat.composer.field.setPlainText(question)
    chat.composer.send()
    qtbot.waitUntil(lambda: not chat.answering, timeout=5000)
    return chat


def test_search_finds_and_goes_to_the_place(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "Das Verzeichnis.") as desk:
        chat = imported_and_asked(qtbot, desk, tmp_path, "What is a zebra?")

        desk.go(SEARCH)
        qtbot.waitUntil(lambda: len(desk.search.hits.hits) >= 2, timeout=5000)
        assert desk.search._count.text() == "Newest first"

        QTest.keyClicks(desk.search.field, "inventory")
        qtbot.waitUntil(lambda: {hit.kind for hit in desk.search.hits.hits} == {"passage"}, timeout=5000)
        hit = desk.search.hits.hits[0]
        assert hit.highlights
        desk.search.hits.setCurrentIndex(desk.search.hits.model().index(0, 0))
        QTest.keyClick(desk.search.hits, Qt.Key.Key_Return)
        assert desk.pages.currentIndex() == DOCUMENTS
        view = desk.documents.current
        assert view is not None
        qtbot.waitUntil(lambda: view.number == hit.page, timeout=5000)

        desk.go(SEARCH)
        desk.search.field.setText("zebra")
        qtbot.waitUntil(lambda: {hit.kind for hit in desk.search.hits.hits} == {"message"}, timeout=5000)
        desk.search.hits.opened.emit(desk.search.hits.hits[0])
        assert desk.pages.currentIndex() == CHAT
        assert desk.chat.current is chat

        desk.go(SEARCH)
        desk.search.field.setText("xylophone")
        qtbot.waitUntil(lambda: desk.search._stack.currentWidget() is desk.search._nothing, timeout=5000)


def test_a_search_is_narrowed_by_kind_language_and_time(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        imported_and_asked(qtbot, desk, tmp_path, "Who keeps the inventory?")

        desk.go(SEARCH)
        page = desk.search
        page.field.setText("inventory")

        def kinds() -> set[str]:
            return {hit.kind for hit in page.hits.hits}

        qtbot.waitUntil(lambda: kinds() == {"message", "passage"}, timeout=5000)
        QTest.keyClick(page.filter.kind, Qt.Key.Key_Down)  # to messages
        qtbot.waitUntil(lambda: kinds() == {"message"}, timeout=5000)
        QTest.keyClick(page.filter.kind, Qt.Key.Key_Home)
        page.filter.language.setCurrentIndex(page.filter.language.findData("en"))
        qtbot.waitUntil(lambda: kinds() == {"passage"}, timeout=5000)
        page.field.clear()
        qtbot.waitUntil(lambda: bool(page.hits.hits) and kinds() == {"passage"}, timeout=5000)
        page.filter.language.setCurrentIndex(page.filter.language.findData("fr"))
        qtbot.waitUntil(lambda: page._stack.currentWidget() is page._nothing, timeout=5000)
        page.filter.reset()
        page.filter.since.setCurrentIndex(page.filter.since.findData("7"))
        qtbot.waitUntil(lambda: kinds() == {"message"}, timeout=5000)
        vault = desk._session.services.vault
        vault._store.run("UPDATE searchable SET created_at = '2019-01-01T00:00:00+00:00'")
        page.refresh()
        qtbot.waitUntil(lambda: page._stack.currentWidget() is page._nothing, timeout=5000)


def test_searching_by_meaning_says_what_it_lacks(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secretaire.tasks.finding.searching.embedding_models", list)
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(SEARCH)
        desk.search.filter.meaning.click()
        desk.search.field.setText("inventory")
        qtbot.waitUntil(lambda: desk.search.notice.isVisible(), timeout=5000)
        assert "embedding" in desk.search.notice.text
        desk.search.filter.reset()
        qtbot.waitUntil(lambda: not desk.search.notice.isVisible(), timeout=5000)
