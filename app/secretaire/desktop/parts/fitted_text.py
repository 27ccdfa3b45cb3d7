"""Read-only text that is as tall as what it holds, inside something that scrolls. It loads nothing, ever."""

from __future__ import annotations

import math

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QTextDocument, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget


class InertDocument(QTextDocument):
    """A document whose every request for a resource is answered with nothing."""

    def loadResource(self, type: int, name: QUrl | str) -> object:
        return None


class FittedText(QTextBrowser):
    """Filled through cursors and formats, never from HTML or Markdown; links are only ours to follow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        document = InertDocument(self)
        document.setDocumentMargin(0)
        document.setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        document.setUndoRedoEnabled(False)
        self.setDocument(document)
        self.setOpenLinks(False)
        self.setProperty("role", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        document.documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(1, math.ceil(self.document().size().height())))

    def loadResource(self, type: int, name: QUrl | str) -> object:
        return None

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is plain text."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page around it scrolls."""
        event.ignore()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 1)
