"""Putting a few lines on paper, by the system's printer dialog."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts import theme

Printed = Literal["", "paper", "file"]
"""On what it was printed; "" where it was not."""


def print_text(parent: QWidget, title: str, text: str) -> Printed:
    """Ask for a printer and print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return ""
    painter = QPainter()
    if not painter.begin(printer):
        return ""
    page: QRectF = printer.pageRect(QPrinter.Unit.DevicePixel)
    fonts = (theme.serif_font(), theme.mono_font())
    for font, points, top, words in zip(fonts, (18, 16), (0.05, 0.12), (title, text), strict=True):
        font.setPointSize(points)
        painter.setFont(font)
        area = QRectF(page.width() * 0.1, page.height() * top, page.width() * 0.8, page.height() * 0.3)
        painter.drawText(area, int(Qt.TextFlag.TextWordWrap), words)
    painter.end()
    return "file" if printer.outputFileName() else "paper"
