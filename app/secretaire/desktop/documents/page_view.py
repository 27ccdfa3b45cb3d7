"""A page as it looks, with the cited passage marked on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.documents.reader.interface import Picture
from secretaire.records import Box
from secretaire.wording import _

_SETTLED_MS = 120
_BAR = 12


class PageCanvas(QWidget):
    """The picture, scaled to the width it is given; boxes are in points of the page."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._size = (0.0, 0.0)
        self._boxes: tuple[Box, ...] = ()

    def show_picture(self, picture: Picture, size: tuple[float, float]) -> None:
        """Show raw pixels; ``size`` is the page's width and height in points."""
        wanted = picture.width * picture.height * 3
        if len(picture.pixels) != wanted:  # a reader we don't trust must not make us read beyond its bytes
            return
        stride = picture.width * 3
        made = QImage(picture.pixels, picture.width, picture.height, stride, QImage.Format.Format_RGB888)
        self._image = made.copy()  # owns its pixels from here on
        self._size = size
        self._fit()

    def mark(self, boxes: Sequence[Box]) -> None:
        """Mark these boxes."""
        self._boxes = tuple(boxes)
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._image, self._boxes = QImage(), ()
        self.update()

    def set_page_width(self, width: int) -> None:
        """Be this wide, in logical pixels."""
        self.setFixedWidth(max(80, width))
        self._fit()

    def _fit(self) -> None:
        wide, high = self._size
        self.setFixedHeight(round(self.width() * high / wide) if wide else 1)
        self.update()

    def top_of_mark(self) -> int | None:
        """Where the first marked box begins, in pixels from the top."""
        if not self._boxes or not self._size[1]:
            return None
        return round(min(box[1] for box in self._boxes) * self.height() / self._size[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._image)
        self._draw_marks(painter)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.colours().border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _draw_marks(self, painter: QPainter) -> None:
        across, down = self.width() / (self._size[0] or 1), self.height() / (self._size[1] or 1)
        for left, top, right, bottom in self._boxes:
            rect = QRectF(left * across, top * down, (right - left) * across, (bottom - top) * down).adjusted(
                -2, -1, 2, 1
            )
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.LIGHT.mark))  # the page is white in every scheme
            painter.drawRect(rect)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setPen(QPen(QColor(tokens.LIGHT.accent), 1.5))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class PageView(QScrollArea):
    """Scrolls one page. ``turned`` asks for the page before (-1) or after (1), ``resized`` for a sharper picture."""

    turned = Signal(int)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.canvas = PageCanvas()
        self.setWidget(self.canvas)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(_("Page"))
        self._settled = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._settled.timeout.connect(self.resized)

    def scale_for(self, width_points: float) -> float:
        """The scale to render at, so that one pixel of the picture is one of the screen."""
        return self._page_width() / (width_points or 595.0) * self.devicePixelRatioF()

    def _page_width(self) -> int:
        return self.width() - _BAR  # whether or not the bar shows, or the page would jump

    def reveal_mark(self) -> None:
        """Scroll so that the mark stands in the upper third; without one, go to the top."""
        top = self.canvas.top_of_mark()
        room = self.viewport().height() // 3
        self.verticalScrollBar().setValue(max(0, top - room) if top is not None else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.canvas.set_page_width(self._page_width())
        self._settled.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down turn the page at its ends, and scroll elsewhere."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_PageDown and bar.value() >= bar.maximum():
            self.turned.emit(1)
        elif event.key() == Qt.Key.Key_PageUp and bar.value() <= bar.minimum():
            self.turned.emit(-1)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(460, 600)
