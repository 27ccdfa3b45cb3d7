"""The window's entry, called by the front door once this process is confined."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QSettings, QTranslator
from PySide6.QtWidgets import QApplication

from secretaire.desktop.parts import theme
from secretaire.desktop.parts.icons import app_icon
from secretaire.desktop.shell.lock import command_line, kept_geometry, replace_process
from secretaire.desktop.shell.lock_triggers import SessionLock
from secretaire.desktop.shell.signals import EndSignals
from secretaire.desktop.shell.window import Window
from secretaire.places import default_vault
from secretaire.wording import language


def main(vault: Path | None = None, model: str = "") -> int:
    """Open the window and stay until it is closed; locking replaces this process instead of returning."""
    app = make_app()
    window = Window(vault or default_vault(), model)
    window.locked.connect(lambda: replace_process(_again(window, model), window.saveGeometry()))
    window.ended.connect(app.quit)
    session_lock = SessionLock(window)
    session_lock.wanted.connect(window.lock)
    session_lock.begin()
    end_signals = EndSignals(window)
    end_signals.wanted.connect(window.close)
    end_signals.begin()
    window.restore(kept_geometry())
    window.show()
    code = app.exec()
    window.wait()
    return code


def _again(window: Window, model: str) -> list[str]:
    """The command line of the process that goes on, with the vault that was chosen."""
    return command_line(None if window.directory == default_vault() else window.directory, model)


def make_app(scheme: theme.Scheme = "system") -> QApplication:
    """The application, dressed; its settings go nowhere, so that Qt's dialogs remember no file name."""
    for where in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.NativeFormat, where, os.devnull)
        QSettings.setPath(QSettings.Format.IniFormat, where, os.devnull)
    app = QApplication(sys.argv[:1])
    _speak(app)
    app.setApplicationName("Secretaire")
    app.setDesktopFileName("secretaire")
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app, scheme)
    app.setWindowIcon(app_icon())
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: theme.apply(app, scheme))
    return app


def _speak(app: QApplication) -> None:
    """Let Qt's own dialogs and menus (files, printing, Copy and Paste) use the window's language."""
    words = QTranslator(app)
    if words.load(f"qtbase_{language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
