"""Opening the window, or saying why it can't be."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from secretaire.cli.settings import Settings
from secretaire.errors import TaskFailed

Window = Callable[[Path | None, str], int]
"""Opens the window on a vault (None: the default one) with a model ("": the default one); returns the exit code."""
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def open_window(window: Window, chosen: Settings) -> int:
    """Open the window and return its exit code. Raises TaskFailed("cli.no_display", "cli.not_installed")."""
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _DISPLAYS):
        raise TaskFailed("cli.no_display")
    try:
        return window(chosen.vault, chosen.model)
    except ImportError as error:
        raise TaskFailed("cli.not_installed", part=str(error)) from error
