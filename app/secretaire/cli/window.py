"""Opening the window, or saying why it can't be."""

from __future__ import annotations

import os
import sys

from secretaire.cli.settings import Settings
from secretaire.errors import TaskFailed

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def open_window(chosen: Settings) -> int:
    """Open the window and return its exit code. Raises TaskFailed("cli.no_display", "cli.not_installed")."""
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _DISPLAYS):
        raise TaskFailed("cli.no_display")
    try:
        from secretaire.desktop import main as desktop
    except ImportError as error:
        raise TaskFailed("cli.not_installed", part=str(error)) from error
    return desktop.main(chosen.vault, chosen.model)
