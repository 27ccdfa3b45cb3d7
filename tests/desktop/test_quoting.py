"""The documents' words in the window: quoted as the language quotes, on one line each, with no empty boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from secretaire.desktop.results.pair_table import Pair, PairTable
from secretaire.desktop.results.quote_card import QuoteCard
from secretaire.desktop.results.report_view import ReportView
from secretaire.desktop.results.why_view import WhyView
from secretaire.desktop.search.hit_list import HitList
from secretaire.records import Citation, ModelUsed, Report, SearchHit, TextState, Timing
from secretaire.tasks.verifying.why import Mattered, Token, Why
from secretaire.wording import use
from tests.desktop.test_documents import CITATION, SENTENCES

BULLETED = replace(CITATION, quote="\uf0b7 Der In-\nformationszugang ist\nfrei.")
SHOWN = "• Der Informationszugang ist frei."


@pytest.fixture
def german() -> Iterator[None]:
    use("de")
    yield
    use("en")


def abstained(*nearest: Citation) -> Report:
    used, when = ModelUsed("model", "", True), "2026-01-01T00:00:00Z"
    made = Report("r", "answer", "Wer?", {}, (), (), (), (), used, Timing(), TextState.COMPLETE, "", when)
    return replace(made, abstained=True, nearest=nearest)


def test_nearest_passages_are_quotes_of_a_line_each(qtbot: QtBot, german: None) -> None:
    view = ReportView("Wer?")
    qtbot.addWidget(view)
    view.show_report(abstained(BULLETED, CITATION))
    lines = [line.lstrip("•\u2002") for line in view.sentences.toPlainText().split("\n")]
    assert lines[1].startswith(f"„{SHOWN}“")
    assert lines[2].startswith("„Agencies need an inventory“")
    assert view.sentences.citations == [BULLETED, CITATION]


def test_why_and_the_card_quote_as_the_language_does(qtbot: QtBot, german: None) -> None:
    why = WhyView("Satz.")
    why.show_why(Why("r", 1, SENTENCES[0], (Mattered(BULLETED, True, 1.0, 1.0),), (Token("Satz", 9.0, 1.0),), "m", 1.0))
    window = QWidget()
    card = QuoteCard(window)
    for widget in (why, window):
        qtbot.addWidget(widget)
    card.show_quote(BULLETED, SENTENCES[0], window.rect().topLeft())
    for place in (why, card):
        assert f"„{SHOWN}“" in [each.text() for each in place.findChildren(QLabel)]
    assert "„Satz“" in why.told.text()


def test_symbols_of_old_fonts_are_bullets(qtbot: QtBot) -> None:
    hits, table = HitList(), PairTable("Differences", ("Before", "Now"))
    for widget in (hits, table):
        qtbot.addWidget(widget)
    snippet = "\uf0b7 first \uf0fc done"
    hits.show_hits([SearchHit("passage", "o", "i", "Title", snippet, ((2, 7),), 1, "2026-01-01T00:00:00Z")])
    table.pairs.replace([Pair(BULLETED, BULLETED, ())], ("a", "b"))
    words = hits.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.endswith("• first ✓ done")
    assert table.pairs.index(0, 0).data() == SHOWN
