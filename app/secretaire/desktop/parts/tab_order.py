"""Tab goes through a page as it is laid out, not as its parts happened to be made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget


def order_tabs(root: QWidget) -> None:
    """Let Tab follow the layouts within a widget. Call it when the page is put together."""
    for before, after in pairwise(list(_in_order(root))):
        QWidget.setTabOrder(before, after)


def first_to_focus(root: QWidget) -> QWidget | None:
    """The first part of a widget that Tab reaches now."""
    return next((each for each in _in_order(root) if each.isVisible() and each.isEnabled()), None)


def _in_order(root: QWidget) -> Iterator[QWidget]:
    if root.focusPolicy() & Qt.FocusPolicy.TabFocus and root.focusProxy() is None:
        yield root
    if isinstance(root, QStackedWidget):
        pages = (root.widget(place) for place in range(root.count()))
        yield from (each for page in pages if page is not None for each in _in_order(page))
        return
    layout = root.layout()
    if layout is not None:
        yield from _of_layout(layout)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield from _in_order(widget)
        elif inner is not None:
            yield from _of_layout(inner)
