"""``secretaire export``: something from the vault to a file."""

from __future__ import annotations

from pathlib import Path

import click

from secretaire.cli.json_commands import Exported
from secretaire.cli.output import note, show_json
from secretaire.cli.session import open_vault
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.cli.words import WORDS
from secretaire.errors import UsageError
from secretaire.tasks.export import MEDIA_TYPES
from secretaire.tasks.export import export as export_task
from secretaire.wording import _


@click.command(cls=Verb, help=_("Write a result, a translation or a conversation to a file."))
@click.argument("id", type=WORDS)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help=_("The file to write; its ending ({endings}) says how.").format(endings=" ".join(MEDIA_TYPES)),
)
def export(id: str, output: Path) -> None:
    """Write one thing that the vault holds."""
    from secretaire.tasks.opening import working

    if output.suffix.lower() not in MEDIA_TYPES:  # before a passphrase is asked for
        raise UsageError("task.unknown_export", ending=output.suffix or "–", known=" ".join(MEDIA_TYPES))
    with open_vault() as vault, working(vault, load=False) as services:
        export_task(id, output, services)
    if settings().json:
        show_json(Exported(id, str(output), output.stat().st_size))
    else:
        note(_("Written: {file}").format(file=output))
