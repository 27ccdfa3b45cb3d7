"""A page of the desk: a list pane that can be folded away, and the work beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.widgets import column


class SplitPage(QWidget):
    """``panes`` are the places F6 goes through, each the widget that takes the focus."""

    def __init__(self, list_pane: QWidget, work: QWidget) -> None:
        super().__init__()
        self.list_pane = list_pane
        self.work = work
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(list_pane)
        self._splitter.addWidget(work)
        self._splitter.setCollapsible(1, False)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([theme.px(tokens.LIST_WIDTH), 4000])
        column(self, 0, 0).addWidget(self._splitter)

    def toggle_list(self) -> None:
        """Fold the list pane away, or unfold it."""
        self.list_pane.setVisible(self.list_pane.isHidden())

    def begin(self) -> None:
        """The page was chosen: fill it, focus it."""

    @property
    def panes(self) -> list[QWidget]:
        return []
