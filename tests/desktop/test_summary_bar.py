"""The kinds of summary in the window: chosen by keyboard, shown under headings, with the time that is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from secretaire.desktop.results.sentence_view import SentenceView
from secretaire.desktop.results.summary_bar import SummaryBar, kind_words
from secretaire.records import Sentence, Support
from secretaire.tasks.summaries.summary_kinds import KINDS
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.wording.remaining import Remaining, worded_remaining
from tests.desktop.helpers import desk_over, write_document


def test_everything_is_chosen_by_keyboard(qtbot: QtBot) -> None:
    bar, wanted = SummaryBar(), list[SummaryOptions]()
    qtbot.addWidget(bar)
    bar.wanted.connect(wanted.append)
    bar.show()
    for picker, keys in ((bar.kind, "E"), (bar.mode, "T"), (bar.length, "L"), (bar.language, "F")):
        picker.setFocus()
        QTest.keyClicks(picker, keys)
    QTest.keyClicks(bar.instruction, "deadlines")
    QTest.keyClicks(bar.role, "head of finance")
    QTest.keyClick(bar.role, Qt.Key.Key_Return)
    assert wanted == [SummaryOptions("executive-note", "thorough", "fr", "long", "head of finance", "deadlines")]
    wanted[0].check()
    assert all(
        field.accessibleName() for field in (bar.kind, bar.mode, bar.length, bar.language, bar.role, bar.instruction)
    )


def test_where_there_is_little_room_the_kind_is_readable_and_the_rest_behind_a_button(qtbot: QtBot) -> None:
    bar = SummaryBar()
    qtbot.addWidget(bar)
    bar.resize(255, 200)
    bar.show()
    details = (bar.mode, bar.length, bar.language, bar.role, bar.instruction)
    assert not any(each.isVisible() for each in details)
    bar.more.click()
    qtbot.waitUntil(lambda: all(each.isVisible() for each in details))
    pickers = (bar.kind, bar.mode, bar.length, bar.language)
    qtbot.waitUntil(lambda: all(each.width() >= each.minimumSizeHint().width() for each in pickers))
    bar.resize(900, 200)
    qtbot.waitUntil(lambda: not bar.more.isVisible())
    assert all(each.isVisible() for each in details)


def test_every_kind_has_words() -> None:
    assert set(kind_words()) == set(KINDS)


def test_groups_stand_under_their_headings(qtbot: QtBot) -> None:
    view = SentenceView("Summary")
    qtbot.addWidget(view)
    said = [("group.actions", "Do this."), ("group.actions", "Do that."), ("2 Scope", "It is wide.")]
    view.show_sentences([Sentence(text, Support.SUPPORTED, (), (), group) for group, text in said])
    lines = view.toPlainText().split("\n")
    assert [line.lstrip("•\u2002") for line in lines] == ["Actions", "Do this.", "Do that.", "2 Scope", "It is wide."]
    assert view.document().firstBlock().blockFormat().headingLevel() == 3
    view.set_bullets(False)
    view.show_sentences([Sentence("One.", Support.SUPPORTED), Sentence("Two.", Support.SUPPORTED)])
    assert view.toPlainText() == "One. Two."


def test_the_time_left_is_told_once_it_means_something() -> None:
    remaining = Remaining()
    assert remaining.seconds("noting", 40, 100, 10.0) is None
    assert remaining.seconds("noting", 41, 100, 20.0) is None
    assert remaining.seconds("noting", 45, 100, 30.0) == pytest.approx(220)
    assert remaining.seconds("merging", 0, 5, 31.0) is None
    assert remaining.seconds("noting", 100, 100, 90.0) is None
    assert "40" in worded_remaining(41.2)
    assert "4" in worded_remaining(220)


def test_a_thorough_summary_is_made_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "Agencies need an inventory of their data.") as desk:
        desk.go(1)
        desk.importer.import_files([str(write_document(tmp_path))])
        qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=10_000)
        view = desk.documents.current
        assert view is not None
        bar = view.panel.bar
        bar.kind.setCurrentIndex(bar.kind.findData("actions"))
        bar.mode.setCurrentIndex(bar.mode.findData("thorough"))
        bar.run.click()
        qtbot.waitUntil(bar.run.isEnabled, timeout=10_000)
        summary = view.panel.summary
        assert summary is not None
        (report,) = desk._session.services.vault.reports(view.document.id)
        assert report.options["mode"] == "thorough"
        assert summary.sentences.sentences == report.sentences
