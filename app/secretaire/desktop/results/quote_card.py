"""What a citation rests on, shown beside it: the document's own words, in serif on paper."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.widgets import column, label
from secretaire.desktop.results.sentence_view import SentenceView, state_words
from secretaire.records import Citation, Sentence
from secretaire.tasks.finding.passage_words import passage_words
from secretaire.wording import _, say
from secretaire.wording.quoting import quoted

_WIDTH = 400
_QUOTE_CHARACTERS = 600


class QuoteCard(QFrame):
    """Floats over the window; it never takes the focus or the pointer."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("role", "quote")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._where = label("", "caption", wrap=False)
        self._quote: QLabel = label("")
        self._quote.setFont(theme.serif_font())
        self._findings = label("", "warning")
        self._column = column(self, tokens.SPACE_M, tokens.SPACE_XS)
        for widget in (self._where, self._quote, self._findings):
            self._column.addWidget(widget)
        self.setFixedWidth(theme.px(_WIDTH))
        self.hide()

    def attend(self, view: SentenceView) -> None:
        """Show the quotes of a view's citations."""
        view.pointed.connect(lambda citation, sentence, corner: self._pointed(view, citation, sentence, corner))

    def _pointed(
        self, view: SentenceView, citation: Citation | None, sentence: Sentence | None, corner: QPoint | None
    ) -> None:
        if citation is None or sentence is None or corner is None:
            self.hide()
        else:
            self.show_quote(citation, sentence, view.mapTo(self._window, corner))

    def show_quote(self, citation: Citation, sentence: Sentence, below: QPoint) -> None:
        """Show a citation's quote under a point of the window."""
        where = _("Page {page}").format(page=citation.page) if citation.page is not None else citation.anchor
        self._where.setText(where)
        self._quote.setText(quoted(_cut(passage_words(citation.quote))))
        findings = [say(found.code, found.params) for found in sentence.findings]
        self._findings.setText("\n".join(filter(None, [state_words(sentence.support), *findings])))
        self._findings.setVisible(bool(self._findings.text()))
        self.setAccessibleName(f"{where}: {passage_words(citation.quote)}")
        self.adjustSize()
        self.setFixedHeight(self._column.heightForWidth(self.width()))
        self._stand_at(below + QPoint(0, tokens.SPACE_XS))
        self.raise_()
        self.show()

    def _stand_at(self, point: QPoint) -> None:
        room = self._window.rect().adjusted(tokens.SPACE_S, tokens.SPACE_S, -tokens.SPACE_S, -tokens.SPACE_S)
        left = max(room.left(), min(point.x(), room.right() - self.width()))
        top = point.y() if point.y() + self.height() <= room.bottom() else point.y() - self.height() - 28
        self.move(left, max(room.top(), top))


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTE_CHARACTERS else text[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + " …"
