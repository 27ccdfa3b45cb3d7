"""A small window: everything wraps to the width there is, and nothing lies over anything else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from secretaire.desktop.chat.transcript import Transcript
from secretaire.desktop.parts.flow import Flow
from secretaire.desktop.parts.progress_row import ProgressRow
from secretaire.desktop.parts.widgets import button, label
from secretaire.desktop.results.values_view import ValuesView
from secretaire.desktop.results.why_view import WhyView
from secretaire.desktop.results.written_view import WrittenView
from secretaire.desktop.search.filter_bar import FilterBar
from secretaire.tasks.events import Revised
from secretaire.tasks.verifying.why import Mattered, Why
from secretaire.tasks.writing.parts import PartKind, part
from secretaire.wording import use
from tests.desktop.test_documents import CITATION, SENTENCES

PANEL, LONG_NAME = 261, "federal-data-governance-playbook_final_version_2020.pdf"


@pytest.fixture(params=["en", "de", "fr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield use(request.param)
    use("en")


def panel_with(qtbot: QtBot, *widgets: QWidget) -> Transcript:
    panel = Transcript("Results", follows=False)
    qtbot.addWidget(panel)
    for widget in widgets:
        panel.add(widget)
    panel.resize(PANEL, 600)
    panel.show()
    return panel


def test_results_are_as_wide_as_their_panel(qtbot: QtBot, language: str) -> None:
    why = WhyView("Why?")
    why.show_why(Why("r", 1, SENTENCES[0], (Mattered(CITATION, False, 1.0, 1.0),), (), "model", 1.0))
    table, written = ValuesView(), WrittenView()
    table.copy.show()
    table.export.show()
    written.title.setText(f"Comparison of {LONG_NAME} and older_{LONG_NAME}")
    panel = panel_with(qtbot, why, table, written)
    inside = panel.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= panel.viewport().width()
    qtbot.waitUntil(lambda: inside.width() == panel.viewport().width())
    for each in (table.copy, table.export):
        assert each.width() >= each.sizeHint().width(), "its words are whole"
        assert each.mapTo(inside, each.rect().topRight()).x() < inside.width()


def test_a_long_name_goes_on_in_the_next_line_and_stays_itself(qtbot: QtBot) -> None:
    words = label(LONG_NAME)
    qtbot.addWidget(words)
    assert words.minimumSizeHint().width() < PANEL
    assert words.text() == LONG_NAME


def test_progress_does_not_widen_what_it_stands_in(qtbot: QtBot, language: str) -> None:
    row = ProgressRow()
    qtbot.addWidget(row)
    before = row.minimumSizeHint().width()
    row._say("making a very long draft, paragraph 12 of 118 · about 40 minutes left", 1, 2)
    assert row.minimumSizeHint().width() <= max(before, PANEL)


def test_parts_of_a_written_text_never_lie_over_each_other(qtbot: QtBot) -> None:
    view = WrittenView()
    panel = panel_with(qtbot, view)
    assert panel.shown == [view]
    sentences = [part(PartKind.HEADING, "A heading"), *SENTENCES, part(PartKind.OPEN, "Still open. " * 9), *SENTENCES]
    for number, sentence in enumerate(sentences):
        view.told(Revised(str(number), sentence))
        shown = [each for each in view.children() if isinstance(each, QWidget) and each.isVisible()]
        assert set(view.shown) <= set(shown)
        assert len(shown) == len(view.shown) + sum(each in shown for each in (view.title, view._note))
        assert all(upper.geometry().bottom() < lower.y() for upper, lower in pairwise(view.shown))


def test_rows_go_on_in_the_next_line_with_their_words_whole(qtbot: QtBot, language: str) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.show()
    boxes = [*bar.boxes, bar.meaning]
    for width in (900, 360):
        bar.resize(width, bar.heightForWidth(width))
        bar.grab()
        assert all(each.width() >= each.sizeHint().width() for each in boxes)
        assert all(bar.rect().contains(each.geometry()) for each in boxes)


def test_what_is_pushed_stands_at_the_right(qtbot: QtBot) -> None:
    bar, first, last = QWidget(), QComboBox(), button("Run", lambda: None)
    qtbot.addWidget(bar)
    row = Flow(bar)
    row.addWidget(first)
    row.push_right()
    row.addWidget(last)
    bar.resize(400, 40)
    bar.show()
    assert first.x() == 0
    assert last.geometry().right() == bar.rect().right()
