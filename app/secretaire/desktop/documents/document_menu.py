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
    new_words: str = "",
) -> QMenu:
    """Open a menu of (id, name) pairs at a widget; it deletes itself.

    ``wants_new`` imports one that isn't there, or does what ``new_words`` say.
    """
    menu = QMenu(near)
    menu.setAccessibleName(_("Documents"))
    for document, name in documents[:SHOWN]:
        entry = menu.addAction(name.replace("&", "&&"))
        entry.triggered.connect(lambda _checked=False, document=document: chosen(document))
    if documents and wants_new is not None:
        menu.addSeparator()
    if wants_new is not None:
        menu.addAction(new_words or _("Import a document…")).triggered.connect(lambda: wants_new())
    menu.aboutToHide.connect(menu.deleteLater)
    above = near.mapToGlobal(QPoint(0, -menu.sizeHint().height()))
    menu.popup(above if above.y() >= 0 else near.mapToGlobal(QPoint(0, near.height())))
    return menu
