"""The tabs of a page: arrow keys go from one to the next, and the focus is seen."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QTabBar

from secretaire.desktop.parts.widgets import restyle


class Tabs(QTabBar):
    """Qt's style sheets know no focus of a single tab, so the bar tells it by a property."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        restyle(self, "focus", "true")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no longer."""
        super().focusOutEvent(event)
        restyle(self, "focus", "false")
