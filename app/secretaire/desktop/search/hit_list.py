"""What was found: title, kind and place, and the snippet with the found words marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QStandardItem,
    QStandardItemModel,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.item_list import draw_ground
from secretaire.desktop.parts.times import exact, short
from secretaire.records import SearchHit
from secretaire.wording import _
from secretaire.wording.quoting import readable

HIT = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_LINES = 2


def kind_words(kind: str) -> str:
    """What kind of thing was found."""
    return {
        "message": _("Chat"),
        "passage": _("Document"),
        "report": _("Summary or answer"),
        "translation": _("Translation"),
    }.get(kind, kind)


def place_words(hit: SearchHit) -> str:
    """Kind, page and time of a hit."""
    told = [kind_words(hit.kind)]
    if hit.anchor:
        told.append(hit.anchor)
    elif hit.page is not None:
        told.append(_("page {page}").format(page=hit.page))
    return " · ".join([*told, short(hit.created_at)])


class _Hits(QStyledItemDelegate):
    """Draws a hit over at most four lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title = QFontMetrics(theme.ui_font()).height()
        small = QFontMetrics(theme.ui_font(tokens.CAPTION_PX)).height()
        snippet = QFontMetrics(theme.serif_font()).height() * _LINES
        return QSize(300, title + small + snippet + tokens.SPACE_XS + 2 * tokens.SPACE_M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: SearchHit = index.data(HIT)
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        draw_ground(painter, rect, state)
        inside = rect.adjusted(tokens.SPACE_L, tokens.SPACE_M, -tokens.SPACE_L, -tokens.SPACE_M)
        y = self._line(painter, inside, inside.top(), hit.title, theme.ui_font(strong=True), theme.colours().text)
        y = self._line(painter, inside, y, place_words(hit), theme.ui_font(tokens.CAPTION_PX), theme.colours().muted)
        self._snippet(painter, QRect(inside.left(), y + tokens.SPACE_XS, inside.width(), inside.bottom() - y), hit)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, inside: QRect, y: int, text: str, font: QFont, colour: str) -> int:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside.left(), y + metrics.ascent(), cut)
        return y + metrics.height()

    def _snippet(self, painter: QPainter, rect: QRect, hit: SearchHit) -> None:
        font = theme.serif_font() if hit.kind == "passage" else theme.ui_font(tokens.READING_PX)
        layout = QTextLayout(readable(hit.snippet.replace("\n", " ")), font)
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.setFormats([_marked(hit.snippet, place) for place in hit.highlights])
        painter.setPen(QColor(theme.colours().text))
        layout.beginLayout()
        y = 0.0
        for _number in range(_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(min(rect.width(), theme.reading_width()))
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        layout.draw(painter, QPointF(rect.topLeft()))


def _marked(snippet: str, place: tuple[int, int]) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    start, end = (len(snippet[:point].encode("utf-16-le")) // 2 for point in place)  # Qt counts UTF-16 units
    look = QTextCharFormat()
    look.setBackground(QColor(theme.colours().mark))
    look.setForeground(QColor(theme.colours().text))
    look.setFontWeight(QFont.Weight.DemiBold)
    made.start, made.length, made.format = start, end - start, look
    return made


class HitList(QListView):
    """``opened`` carries the SearchHit to go to."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Hits(self))
        self.setAccessibleName(_("What was found"))
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        """Replace what is shown."""
        self._rows.clear()
        for hit in hits:
            item = QStandardItem()
            item.setData(hit, HIT)
            item.setData(
                f"{hit.title}, {place_words(hit)}: {readable(hit.snippet)}", Qt.ItemDataRole.AccessibleTextRole
            )
            item.setToolTip(exact(hit.created_at))
            self._rows.appendRow(item)

    @property
    def hits(self) -> list[SearchHit]:
        """What is shown."""
        return [self._rows.item(place).data(HIT) for place in range(self._rows.rowCount())]

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(HIT))
