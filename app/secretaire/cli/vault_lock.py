"""``secretaire vault lock``: lock the vault wherever it is open."""

from __future__ import annotations

import time

import click

from secretaire.cli.json_vault import VaultLocked
from secretaire.cli.output import note, show_json
from secretaire.cli.settings import settings, vault_directory
from secretaire.cli.verbs import Verb
from secretaire.errors import TaskFailed, VaultClosed
from secretaire.vault.lock_file import ask_to_lock, in_use
from secretaire.vault.vault import status
from secretaire.wording import _

PATIENCE_S = 10.0


@click.command(cls=Verb, help=_("Lock the vault wherever it is open: the window blanks, running work is put away."))
def lock() -> None:
    """Ask the process that has the vault open to lock it, and wait until it has."""
    directory = vault_directory()
    found = status(directory)
    if not found.exists:
        raise VaultClosed("vault.missing")
    if found.in_use:
        ask_to_lock(directory)
        deadline = time.monotonic() + PATIENCE_S
        while in_use(directory / "lock"):
            if time.monotonic() > deadline:
                raise TaskFailed("vault.not_locked")
            time.sleep(0.05)
    if settings().json:
        show_json(VaultLocked(found.in_use))
    else:
        note(_("The vault is locked.") if found.in_use else _("Nobody has the vault open."))
