from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from secretaire.desktop.documents.coverage_strip import CoverageStrip, coverage_words
from secretaire.desktop.documents.document_view import DocumentView
from secretaire.desktop.documents.importer import file_dialog
from secretaire.desktop.documents.page_text import PageText
from secretaire.desktop.documents.page_view import PageView
from secretaire.desktop.documents.password_box import PasswordBox
from secretaire.desktop.results.pairs_view import CheckView, ComparisonView
from secretaire.desktop.results.quote_card import QuoteCard
from secretaire.desktop.results.sentence_view import SentenceView
from secretaire.desktop.results.values_view import ValuesView
from secretaire.desktop.shell.desk import DOCUMENTS, Desk
from secretaire.documents.reader.interface import Picture
from secretaire.governance.models import find_embedder
from secretaire.identity import new_id
from secretaire.records import (
    Citation,
    Document,
    HiddenText,
    Page,
    PageCoverage,
    PageStatus,
    Sentence,
    Span,
    Support,
)
from tests.desktop.helpers import desk_over, write_document

SPAN = Span("extraction", 2, 0, 10)
CITATION = Citation("document", 2, "", "Agencies need an inventory", ((72.0, 100.0, 300.0, 112.0),), SPAN)
SENTENCES = (
    Sentence("Supported sentence.", Support.SUPPORTED, (CITATION,)),
    Sentence("Half a sentence.", Support.PARTIAL, (CITATION,)),
    Sentence("Invented sentence.", Support.UNSUPPORTED),
)


def open_document(qtbot: QtBot, desk: Desk, path: Path) -> DocumentView:
    desk.go(DOCUMENTS)
    desk.importer.import_files([str(path)])
    qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=10_000)
    view = desk.documents.current
    assert view is not None
    qtbot.waitUntil(lambda: view._page is not None, timeout=5000)
    return view


def test_the_window_keeps_the_keys_while_a_document_is_imported(qtbot: QtBot, tmp_path: Path) -> None:
    """A widget that is shown before it has a parent is a window for an instant, and takes them."""
    with desk_over(qtbot, tmp_path) as desk:
        window = desk.window()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=5000)
        open_document(qtbot, desk, write_document(tmp_path))
        qtbot.wait(50)
        assert window.isActiveWindow()


def test_a_document_is_imported_summarised_and_asked(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "Agencies need an inventory of their data.") as desk:
        view = open_document(qtbot, desk, write_document(tmp_path))
        assert "4 pages" in view._facts.text()
        assert "100 % read" in view._facts.text()
        assert coverage_words(view.strip.cells) == "4 pages, 3 read, 1 blank"
        assert len(desk.documents.list.ids) == 1

        view.panel.bar.run.click()
        assert not view.panel.bar.run.isEnabled()
        qtbot.waitUntil(lambda: view.panel.bar.run.isEnabled(), timeout=10_000)
        summary = view.panel.summary
        assert summary is not None
        assert summary.sentences.sentences
        citation = summary.sentences.citations[-1]
        assert any(cell.used_by for cell in view.strip.cells), "cited pages have a dot"

        summary.sentences.anchorClicked.emit(QUrl(list(summary.sentences._links)[-1]))
        qtbot.waitUntil(lambda: view.number == citation.span.page and view._page is not None, timeout=5000)
        qtbot.waitUntil(lambda: view.picture.canvas._boxes == citation.boxes, timeout=5000)

        view.panel.question.field.setPlainText("Who needs an inventory of data?")
        view.panel.question.send()
        qtbot.waitUntil(lambda: not view.panel.question._busy, timeout=10_000)
        reports = desk._session.services.vault.reports(view.document.id)
        assert {report.kind for report in reports} == {"summary", "answer"}


def test_a_page_that_could_not_be_read_is_shown_as_such(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, unreadable={2: "documents.page_crashed"}) as desk:
        view = open_document(qtbot, desk, write_document(tmp_path))
        assert view.strip.cells[1].status is PageStatus.UNREADABLE
        assert "1 unreadable" in coverage_words(view.strip.cells)
        assert "75 % read" in view._facts.text()


def test_a_file_that_is_no_document_says_so_in_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"\0\0")
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(DOCUMENTS)
        desk.importer.import_files([str(bad)])
        qtbot.waitUntil(lambda: bool(desk.documents.notice.text), timeout=5000)
        assert desk.documents.list.ids == []


def test_dropped_files_are_imported(qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write_document(tmp_path))), QUrl("https://example.org/a.pdf")])
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(DOCUMENTS)
        event = QDropEvent(
            QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        desk.documents.dropEvent(event)
        qtbot.waitUntil(lambda: len(desk.documents.list.ids) == 1, timeout=5000)


def test_the_file_dialog_is_qts_own_and_forgets(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = file_dialog(parent)
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)


# -- the strip --------------------------------------------------------------------------------------------------
def cell(page: int, status: PageStatus = PageStatus.READ, used_by: tuple[int, ...] = ()) -> PageCoverage:
    return PageCoverage("document", page, "", status, "", 100, used_by)


def test_the_strip_is_reached_with_keys(qtbot: QtBot) -> None:
    strip = CoverageStrip()
    qtbot.addWidget(strip)
    strip.show_coverage([cell(number) for number in range(1, 6)])
    strip.show()
    opened: list[int] = []
    strip.opened.connect(opened.append)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    QTest.keyClick(strip, Qt.Key.Key_End)
    QTest.keyClick(strip, Qt.Key.Key_Space)
    assert opened == [2, 5]
    assert "Page 5: read" in strip.accessibleDescription()


def test_every_status_has_a_look_and_words(qtbot: QtBot) -> None:
    strip = CoverageStrip()
    qtbot.addWidget(strip)
    looks = set()
    for status in PageStatus:
        strip.show_coverage([cell(1, status)])
        strip.resize(100, 40)
        looks.add(bytes(strip.grab().toImage().constBits()))
    strip.show_coverage([cell(1, used_by=(0, 2))])
    looks.add(bytes(strip.grab().toImage().constBits()))
    assert len(looks) == len(PageStatus) + 1
    assert coverage_words([cell(1, used_by=(0,)), cell(2, PageStatus.OCR)]) == "2 pages, 1 read, 1 read by OCR, 1 cited"


@pytest.mark.parametrize("pages", [0, 1, 14, 118, 2000])
def test_a_strip_of_any_length_fits_its_width(qtbot: QtBot, pages: int) -> None:
    strip = CoverageStrip()
    qtbot.addWidget(strip)
    strip.show_coverage([cell(number) for number in range(1, pages + 1)])
    strip.resize(600, strip.heightForWidth(600))
    for place in range(pages):
        assert strip.rect().contains(strip._rect(place))
        assert strip._place_at(strip._rect(place).center()) == place


# -- sentences and quotes ---------------------------------------------------------------------------------------
def formats(view: SentenceView) -> dict[str, QTextCharFormat]:
    found = {}
    block = view.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            found[piece.text().strip()] = piece.charFormat()
            pieces += 1
        block = block.next()
    return found


def test_states_are_told_by_line_mark_and_words(qtbot: QtBot) -> None:
    view = SentenceView("Summary")
    qtbot.addWidget(view)
    view.show_sentences(SENTENCES)
    looks = formats(view)
    style = QTextCharFormat.UnderlineStyle
    assert looks["Supported sentence."].underlineStyle() == style.NoUnderline
    assert looks["Half a sentence."].underlineStyle() == style.DotLine
    assert looks["Invented sentence."].underlineStyle() == style.WaveUnderline
    text = view.toPlainText().replace("\u00a0", " ")
    assert "◐ partly supported" in text
    assert "○ not found in the document" in text


def test_tab_shows_the_quote_and_enter_opens_the_page(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    view = SentenceView("Summary")
    view.setParent(window)
    view.resize(500, 200)
    card = QuoteCard(window)
    card.attend(view)
    opened: list[Citation] = []
    view.opened.connect(opened.append)
    view.show_sentences(SENTENCES)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert not card.isHidden()
    assert "Agencies need an inventory" in card.accessibleName()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == [CITATION]


# -- pages ------------------------------------------------------------------------------------------------------
def test_marks_stand_where_the_boxes_are(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(620, 400)
    view.show()
    view.canvas.show_picture(Picture(595, 842, b"\xff" * (595 * 842 * 3)), (595.0, 842.0))
    view.canvas.mark(CITATION.boxes)
    image = view.canvas.grab().toImage()
    scale = view.canvas.width() / 595
    inside = image.pixelColor(round(200 * scale), round(106 * scale))
    outside = image.pixelColor(round(200 * scale), round(200 * scale))
    assert outside == QColor("white")
    assert inside != outside


def test_pixels_that_are_not_as_many_as_said_are_refused(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.canvas.show_picture(Picture(1000, 1000, b"\xff" * 3), (595.0, 842.0))
    assert view.canvas._image.isNull()


def test_text_pages_mark_code_points_not_utf16_units(qtbot: QtBot) -> None:
    view = PageText()
    qtbot.addWidget(view)
    view.show_page(Page(1, text="😀 Inventory\nof data"))
    view.mark((2, 11))
    selections = view.extraSelections()  # held: the cursor is theirs
    cursor: QTextCursor = selections[0].cursor
    assert cursor.selectedText() == "Inventory"


@pytest.mark.skipif(find_embedder("en") is None, reason="no embedding model is installed: make embeddings")
def test_an_imported_document_is_prepared_for_search_by_meaning(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        open_document(qtbot, desk, write_document(tmp_path))
        vault = desk._session.services.vault
        qtbot.waitUntil(lambda: bool(vault.vector_models()), timeout=20_000)
        qtbot.waitUntil(lambda: not desk._session.jobs.running, timeout=20_000)
        assert vault.count_passages_without_vector(list(vault.vector_models())) == 0
        assert not desk.notice.isVisible()


def test_without_an_embedding_model_an_import_is_quiet(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secretaire.governance.models.model_folders", list)
    with desk_over(qtbot, tmp_path) as desk:
        open_document(qtbot, desk, write_document(tmp_path))
        qtbot.waitUntil(lambda: not desk._session.jobs.running, timeout=5000)
        assert not desk._session.services.vault.vector_models()
        assert len(desk.documents.list.ids) == 1


def test_a_folder_becomes_a_collection(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "Matter 7"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        write_document(folder, name)
    (folder / "b.txt").write_text("Another text.")
    with desk_over(qtbot, tmp_path) as desk:
        desk.importer.import_files([str(folder)])
        qtbot.waitUntil(lambda: len(desk.documents.list.ids) == 2, timeout=10_000)
        qtbot.waitUntil(lambda: "2 documents read" in desk.documents.notice.text, timeout=5000)
        documents = desk._session.services.vault.documents()
        assert {document.collection for document in documents} == {"Matter 7"}


def test_two_documents_are_compared_and_either_side_opens(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        older = open_document(qtbot, desk, write_document(tmp_path)).document
        newer = tmp_path / "newer.txt"
        newer.write_text("Appeals must be filed within 30 days. The fee is 14 euros.\n", encoding="utf-8")
        desk.importer.import_files([str(newer)])
        view = desk.documents.current
        while view is None or view.document.id == older.id:
            qtbot.wait(20)
            view = desk.documents.current
        view.panel.compare(older.id)
        comparison = view.panel.beside["comparison"]
        assert isinstance(comparison, ComparisonView)
        differences = comparison.table.pairs
        qtbot.waitUntil(lambda: bool(differences.rows), timeout=10_000)
        removed = next(place for place, row in enumerate(differences.rows) if row.right is None)
        comparison.table.setCurrentIndex(differences.index(removed, 0))
        QTest.keyClick(comparison.table, Qt.Key.Key_Return)
        cited = differences.rows[removed].left
        assert cited is not None

        def opened() -> bool:
            shown = desk.documents.current
            return shown is not None and (shown.document.id, shown.number) == (older.id, cited.span.page)

        qtbot.waitUntil(opened, timeout=5000)


def test_a_document_is_checked_against_the_rules_of_another(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        rules = open_document(qtbot, desk, write_document(tmp_path)).document
        text = tmp_path / "text.txt"
        text.write_text("Appeals must be filed within 30 days. The fee is 14 euros.\n", encoding="utf-8")
        desk.importer.import_files([str(text)])
        view = desk.documents.current
        while view is None or view.document.id == rules.id:
            qtbot.wait(20)
            view = desk.documents.current
        view.panel.check(rules.id)
        shown = view.panel.beside["check"]
        assert isinstance(shown, CheckView)
        pairs = shown.table.pairs
        qtbot.waitUntil(lambda: bool(pairs.rows), timeout=60_000)  # an embedding model may be loaded
        assert all(row.left is not None and row.notes for row in pairs.rows)


def test_a_table_is_extracted_copied_and_its_pages_open(qtbot: QtBot, tmp_path: Path) -> None:
    schema = tmp_path / "schema.toml"
    schema.write_text(
        '[[fields]]\nname = "inventory"\ndescription = "by when agencies need an inventory"\ntype = "date"\n'
        '[[fields]]\nname = "fee"\ndescription = "the fee for a licence"\ntype = "amount"\n'
    )
    with desk_over(qtbot, tmp_path) as desk:
        view = open_document(qtbot, desk, write_document(tmp_path))
        dialog = view.choose_schema()
        dialog.fileSelected.emit(str(schema))
        dialog.reject()
        values = view.panel.beside["table"]
        assert isinstance(values, ValuesView)
        qtbot.waitUntil(values.copy.isVisible, timeout=60_000)
        model = values.table.values
        assert [model.index(row, 1).data() for row in range(2)] == ["31 December 2020", "–"]
        values.table.setFocus()
        QTest.keyClick(values.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        copied = QGuiApplication.clipboard().text()
        assert copied == "Document\tinventory\tfee\nplaybook.txt\t31 December 2020\t"
        values.table.setCurrentIndex(model.index(0, 1))
        QTest.keyClick(values.table, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: view.number == 2, timeout=5000)
        assert values.export.isVisible()


def test_a_bad_schema_says_what_is_wrong(qtbot: QtBot, tmp_path: Path) -> None:
    schema = tmp_path / "schema.toml"
    schema.write_text('[[fields]]\nname = "a"\ntype = "colour"\n')
    with desk_over(qtbot, tmp_path) as desk:
        view = open_document(qtbot, desk, write_document(tmp_path))
        view.panel.extract(schema)
        qtbot.waitUntil(lambda: "field 1" in view.panel.notice.text, timeout=10_000)


def test_one_button_holds_what_else_can_be_done_and_its_keys_work(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        view = open_document(qtbot, desk, write_document(tmp_path))
        menu = view.more.menu()
        assert menu is not None
        assert [each.text() for each in menu.actions()] == [
            "Compare with…",
            "Check against…",
            "Write…",
            "Extract a table…",
        ]
        assert view.more.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert view.more.accessibleName()
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: "no other document to compare" in view.notice.text, timeout=5000)


def test_hidden_text_is_listed_and_admitted(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        path = write_document(tmp_path)
        view = open_document(qtbot, desk, path)
        assert view.hidden_button.isHidden(), "there is none"
        vault = desk._session.services.vault
        before = vault.extraction_of(view.document)
        assert before is not None
        page = replace(vault.pages(before.id)[0], hidden=(HiddenText("The pelican.", "hidden.white", (1, 2, 3, 4)),))
        made = replace(before, id=new_id())
        vault.add_extraction(made)
        vault.add_page(made.id, page)
        vault.finish_extraction(made.id)
        view.hidden.load()
        qtbot.waitUntil(view.hidden_button.isVisible, timeout=5000)
        changed: list[Document] = []
        desk.documents.changed.connect(changed.append)
        view.hidden_button.click()
        view._render()
        qtbot.waitUntil(lambda: not view.picture.canvas._image.isNull(), timeout=5000)
        assert view._shown.currentWidget() is view.hidden, "a page that is drawn meanwhile stays behind"
        (admit,) = [each for each in view.hidden.findChildren(QPushButton) if each.text() == "Admit as evidence…"]
        admit.click()
        (asked,) = view.hidden.findChildren(QMessageBox)
        next(each for each in asked.buttons() if each.text() == "Admit").click()
        qtbot.waitUntil(lambda: view._page is not None and "The pelican." in view._page.text, timeout=5000)
        qtbot.waitUntil(
            lambda: "Take back" in [each.text() for each in view.hidden.findChildren(QPushButton)], timeout=5000
        )
        assert len(vault.search("pelican")) == 1
        assert changed == [view.document], "it is prepared anew for search by meaning"
        view.show_page(1)
        assert not view.hidden_button.isChecked()
        assert view._shown.currentWidget() is not view.hidden


def test_the_password_of_a_document_is_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("locked:The harbour is closed.")
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(DOCUMENTS)
        desk.importer.import_files([str(path)])
        for password, sentence in (("albatross", "is protected by a password"), ("pelican", "does not open")):
            qtbot.waitUntil(lambda: len(_password_boxes(desk)) == 1, timeout=5000)
            (box,) = _password_boxes(desk)
            assert any(sentence in each.text() for each in box.findChildren(QLabel))
            box.field.line.setText(password)
            box.go.click()
        qtbot.waitUntil(lambda: desk.documents.current is not None, timeout=5000)
        assert not desk.documents.notice.text


def _password_boxes(desk: Desk) -> list[PasswordBox]:
    return [each for each in desk.window().findChildren(PasswordBox) if each.isVisible()]


def test_a_draft_and_a_plain_version_are_written_and_a_citation_opens(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "Agencies need an inventory of their data.") as desk:
        view = open_document(qtbot, desk, write_document(tmp_path))
        next(each for each in view.more.menu().actions() if each.text() == "Write…").trigger()

        def write_menus() -> list[QMenu]:
            return [each for each in view.more.findChildren(QMenu) if "Write" in each.accessibleName()]

        qtbot.waitUntil(lambda: bool(write_menus()), timeout=5000)
        (menu,) = write_menus()
        words = [action.text() for action in menu.actions()]
        assert words == ["Draft…", "Reply, answered from…", "Plain language"]
        plain = menu.actions()[-1]
        titles = {action.text(): action for inner in menu.findChildren(QMenu) for action in inner.actions()}
        assert "File note" in titles
        titles["File note"].trigger()
        qtbot.waitUntil(lambda: view.panel.bar.run.isEnabled() and "draft" in view.panel.written, timeout=10_000)
        made = view.panel.written["draft"]
        assert made.title.text() == "File note"
        headings = [each.text() for each in made.findChildren(QLabel)]
        assert "Deadlines" in headings
        texts = [each for each in made.findChildren(SentenceView) if each.citations]
        assert texts
        texts[0].opened.emit(texts[0].citations[0])
        assert view.number == texts[0].citations[0].span.page
        plain.trigger()
        qtbot.waitUntil(lambda: view.panel.bar.run.isEnabled() and "plain" in view.panel.written, timeout=10_000)
        assert view.panel.written["plain"].title.text().endswith("in plain language")
