from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from secretaire.desktop.parts.block_view import BlockView
from secretaire.desktop.parts.fitted_text import FittedText
from secretaire.tasks.prompting.markup import MAX_CHARACTERS, Block, Kind, Run, parse

HOSTILE = """<script>alert(1)</script> <b>bold</b> ![picture](http://example.org/x.png)

<iframe src="file:///etc/passwd"></iframe>

[a link](javascript:alert(1)) [another](https://example.org/)

<img src="file:///etc/hostname">
"""


def words(blocks: list[Block]) -> str:
    return "\n".join("".join(run.text for run in block.runs) for block in blocks)


def test_the_kinds_of_block() -> None:
    blocks = parse("# Title\n\nText with **bold**, *soft* and `code`.\n\n> quoted\n\n```\na < b\n```\n")
    assert [block.kind for block in blocks] == [Kind.HEADING, Kind.PARAGRAPH, Kind.QUOTE, Kind.CODE]
    assert blocks[1].runs[1] == Run("bold", strong=True)
    assert blocks[1].runs[3] == Run("soft", emphasis=True)
    assert blocks[3].runs == (Run("a < b", code=True),)


def test_lists_keep_numbers_and_depth() -> None:
    blocks = parse("3. three\n4. four\n   - inner\n\n- bullet\n")
    assert [(block.mark, block.level, words([block])) for block in blocks] == [
        ("3.", 1, "three"),
        ("4.", 1, "four"),
        ("•", 2, "inner"),
        ("•", 1, "bullet"),
    ]


def test_tables() -> None:
    (table,) = parse("| a | b |\n|---|---|\n| 1 | **2** |\n")
    assert table.kind is Kind.TABLE
    assert table.rows[1] == ((Run("1"),), (Run("2", strong=True),))


def test_html_is_shown_as_the_text_it_is() -> None:
    shown = words(parse(HOSTILE))
    assert "<script>alert(1)</script>" in shown
    assert "<b>bold</b>" in shown
    assert "picture" in shown
    assert "another (https://example.org/)" in shown


def test_a_huge_text_is_one_plain_paragraph() -> None:
    (block,) = parse("*" * (MAX_CHARACTERS + 1))
    assert block.kind is Kind.PARAGRAPH


@given(st.text(alphabet="*_`#>|-1.[]()!<&\\ \n\tab", max_size=300))
def test_any_text_can_be_parsed(text: str) -> None:
    for block in parse(text):
        assert block.kind in Kind


def test_nothing_is_ever_loaded_or_linked(qtbot: QtBot) -> None:
    view = BlockView("Answer")
    qtbot.addWidget(view)
    view.show_markdown(HOSTILE)
    document = view.document()
    for address in ("http://example.org/x.png", "file:///etc/passwd"):
        for kind in (QTextDocument.ResourceType.ImageResource, QTextDocument.ResourceType.HtmlResource):
            assert document.resource(int(kind.value), QUrl(address)) is None
            assert view.loadResource(int(kind.value), QUrl(address)) is None
    cursor = QTextCursor(document)
    while cursor.movePosition(QTextCursor.MoveOperation.NextCharacter):
        assert not cursor.charFormat().isAnchor()
        assert not cursor.charFormat().isImageFormat()
    assert "<b>bold</b>" in view.toPlainText()


def test_what_is_copied_is_plain_text(qtbot: QtBot) -> None:
    view = BlockView("Answer")
    qtbot.addWidget(view)
    view.show_markdown("**bold** text")
    view.selectAll()
    data = view.createMimeDataFromSelection()
    assert data.text() == "bold text"
    assert not data.hasHtml()


def test_text_is_as_tall_as_what_it_holds(qtbot: QtBot) -> None:
    view = BlockView("Answer")
    qtbot.addWidget(view)
    view.resize(300, 10)
    view.show()
    view.show_markdown("one line")
    low = view.height()
    view.show_markdown("\n\n".join(["a paragraph"] * 10))
    assert view.height() > 5 * low
    assert not FittedText.isUndoRedoEnabled(view)


def test_a_selection_survives_while_text_grows(qtbot: QtBot) -> None:
    view = BlockView("Answer")
    qtbot.addWidget(view)
    view.show_markdown("first words ")
    cursor = view.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(5, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.show_markdown("first words and more ")
    assert view.textCursor().selectedText() == "first"
