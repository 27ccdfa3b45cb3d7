from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from secretaire.desktop.results.report_view import ReportView
from secretaire.records import Sentence, Support, Warned
from secretaire.tasks.events import Revised
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.verifying import withholding
from tests.desktop.helpers import desk_over, write_document
from tests.desktop.test_documents import SENTENCES, open_document


def test_a_sentence_is_explained_below_its_result(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        panel = open_document(qtbot, desk, write_document(tmp_path)).panel
        panel.summarise(SummaryOptions())
        qtbot.waitUntil(lambda: panel.summary is not None and panel.summary.export.isVisible(), timeout=10_000)
        summary = panel.summary
        assert summary is not None
        summary.sentences.setFocus()
        QTest.keyClick(summary.sentences, Qt.Key.Key_Tab)  # to the first citation
        QTest.keyClick(
            summary.sentences, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        qtbot.waitUntil(lambda: summary.why is not None and bool(summary.why.passages), timeout=10_000)
        why = summary.why
        assert why is not None
        assert why.sentence.toPlainText() == summary.sentences.sentences[0].text
        assert "%, cited" in why.passages[0].accessibleName()
        with qtbot.waitSignal(summary.opened) as opened:
            QTest.mouseClick(why.passages[0].findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
        assert opened.args is not None
        assert opened.args[0] in summary.sentences.citations


def test_the_context_menu_asks_for_the_sentence_under_the_pointer(qtbot: QtBot) -> None:
    view = ReportView()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    for number, sentence in enumerate(SENTENCES):
        view.told(Revised(str(number), sentence))
    words = view.sentences
    second = words.document().toPlainText().index("Half a sentence")
    assert words.sentence_at(second) == 1
    assert words.sentence_at(words.document().toPlainText().index("Invented")) is None, "it cites nothing"
    cursor = words.textCursor()
    cursor.setPosition(second + 3)
    place = words.cursorRect(cursor).center()
    words.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, words.mapToGlobal(QPoint(0, 0))))
    menu = next(each for each in words.findChildren(QMenu) if each.isVisible())
    with qtbot.waitSignal(words.asked_why) as asked:
        menu.actions()[-1].trigger()
    assert asked.args == [1]
    menu.close()


def test_what_the_policy_hides_is_not_in_the_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secretaire.desktop.results.report_view.hides_unsupported", lambda: True)
    view = ReportView()
    qtbot.addWidget(view)
    wrong = Sentence("Invented.", Support.UNSUPPORTED, (), (Warned("check.number", {"value": "9"}),))
    for number, sentence in enumerate((wrong, SENTENCES[0])):
        view.told(Revised(str(number), sentence))
    text = view.sentences.document().toPlainText()
    assert "Supported sentence." in text
    assert "Invented" not in text
    assert withholding.is_hidden(view.sentences.sentences[0])
