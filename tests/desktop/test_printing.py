"""What is to be kept, on paper: Qt's own dialog and its PDF printer."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from secretaire.desktop.vault.keeper import Keeper
from secretaire.desktop.vault.keepsake import Keepsake, code_to_keep, shares_to_keep
from secretaire.vault import shares
from secretaire.vault.recovery_code import format_code


def print_into(keeper: Keeper, file: Path | None) -> None:
    """Press Print and work the dialog, or leave it."""

    def work() -> None:
        (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QPrintDialog)]
        if file is None:
            dialog.reject()
            return
        name = dialog.findChild(QLineEdit, "filename")
        assert isinstance(name, QLineEdit)
        name.setText(str(file))
        dialog.accept()

    QTimer.singleShot(0, keeper, work)
    keeper.printed.click()


@pytest.mark.parametrize(
    "thing",
    [code_to_keep(format_code(bytes(range(20)))), shares_to_keep(shares.split(bytes(32), 2, 3))[0]],
    ids=["code", "share"],
)
def test_every_letter_is_on_the_page(qtbot: QtBot, tmp_path: Path, thing: Keepsake) -> None:
    keeper = Keeper([thing])
    qtbot.addWidget(keeper)
    keeper.show()
    file = tmp_path / "paper.pdf"
    print_into(keeper, file)
    with pymupdf.open(file) as paper:
        assert paper.page_count == 1
        printed = paper[0].get_text().split()
    assert "".join(printed) == "".join(f"Secretaire: {thing.title} {thing.text}".split())
    assert "whoever gets it can read" in keeper.notice.text


def test_a_dialog_that_is_left_prints_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    keeper = Keeper([code_to_keep(format_code(bytes(20)))])
    qtbot.addWidget(keeper)
    keeper.show()
    print_into(keeper, None)
    assert keeper.notice.text == ""
    assert list(tmp_path.iterdir()) == []
