"""One button for what can be done with a document beside summarising and asking."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from secretaire.desktop.parts.icons import icon
from secretaire.desktop.parts.widgets import button
from secretaire.wording import _


def more_button(actions: Sequence[tuple[QAction, str]]) -> QPushButton:
    """A button with a menu of actions and their icons; a widget has the actions, so that their keys work."""
    made = button(_("More…"), lambda: None, role="menu")
    made.setAccessibleName(_("More to do with this document"))
    made.setToolTip(_("Compare, check or extract"))
    menu = QMenu(made)
    menu.setAccessibleName(_("More to do with this document"))
    for each, icon_name in actions:
        each.setIcon(icon(icon_name))
        each.setShortcutVisibleInContextMenu(True)
        menu.addAction(each)
    made.setMenu(menu)
    return made
