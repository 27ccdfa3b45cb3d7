"""The window as a process of its own, worked from within: it types the passphrase it reads and tells where it is.

With ``--switch-to DIR`` it asks for another vault as soon as the desk is there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from secretaire.desktop.shell import main as desktop
from secretaire.desktop.shell.desk import Desk
from secretaire.desktop.shell.window import Window
from secretaire.desktop.vault.unlock_page import UnlockPage
from secretaire.desktop.vault.vaults_page import VaultsPage

LOOK_EVERY_MS = 20


class Driver:
    """Prints each page's name as it comes; unlocks when there is a passphrase to type."""

    def __init__(self, passphrase: str, other: str) -> None:
        self._passphrase, self._other, self._seen = passphrase, other, ""
        self._timer = QTimer(interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, Window)]
        page = windows[0].shown if windows else None
        name = type(page).__name__
        if name == self._seen:
            return
        self._seen = name
        print(name, flush=True)
        if isinstance(page, UnlockPage) and self._passphrase:
            page.field.line.setText(self._passphrase)
            page.unlock()
        elif isinstance(page, Desk) and self._other:
            page.vault_wanted.emit()
        elif isinstance(page, VaultsPage):
            page.folder.line.setText(self._other)
            page.open_folder()


def main() -> int:
    """Arguments: the vault, and the other one after ``--switch-to``. Standard input: the passphrase, or nothing."""
    passphrase = sys.stdin.readline().rstrip("\n")
    made, drivers = desktop.make_app, []

    def make_app() -> QApplication:
        app = made()
        drivers.append(Driver(passphrase, sys.argv[3] if len(sys.argv) > 3 else ""))
        return app

    desktop.make_app = make_app  # type: ignore[assignment]  # the only way in: the window itself asks nothing of argv
    return desktop.main(Path(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
