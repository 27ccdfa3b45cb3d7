"""Why a sentence says what it says: its passages with a bar each, and the words the model was unsure of shaded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.block_view import char_format
from secretaire.desktop.parts.fitted_text import FittedText
from secretaire.desktop.parts.widgets import button, column, label, row, tool
from secretaire.records import Citation
from secretaire.tasks.finding.passage_words import passage_words
from secretaire.tasks.verifying.why import LEAST_UNSURE, Mattered, Token, Why, unsure_words
from secretaire.wording import _, decimal
from secretaire.wording.quoting import quoted

_BAR_WIDTH, _BAR_HEIGHT = 120, 8
_QUOTE_CHARACTERS = 300
_DARKEST = 2.5 * LEAST_UNSURE
"""The entropy (nats) from which a word has the full shade."""


class WhyView(QFrame):
    """``opened`` carries a Citation to show; it closes by its button."""

    opened = Signal(object)

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setProperty("role", "paper")
        self.setAccessibleName(_("Why this sentence?"))
        self.sentence = FittedText()
        self.sentence.setAccessibleName(_("The sentence"))
        self.sentence.setPlainText(sentence)
        self.told = label(_("Measuring what it rests on…"), "caption")
        self.passages: list[QWidget] = []
        self._column = column(self, tokens.SPACE_M, tokens.SPACE_S)
        above = row(None, 0, tokens.SPACE_S)
        above.addWidget(label(_("Why this sentence?"), "heading"), 1)
        above.addWidget(tool(_("Close"), "close", self.deleteLater))
        self._column.addLayout(above)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.told)

    def show_why(self, why: Why) -> None:
        """Show what was measured."""
        self._shade(why.tokens)
        words = unsure_words(why.tokens)
        unsure = _("The model was least sure of: {words}").format(words=", ".join(map(quoted, words)))
        how = _("Measured with {model} in {seconds} s: how much less likely the sentence is without each passage.")
        lines = [unsure] if words else []
        self.told.setText("\n".join([*lines, how.format(model=why.model, seconds=decimal(why.seconds))]))
        for passage in why.passages:
            shown = _PassageRow(passage)
            shown.opened.connect(self.opened)
            self.passages.append(shown)
            self._column.addWidget(shown)

    def _shade(self, pieces: Sequence[Token]) -> None:
        cursor = QTextCursor(self.sentence.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for piece in pieces:
            made = char_format()
            if piece.entropy >= LEAST_UNSURE:
                shade = QColor(theme.colours().mark)
                shade.setAlphaF(min(1.0, piece.entropy / _DARKEST))
                made.setBackground(shade)
            cursor.insertText(piece.text, made)


class _PassageRow(QWidget):
    """One passage: its bar, its share in words, where it stands, its beginning."""

    opened = Signal(object)

    def __init__(self, passage: Mattered) -> None:
        super().__init__()
        citation = passage.citation
        layout = column(self, 0, tokens.SPACE_XS)
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(label(_share_words(passage), "caption"), 1)
        across.addWidget(button(_place(citation), lambda: self.opened.emit(citation), role="quiet"))
        layout.addLayout(across)
        layout.addWidget(_Bar(passage.share))
        quote = label(quoted(_beginning(citation.quote)))
        quote.setFont(theme.serif_font())
        layout.addWidget(quote)
        self.setAccessibleName(f"{_share_words(passage)}, {_place(citation)}: {_beginning(citation.quote)}")


class _Bar(QWidget):
    """A share as a bar; the words above it say the same."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_BAR_WIDTH), theme.px(_BAR_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            whole = QRectF(self.rect())
            for colour, width in (("border", whole.width()), ("accent", whole.width() * self._share)):
                painter.setBrush(QColor(getattr(theme.colours(), colour)))
                radius = min(whole.height(), width) / 2
                painter.drawRoundedRect(QRectF(0, 0, width, whole.height()), radius, radius)


def _share_words(passage: Mattered) -> str:
    words = _("{percent} %, cited") if passage.cited else _("{percent} %, not cited")
    return words.format(percent=round(100 * passage.share))


def _place(citation: Citation) -> str:
    return _("Page {page}").format(page=citation.page) if citation.page is not None else citation.anchor


def _beginning(quote: str) -> str:
    text = passage_words(quote)
    return text if len(text) <= _QUOTE_CHARACTERS else text[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + " …"
