"""Deleting what a list holds: off the UI thread, told to the audit log."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from secretaire.desktop.shell.session import Session
from secretaire.errors import SecretaireError
from secretaire.tasks.custody import removing


def delete(session: Session, id: str, owner: QWidget, done: Callable[[], None]) -> None:
    """Delete something for good, then call ``done``; what goes wrong is shown on the desk."""
    vault = session.services.vault

    def failed(error: SecretaireError) -> None:
        session.jobs.unhandled.emit(error)
        done()

    session.jobs.call(lambda: removing.delete(id, vault), owner, lambda _kind: done(), failed)
