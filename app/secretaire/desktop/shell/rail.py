"""The rail: where one can go, and at the bottom what the desk itself is about, and Lock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.icons import icon
from secretaire.desktop.parts.widgets import column, with_key
from secretaire.wording import _


class Rail(QWidget):
    """``chosen`` carries the number of a page, ``locked`` asks to lock."""

    chosen = Signal(int)
    locked = Signal()

    def __init__(self, entries: Sequence[tuple[str, str]], lower: Sequence[tuple[str, str]] = ()) -> None:
        """Names and icons of the pages at the top, then of those at the bottom; numbered through."""
        super().__init__()
        self.setProperty("role", "rail-pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Places"))
        self._group = QButtonGroup(self)
        layout = column(self, 0, tokens.SPACE_XS)
        layout.setContentsMargins(0, tokens.SPACE_S, 1, tokens.SPACE_S)
        for number, (name, icon_name) in enumerate((*entries, *lower)):
            if number == len(entries):
                layout.addStretch(1)
            entry = _entry(name, icon_name, f"Ctrl+{number + 1}")
            entry.setCheckable(True)
            self._group.addButton(entry, number)
            layout.addWidget(entry)
        if not lower:
            layout.addStretch(1)
        self.lock = _entry(_("Lock"), "lock", "Ctrl+L")
        self.lock.clicked.connect(lambda: self.locked.emit())
        layout.addWidget(self.lock)
        self._group.idClicked.connect(self.chosen)
        self._fit()

    def _fit(self) -> None:
        """As wide as the longest label in this font and language: "Übersetzen" needs more room than "Search"."""
        entries = [entry for entry in self.findChildren(QToolButton) if entry.property("role") == "rail"]
        for entry in entries:
            entry.ensurePolished()
        labels = max(entry.fontMetrics().horizontalAdvance(entry.text()) for entry in entries)
        width = max(theme.px(tokens.RAIL_WIDTH), labels + 2 * tokens.SPACE_S)
        for entry in entries:
            entry.setFixedWidth(width - 1)
        self.setFixedWidth(width)

    def showEvent(self, event: QShowEvent) -> None:
        """The style sheet's font is known only now."""
        self._fit()
        super().showEvent(event)

    def choose(self, number: int) -> None:
        """Mark an entry as the one that is shown."""
        self._group.button(number).setChecked(True)

    @property
    def current(self) -> QToolButton:
        """The entry that is marked."""
        shown = self._group.checkedButton()
        return shown if isinstance(shown, QToolButton) else self.lock


def _entry(name: str, icon_name: str, key: str) -> QToolButton:
    made = QToolButton()
    made.setProperty("role", "rail")
    made.setText(name)
    made.setIcon(icon(icon_name, "muted"))
    made.setIconSize(QSize(tokens.ICON, tokens.ICON))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    made.setAccessibleName(name)
    made.setToolTip(with_key(name, key))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
