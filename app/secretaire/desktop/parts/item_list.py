"""The list pane: items of two lines, a heading and the button that makes a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.confirm import confirm
from secretaire.desktop.parts.items import CAPTION, ID, Index, Item, Items
from secretaire.desktop.parts.widgets import column, label, row, tool
from secretaire.wording import _


class TwoLines(QStyledItemDelegate):
    """Draws a title over its caption, both cut to the width."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(theme.ui_font()).height() + QFontMetrics(theme.ui_font(tokens.CAPTION_PX)).height()
        return QSize(120, lines + 2 * tokens.SPACE_S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        draw_ground(painter, rect, state)
        inside = rect.adjusted(tokens.SPACE_L, tokens.SPACE_S, -tokens.SPACE_M, -tokens.SPACE_S)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._line(painter, inside, str(index.data()), tokens.UI_PX, theme.colours().text, strong=chosen)
        below = inside.adjusted(0, QFontMetrics(theme.ui_font()).height(), 0, 0)
        self._line(painter, below, str(index.data(CAPTION) or ""), tokens.CAPTION_PX, theme.colours().muted)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, rect: QRect, text: str, size: int, colour: str, *, strong: bool = False) -> None:
        font = theme.ui_font(size, strong=strong)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), cut)


def draw_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    """The ground of a row: tinted when chosen or pointed at, with a bar so that it isn't colour alone."""
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tile = rect.adjusted(tokens.SPACE_S, 1, -tokens.SPACE_S, -1)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().accent_tint))
        painter.drawRoundedRect(tile, tokens.RADIUS, tokens.RADIUS)
    if chosen:
        painter.setBrush(QColor(theme.colours().accent))
        painter.drawRoundedRect(QRect(tile.left(), tile.top() + 8, 3, tile.height() - 16), 1.5, 1.5)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QColor(theme.colours().accent))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(tile, tokens.RADIUS, tokens.RADIUS)


def fit_rows(view: QListView, most: int) -> None:
    """As tall as its rows, but for no more than so many."""
    rows = max(1, min(most, view.model().rowCount()))
    view.setFixedHeight(rows * max(1, view.sizeHintForRow(0)) + 2 * view.frameWidth() + tokens.SPACE_XS)


class ItemList(QWidget):
    """``chosen`` carries the id of the item a person picked; choosing by code stays silent.

    ``deleted`` carries the id of an item that a person wants deleted, and has confirmed (Delete, or the menu).
    """

    chosen = Signal(str)
    deleted = Signal(str)

    def __init__(self, title: str, new: str, makes_new: Callable[[], object], key: str, empty: str) -> None:
        super().__init__()
        self.setProperty("role", "list")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = Items(self)
        self.view = QListView()
        self.view.setAccessibleName(title)
        self.view.setModel(self._model)
        self.view.setUniformItemSizes(True)
        self.view.setItemDelegate(TwoLines(self.view))
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = label(empty, "muted")
        self._empty.setContentsMargins(tokens.SPACE_L, tokens.SPACE_S, tokens.SPACE_L, 0)
        top = row(None, 0, tokens.SPACE_S)
        top.setContentsMargins(tokens.SPACE_L, tokens.SPACE_M, tokens.SPACE_S, tokens.SPACE_S)
        top.addWidget(label(title, "heading"), 1)
        top.addWidget(tool(new, "plus", makes_new, told_key=key))
        layout = column(self, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._empty)
        layout.addWidget(self.view, 1)
        self.setMinimumWidth(tokens.LIST_MIN)
        self.setMaximumWidth(tokens.LIST_MAX)
        self.view.clicked.connect(self._picked)
        self.view.activated.connect(self._picked)
        self._offer_deletion()

    def _offer_deletion(self) -> None:
        wish = QAction(_("Delete for good…"), self.view)
        wish.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        wish.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        wish.triggered.connect(self._ask_deletion)
        self.view.addAction(wish)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _ask_deletion(self) -> None:
        index = self.view.currentIndex()
        wanted = str(index.data(ID) or "")
        if wanted:
            question = _("Delete “{title}” for good? Nobody can bring it back.").format(title=str(index.data()))
            confirm(self, question, _("Delete"), lambda: self.deleted.emit(wanted))

    def show_items(self, items: Sequence[Item]) -> None:
        """Replace the rows; the chosen one stays chosen."""
        chosen = self.current
        self._model.replace(items)
        self._empty.setVisible(not items)
        self.choose(chosen)

    @property
    def current(self) -> str:
        """The id of the chosen item, or ""."""
        return str(self.view.currentIndex().data(ID) or "")

    @property
    def ids(self) -> list[str]:
        """The ids shown, top to bottom."""
        return self._model.ids()

    def choose(self, id: str) -> None:
        """Mark an item as chosen ("" for none)."""
        ids = self.ids
        place = ids.index(id) if id in ids else -1
        self.view.setCurrentIndex(self._model.index(place, 0) if place >= 0 else QModelIndex())

    def _picked(self, index: QModelIndex) -> None:
        self.chosen.emit(str(index.data(ID)))
