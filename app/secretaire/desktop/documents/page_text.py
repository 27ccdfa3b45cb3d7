"""A page as text: for formats without a look of their own, and where no picture can be drawn."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.block_view import char_format
from secretaire.desktop.parts.fitted_text import InertDocument
from secretaire.records import Page
from secretaire.wording import _, say
from secretaire.wording.quoting import readable


class PageText(QTextEdit):
    """The document's voice: serif on paper."""

    def __init__(self) -> None:
        super().__init__()
        document = InertDocument(self)
        document.setDocumentMargin(tokens.SPACE_L)
        self.setDocument(document)
        self.setReadOnly(True)
        self.setProperty("role", "paper")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Text of the page"))
        self._page: Page | None = None

    def show_page(self, page: Page) -> None:
        """Show a page's canonical text, or why there is none."""
        self._page = page
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        spaced = QTextBlockFormat()
        spaced.setLineHeight(theme.px(tokens.READING_LINE), int(QTextBlockFormat.LineHeightTypes.MinimumHeight.value))
        cursor.setBlockFormat(spaced)
        if page.text:
            cursor.insertText(readable(page.text), char_format(font=theme.serif_font()))
        else:
            cursor.insertText(say(page.reason) if page.reason else _("This page is blank."), char_format())
        cursor.endEditBlock()

    def mark(self, place: tuple[int, int] | None) -> None:
        """Mark a range of the page's text, given in code points."""
        self.setExtraSelections([])
        if place is None or self._page is None:
            return
        # Qt counts UTF-16 units; a line break is one of either.
        start, end = (_utf16(self._page.text[:point]) for point in place)
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start, self.document().characterCount() - 1))
        cursor.setPosition(min(end, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(QColor(theme.colours().mark))
        look.setForeground(QColor(theme.colours().text))
        selection.cursor, selection.format = cursor, look
        self.setExtraSelections([selection])
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self.ensureCursorVisible()


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
