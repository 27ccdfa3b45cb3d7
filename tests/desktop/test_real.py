"""The window over the real engine, reader and vault."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from secretaire.desktop.shell.desk import DOCUMENTS, Desk
from secretaire.desktop.shell.window import Window
from secretaire.desktop.vault.unlock_page import UnlockPage
from secretaire.governance.models import writing_models
from secretaire.places import resources
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, wait_for
from tests.vault.conftest import CHEAP

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not writing_models(), reason="no model on this machine; make setup brings one"),
]


def test_a_real_report_is_read_summarised_and_shown(qtbot: QtBot, tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)[0].close()
    window = Window(tmp_path / "vault")
    window.resize(1280, 800)
    window.show()
    page = wait_for(qtbot, window, "UnlockPage")
    assert isinstance(page, UnlockPage)
    page.field.line.setText(PASSPHRASE)
    page.unlock()
    desk = wait_for(qtbot, window, "Desk")
    try:
        work(qtbot, window, desk)
    finally:
        with qtbot.waitSignal(window.ended, timeout=30_000):
            window.close()
        window.wait()
        window.deleteLater()


def work(qtbot: QtBot, window: Window, desk: Desk) -> None:
    session = window.session
    assert session is not None
    qtbot.waitUntil(lambda: session.model is not None, timeout=60_000)
    beats: list[float] = []
    pulse = QTimer(window, interval=10)
    pulse.timeout.connect(lambda: beats.append(time.monotonic()))

    desk.go(DOCUMENTS)
    desk.importer.import_files([str(resources() / "demo" / "federal-data-governance-playbook.pdf")])
    qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=60_000)
    view = desk.documents.current
    assert view is not None
    qtbot.waitUntil(lambda: not view.picture.canvas._image.isNull(), timeout=30_000)
    assert len(view.strip.cells) == 14

    pulse.start()
    view.panel.bar.run.click()
    qtbot.waitUntil(view.panel.bar.run.isEnabled, timeout=240_000)
    pulse.stop()
    summary = view.panel.summary
    assert summary is not None
    assert not view.panel.notice.text
    citation = summary.sentences.citations[0]
    assert citation.quote
    summary.sentences.opened.emit(citation)
    qtbot.waitUntil(lambda: view.picture.canvas._boxes == citation.boxes, timeout=30_000)
    assert view.number == citation.page
    gaps = sorted(later - earlier for earlier, later in pairwise(beats))
    assert gaps[int(len(gaps) * 0.99)] < 0.1, "the window answered all the while"
