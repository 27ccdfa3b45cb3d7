"""Sentences the machine wrote, each with the state of its evidence and its citations.

Supported is plain; partial has a dotted underline and ◐; unsupported a wavy one and ○, both with words. The page
numbers are links: hover or Tab shows the quote, a click or Enter opens the page at the passage. The context menu, or
its key, asks why a sentence says what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeySequence,
    QMoveEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.block_view import char_format
from secretaire.desktop.parts.fitted_text import FittedText
from secretaire.records import Citation, Sentence, Support
from secretaire.tasks.summaries.summary_groups import under_headings
from secretaire.tasks.verifying.withholding import is_hidden
from secretaire.wording import _
from secretaire.wording.quoting import readable

_BULLET = "•\u2002"
_Underline = QTextCharFormat.UnderlineStyle


@dataclass(frozen=True, slots=True)
class _Link:
    sentence: int
    citation: Citation
    start: int
    end: int


class SentenceView(FittedText):
    """``opened`` carries a Citation to show; ``pointed`` a Citation and where it stands in this view, or None.

    ``asked_why`` carries the number (from 0) of a sentence that is to be explained.
    """

    opened = Signal(object)
    asked_why = Signal(int)
    pointed = Signal(object, object, object)

    def __init__(self, name: str, *, bullets: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        flags = Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(flags)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bullets = bullets
        self._sentences: tuple[Sentence, ...] = ()
        self._pending = ""
        self._links: dict[str, _Link] = {}
        self._places: dict[int, tuple[int, int]] = {}
        self.explain = QAction(_("Why this sentence?"), self)
        self.explain.setShortcut(QKeySequence("Ctrl+Shift+Y"))
        self.explain.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.explain.triggered.connect(lambda: self._ask_why(self.textCursor().selectionEnd()))
        self.addAction(self.explain)
        self.anchorClicked.connect(self._clicked)
        self.highlighted.connect(self._highlighted)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is shown."""
        return self._sentences

    @property
    def citations(self) -> list[Citation]:
        """Every citation shown, in order."""
        return [link.citation for link in self._links.values()]

    def show_sentences(self, sentences: Sequence[Sentence], pending: str = "") -> None:
        """Replace what is shown; ``pending`` is text that is still being written."""
        self._sentences, self._pending, self._links, self._places = tuple(sentences), pending, {}, {}
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for title, run in under_headings(sentences):
            shown = [(number, sentence) for number, sentence in run if not is_hidden(sentence)]
            if title and shown:
                self._head(cursor, title, first=not self._places)
            for place, (number, sentence) in enumerate(shown):
                self._begin(cursor, first=not self._places and not (title and place == 0))
                start = cursor.position()
                self._insert(cursor, number, sentence)
                self._places[number] = (start, cursor.position())
        if pending:
            self._begin(cursor, first=not self._places)
            cursor.insertText(pending, _tinted("muted"))
        cursor.endEditBlock()

    def set_bullets(self, bullets: bool) -> None:
        """Whether each sentence stands alone, or all in one paragraph; counts from the next ``show_sentences``."""
        self._bullets = bullets

    def _head(self, cursor: QTextCursor, title: str, *, first: bool) -> None:
        made = QTextBlockFormat()
        made.setTopMargin(0 if first else tokens.SPACE_M)
        made.setHeadingLevel(3)
        if first:
            cursor.setBlockFormat(made)
        else:
            cursor.insertBlock(made)
        words = char_format()
        words.setFontWeight(QFont.Weight.DemiBold)
        cursor.insertText(title, words)

    def _begin(self, cursor: QTextCursor, *, first: bool) -> None:
        made = QTextBlockFormat()
        made.setLineHeight(theme.px(tokens.READING_LINE), int(QTextBlockFormat.LineHeightTypes.MinimumHeight.value))
        if self._bullets:
            hang = QFontMetrics(char_format().font()).horizontalAdvance(_BULLET)
            made.setLeftMargin(hang)
            made.setTextIndent(-hang)
        made.setTopMargin(0 if first else tokens.SPACE_S)
        if first:
            cursor.setBlockFormat(made)
        elif self._bullets:
            cursor.insertBlock(made)
        else:
            cursor.insertText(" ", char_format())
        if self._bullets:
            cursor.insertText(_BULLET, _tinted("muted"))

    def _insert(self, cursor: QTextCursor, number: int, sentence: Sentence) -> None:
        cursor.insertText(readable(sentence.text.replace("\n", " ")), _state_format(sentence.support))
        self._insert_links(cursor, number, sentence.citations)
        mark = state_words(sentence.support)
        if mark:
            colour = "warn" if sentence.support is Support.PARTIAL else "danger"
            cursor.insertText(f"\u2002{mark}".replace(" ", "\u00a0"), _tinted(colour, tokens.CAPTION_PX))

    def _insert_links(self, cursor: QTextCursor, number: int, citations: Sequence[Citation]) -> None:
        shown: set[str] = set()
        for place, citation in enumerate(citations):
            words = str(citation.page) if citation.page is not None else citation.anchor
            if words in shown:  # a second passage of the same page: the first one leads there
                continue
            shown.add(words)
            address = f"citation:{number}.{place}"
            cursor.insertText("\u2009", char_format())
            start = cursor.position()
            cursor.insertText(f"\u00a0{words}\u00a0", _link_format(address))
            self._links[address] = _Link(number, citation, start, cursor.position())

    # -- asking why -----------------------------------------------------------------------------------------------
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The text's own menu, with the question why."""
        place = self.textCursor().selectionEnd()
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            place = self.cursorForPosition(event.pos()).position()
        menu = self.createStandardContextMenu()
        menu.setParent(self, menu.windowFlags())
        menu.addSeparator()
        entry = menu.addAction(self.explain.text(), lambda: self._ask_why(place))
        entry.setEnabled(self.sentence_at(place) is not None)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def sentence_at(self, place: int) -> int | None:
        """The number of the sentence that stands at a place of the text and cites something."""
        found = (number for number, (start, end) in self._places.items() if start <= place <= end)
        return next((number for number in found if self._sentences[number].citations), None)

    def _ask_why(self, place: int) -> None:
        number = self.sentence_at(place)
        if number is not None:
            self.asked_why.emit(number)

    # -- following ----------------------------------------------------------------------------------------------
    def link_rect(self, address: str) -> QRect:
        """Where a citation's number stands, in this view."""
        link = self._links[address]
        cursor = QTextCursor(self.document())
        cursor.setPosition(link.start)
        begin = self.cursorRect(cursor)
        cursor.setPosition(link.end)
        return begin.united(self.cursorRect(cursor))

    def _clicked(self, url: QUrl) -> None:
        link = self._links.get(url.toString())
        if link is not None:
            self.opened.emit(link.citation)

    def _highlighted(self, url: QUrl) -> None:
        self._point(url.toString())

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from citation to citation, then on; each shows its quote."""
        inside = super().focusNextPrevChild(next)
        chosen = QTextCursor(self.document())
        chosen.setPosition(self.textCursor().selectionEnd())
        self._point(chosen.charFormat().anchorHref() if inside and self.textCursor().hasSelection() else "")
        return inside

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point("")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._point("")

    def moveEvent(self, event: QMoveEvent) -> None:
        """The page around it scrolled: a quote would stand in the wrong place."""
        super().moveEvent(event)
        self._point("")

    def _point(self, address: str) -> None:
        link = self._links.get(address)
        if link is None:
            self.pointed.emit(None, None, None)
        else:
            corner = self.viewport().mapTo(self, self.link_rect(address).bottomLeft())
            self.pointed.emit(link.citation, self._sentences[link.sentence], corner)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.pointed.emit(None, None, QPoint())


def state_words(support: Support) -> str:
    """The mark and the words of a sentence's state; empty where it is supported."""
    return {
        Support.SUPPORTED: "",
        Support.PARTIAL: _("◐ partly supported"),
        Support.UNSUPPORTED: _("○ not found in the document"),
    }[support]


def _state_format(support: Support) -> QTextCharFormat:
    made = char_format()
    styles = {
        Support.SUPPORTED: _Underline.NoUnderline,
        Support.PARTIAL: _Underline.DotLine,
        Support.UNSUPPORTED: _Underline.WaveUnderline,
    }
    made.setUnderlineStyle(styles[support])
    colour = {Support.PARTIAL: theme.colours().warn, Support.UNSUPPORTED: theme.colours().danger}.get(support)
    if colour:
        made.setUnderlineColor(QColor(colour))
    return made


def _tinted(colour: str, size: int = tokens.READING_PX) -> QTextCharFormat:
    made = char_format(size)
    made.setForeground(QColor(getattr(theme.colours(), colour)))
    return made


def _link_format(address: str) -> QTextCharFormat:
    made = _tinted("accent", tokens.CAPTION_PX)
    made.setBackground(QColor(theme.colours().accent_tint))
    made.setAnchor(True)
    made.setAnchorHref(address)
    made.setUnderlineStyle(_Underline.NoUnderline)
    return made
