"""Picking one of the vault's documents from a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from secretaire.wording import _

SHOWN = 12


def document_menu(
    near: QWidget,
    documents: Sequence[tuple[str, str]],
    chosen: Callable[[str], object],
    wants_new: Callable[[], object] | None = None,
) -> QMenu:
    """Open a menu of (id, name) pairs at a widget; it deletes itself. ``wants_new`` imports one that isn't there."""
    menu = QMenu(near)
    menu.setAccessibleName(_("Documents"))
    for document, name in documents[:SHOWN]:
        entry = menu.addAction(name.replace("&", "&&"))
        entry.triggered.connect(lambda _checked=False, document=document: chosen(document))
    if documents and wants_new is not None:
        menu.addSeparator()
    if wants_new is not None:
        menu.addAction(_("Import a document…")).triggered.connect(lambda: wants_new())
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(near.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
    return menu
