"""Asking before something that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from secretaire.wording import _


def confirm(parent: QWidget, question: str, action: str, then: Callable[[], None]) -> QMessageBox:
    """Ask, without blocking; only the button that is named ``action`` leads on, and Escape or Return to nothing."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Secretaire", question, parent=parent)
    go_on = box.addButton(action, QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    go_on.clicked.connect(lambda: then())
    box.finished.connect(box.deleteLater)
    box.open()
    return box
