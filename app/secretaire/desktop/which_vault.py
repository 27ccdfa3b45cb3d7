"""Which vault a page is about, and the way to another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from secretaire.desktop import tokens
from secretaire.desktop.widgets import button, label, row
from secretaire.wording import _


def which_vault(directory: Path, other: Callable[[], object]) -> QHBoxLayout:
    """A line: the vault's folder in small print, and the button that leads to the others."""
    across = row(None, 0, tokens.SPACE_S)
    where = label(_("Vault: {folder}").format(folder=str(directory)), "caption", selectable=True)
    across.addWidget(where, 1)
    across.addWidget(button(_("Other vault…"), other, role="quiet"))
    return across
