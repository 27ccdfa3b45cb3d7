from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from secretaire import wording
from secretaire.desktop.parts import theme
from secretaire.desktop.shell.rail import Rail


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    wording.use("en")


@pytest.mark.parametrize("points", [10, 20])
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_labels_are_shown_whole(qapp: QApplication, qtbot: QtBot, language: str, points: int) -> None:
    """In every language, and where the person's font is large."""
    wording.use(language)
    theme.apply(qapp, "light")
    names = [wording._(name) for name in ("Chat", "Documents", "Translate", "Search", "Vault")]
    rail = Rail([(name, "chat") for name in names[:4]], [(names[4], "vault")])
    font = rail.font()
    font.setPointSize(points)
    rail.setFont(font)
    qtbot.addWidget(rail)
    rail.show()
    entries = rail.findChildren(QToolButton)
    assert len(entries) == len(names) + 1
    for entry in entries:
        assert entry.fontMetrics().horizontalAdvance(entry.text()) + 8 <= entry.width() <= rail.width()
