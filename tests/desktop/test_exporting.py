from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from secretaire.desktop.parts.file_dialogs import plain_dialog
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.results.exporter import file_name, formats
from secretaire.desktop.shell.desk import DOCUMENTS, TRANSLATE
from secretaire.tasks.exporting.export import MEDIA_TYPES
from secretaire.tasks.exporting.export_verify import verify_export_file
from tests.desktop.helpers import desk_over, write_document


def save(qtbot: QtBot, owner: QWidget, notice: Notice, folder: Path, filter_: str = "") -> Path:
    """Do in the dialog what a person does, and wait until it is written."""
    dialogs: list[QFileDialog] = []

    def shown() -> bool:
        dialogs[:] = [each for each in owner.findChildren(QFileDialog) if each.isVisible()]
        return bool(dialogs)

    qtbot.waitUntil(shown, timeout=5000)
    (dialog,) = dialogs
    dialog.setDirectory(str(folder))
    if filter_:
        wanted = next(each for each in dialog.nameFilters() if filter_ in each)
        dialog.selectNameFilter(wanted)
        dialog.filterSelected.emit(wanted)
    notice.hide()
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)
    dialog.accept()
    qtbot.waitUntil(lambda: notice.text != "", timeout=10_000)
    assert notice.text.startswith("Written")
    return Path(chosen[0])


def test_all_formats_are_offered() -> None:
    assert list(formats()) == list(MEDIA_TYPES)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who decides / when?", "Who decides when"),
        ("../../etc/passwd", "etc passwd"),
        ("\u202etxt.exe", "txt exe"),
        ("", "Secretaire"),
        ("...", "Secretaire"),
        ("x" * 300, "x" * 80),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_translation_is_written_in_the_chosen_format(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "Das Verzeichnis ist fällig.") as desk:
        desk.go(TRANSLATE)
        page = desk.translate
        QTest.keyClicks(page.source, "The inventory is due.")
        QTest.keyClick(page.source, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: page._job is None and page._shown is not None, timeout=10_000)
        page._export.click()
        path = save(qtbot, page, page.notice, tmp_path, "*.json")
        assert path.name == "Translation en → de.json"
        assert "Das Verzeichnis" in path.read_text()
        assert verify_export_file(path).fault == ""


def test_results_and_conversations_are_written(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(DOCUMENTS)
        desk.importer.import_files([str(write_document(tmp_path))])
        qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=10_000)
        view = desk.documents.current
        assert view is not None
        view.panel.bar.run.click()
        qtbot.waitUntil(
            lambda: view.panel.summary is not None and view.panel.summary._report is not None, timeout=10_000
        )
        assert view.panel.summary is not None
        view.panel.summary.export.click()
        path = save(qtbot, view.panel, view.panel.notice, tmp_path)
        assert path.name == "Summary of playbook txt.docx"
        assert verify_export_file(path).signature.provenance["kind"] == "summary"
        desk.new_chat()
        qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
        chat = desk.chat.current
        assert chat is not None
        chat.composer.field.setPlainText("Who decides?")
        chat.composer.send()
        qtbot.waitUntil(lambda: not chat.answering and not chat.branches.isHidden(), timeout=5000)
        chat.branches.export.emit()
        path = save(qtbot, chat, chat.notice, tmp_path, "*.md")
        assert path.suffix == ".md"
        assert verify_export_file(path).signature.provenance["made_by"] == "ai_and_people"


def test_the_dialog_s_labels_come_from_our_catalogue(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt's own French lacks some of them."""
    monkeypatch.setattr("secretaire.desktop.parts.file_dialogs._", lambda words: f"<{words}>")
    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = plain_dialog(owner, "Export", QFileDialog.FileMode.AnyFile, "Export")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    shown = {each.text() for each in dialog.findChildren(QLabel)}
    assert {"<Look in:>", "<File name:>", "<Files of type:>"} <= shown
