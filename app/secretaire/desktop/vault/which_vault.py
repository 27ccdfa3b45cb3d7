"""Which vault a page is about, and the ways to another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.wording import _


def which_vault(directory: Path, other: Callable[[], object], restore: Callable[[], object]) -> QVBoxLayout:
    """The vault's folder in small print, and the buttons that lead to the others and to one from a copy."""
    across = row(None, 0, tokens.SPACE_S)
    across.addWidget(button(_("Other vault…"), other, role="quiet"))
    across.addWidget(button(_("Restore a copy…"), restore, role="quiet"))
    across.addStretch(1)
    down = column(None, 0, tokens.SPACE_XS)
    down.addWidget(label(_("Vault: {folder}").format(folder=str(directory)), "caption", selectable=True))
    down.addLayout(across)
    return down
