"""The coverage strip: a cell a page, so that everyone sees what was read and what a result rests on.

Filled read, hatched OCR, half partial, empty blank, crossed unreadable; a dot when a sentence cites the page. The
arrow keys go from cell to cell, Enter opens the page, and ``coverage_words`` says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from secretaire.desktop.parts import theme
from secretaire.records import PageCoverage, PageStatus
from secretaire.wording import _, plural, say
from secretaire.wording.counting import counted_pages, counted_status, page_name

CELL, CELL_MIN, CELL_HEIGHT, GAP, DOT = 18, 5, 12, 2, 4
_LINE = CELL_HEIGHT + DOT + 4


class CoverageStrip(QWidget):
    """``opened`` carries the number of a page to show."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[PageCoverage] = []
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()

    def show_coverage(self, cells: Sequence[PageCoverage]) -> None:
        """Show a ledger, one row of it a page."""
        self._cells = list(cells)
        self._current = min(self._current, max(0, len(cells) - 1))
        self._name()
        self.updateGeometry()
        self.update()

    @property
    def cells(self) -> list[PageCoverage]:
        """What is shown."""
        return self._cells

    # -- where cells stand --------------------------------------------------------------------------------------
    def _pitch(self, width: int) -> int:
        fitting = width // max(1, len(self._cells))
        return max(CELL_MIN, min(CELL, fitting)) if fitting else CELL_MIN

    def _columns(self, width: int) -> int:
        return max(1, width // self._pitch(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = -(-len(self._cells) // self._columns(width)) or 1
        return lines * _LINE + 4

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def _rect(self, place: int) -> QRect:
        pitch, columns = self._pitch(self.width()), self._columns(self.width())
        return QRect(2 + place % columns * pitch, 2 + place // columns * _LINE, max(3, pitch - GAP), CELL_HEIGHT)

    def _place_at(self, point: QPoint) -> int | None:
        column = (point.x() - 2) // self._pitch(self.width())
        place = (point.y() - 2) // _LINE * self._columns(self.width()) + column
        return place if 0 <= place < len(self._cells) and column < self._columns(self.width()) else None

    # -- drawing ------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, cell in enumerate(self._cells):
            rect = self._rect(place)
            if rect.intersects(event.rect().adjusted(-8, -8, 8, 8)):
                _draw(painter, rect, cell)
        if self.hasFocus() and self._cells:
            painter.setPen(QColor(theme.colours().text))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._rect(self._current).adjusted(-2, -2, 1, 1))

    # -- reaching it --------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move; Enter and Space open."""
        last = len(self._cells) - 1
        steps = {
            Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Left: self._current - 1,
            Qt.Key.Key_Down: self._current + self._columns(self.width()),
            Qt.Key.Key_Up: self._current - self._columns(self.width()),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps and self._cells:
            self._current = min(last, max(0, steps[key]))
            self._name()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._cells:
            self.opened.emit(self._cells[self._current].page)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the page."""
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self._current = place
            self.opened.emit(self._cells[place].page)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tooltips say what a cell means."""
        if isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            if place is not None:
                QToolTip.showText(event.globalPos(), cell_words(self._cells[place]), self)
            return True
        return super().event(event)

    def _name(self) -> None:
        self.setAccessibleName(_("Coverage of the pages: {words}").format(words=coverage_words(self._cells)))
        if self._cells:
            self.setAccessibleDescription(cell_words(self._cells[self._current]))


def _draw(painter: QPainter, rect: QRect, cell: PageCoverage) -> None:
    scheme = theme.colours()
    line, fill = QColor(scheme.control), QColor(scheme.muted)
    box = rect.adjusted(0, 0, -1, -1)
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match cell.status:
        case PageStatus.READ:
            painter.fillRect(rect, fill)
        case PageStatus.OCR:
            painter.fillRect(rect, Qt.BrushStyle.BDiagPattern)
            painter.drawRect(box)
        case PageStatus.PARTIAL:
            painter.fillRect(rect.adjusted(0, rect.height() // 2, 0, 0), fill)
            painter.drawRect(box)
        case PageStatus.BLANK:
            painter.drawRect(box)
        case PageStatus.UNREADABLE:
            painter.setPen(QColor(scheme.danger))
            painter.drawRect(box)
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.bottomLeft(), box.topRight())
    if cell.used_by:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(scheme.accent))
        painter.drawEllipse(QRect(rect.center().x() - DOT // 2, rect.bottom() + 3, DOT, DOT))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def status_words(status: PageStatus) -> str:
    """A page's status in a word or two."""
    return {
        PageStatus.READ: _("read"),
        PageStatus.OCR: _("read by OCR"),
        PageStatus.PARTIAL: _("partly read"),
        PageStatus.BLANK: _("blank"),
        PageStatus.UNREADABLE: _("unreadable"),
    }[status]


def cell_words(cell: PageCoverage) -> str:
    """One page in words."""
    words = f"{page_name(cell)}: {status_words(cell.status)}"
    if cell.used_by:
        words += ", " + plural("cited by {count} sentence", "cited by {count} sentences", len(cell.used_by))
    return f"{words}. {say(cell.reason)}" if cell.reason else words


def coverage_words(cells: Sequence[PageCoverage]) -> str:
    """The whole strip in words."""
    if not cells:
        return _("no pages yet")
    told = [counted_pages(cells)]
    for status in PageStatus:
        count = sum(cell.status is status for cell in cells)
        if count:
            told.append(counted_status(status, count))
    cited = sum(bool(cell.used_by) for cell in cells)
    if cited:
        told.append(plural("{count} cited", "{count} cited", cited))
    return ", ".join(told)
