"""The documents' words in the window: quoted as the language quotes, on one line each, with no empty boxes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from secretaire.desktop.results.pair_table import Pair, PairTable
from secretaire.desktop.search.hit_list import HitList
from secretaire.records import SearchHit
from tests.desktop.test_documents import CITATION

BULLETED = replace(CITATION, quote="\uf0b7 Der In-\nformationszugang ist\nfrei.")
SHOWN = "• Der Informationszugang ist frei."


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
