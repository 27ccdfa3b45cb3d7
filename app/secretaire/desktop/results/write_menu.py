"""The menu of texts that are written from a document: a draft by a template, a reply to it, a plain version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from secretaire.wording import _


@dataclass(frozen=True, slots=True)
class Writing:
    """What can be written: ``templates`` and ``knowledge`` are (name or id, words) pairs; and what to do then."""

    templates: Sequence[tuple[str, str]]
    knowledge: Sequence[tuple[str, str]]
    draft: Callable[[str], object]
    reply: Callable[[str], object]
    plain: Callable[[], object]


EVERYTHING = ""
"""In place of a document's id: all others."""


def write_menu(near: QWidget, writing: Writing) -> QMenu:
    """Open the menu below a widget; it deletes itself."""
    menu = QMenu(near)
    menu.setAccessibleName(_("Write from this document"))
    drafts = menu.addMenu(_("Draft…"))
    _fill(drafts, writing.templates, writing.draft)
    replies = menu.addMenu(_("Reply, answered from…"))
    replies.setEnabled(bool(writing.knowledge))
    _fill(replies, [(EVERYTHING, _("All other documents")), *writing.knowledge], writing.reply)
    menu.addAction(_("Plain language")).triggered.connect(lambda: writing.plain())
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(near.mapToGlobal(QPoint(0, near.height())))
    return menu


def _fill(menu: QMenu, pairs: Sequence[tuple[str, str]], chosen: Callable[[str], object]) -> None:
    for value, words in pairs:
        entry = menu.addAction(words.replace("&", "&&"))
        entry.triggered.connect(lambda _checked=False, value=value: chosen(value))
