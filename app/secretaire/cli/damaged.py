"""Documents whose originals were found damaged while something else was done: named, and the command ends as failed."""

from __future__ import annotations

import click

from secretaire.cli.output import note
from secretaire.tasks.custody.care import Damaged
from secretaire.wording import say


def tell_damaged(damaged: Damaged) -> None:
    """Name the documents and end with exit code 1; nothing where there are none."""
    if damaged:
        where = ", ".join(f"{name} ({document})" if name else document for document, name in damaged.items())
        note(say("vault.damaged_originals", {"count": len(damaged), "where": where}))
        click.get_current_context().exit(1)
