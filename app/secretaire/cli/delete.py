"""``secretaire delete``: something from the vault, for good."""

from __future__ import annotations

import click

from secretaire.cli.ids import whole_id
from secretaire.cli.json_commands import Deleted, DeletedThing
from secretaire.cli.output import note, show_json
from secretaire.cli.running import check_somebody_is_there
from secretaire.cli.session import open_vault
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.errors import UsageError
from secretaire.tasks.custody import removing
from secretaire.wording import _, plural


@click.command(
    cls=Verb,
    help=_("Delete conversations, documents (with all that is about them), results or translations, for good."),
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help=_("Do it without asking."))
def delete(ids: tuple[str, ...], yes: bool) -> None:
    """What is named goes; where one of the ids is unknown, nothing does."""
    with open_vault() as vault:
        ids = tuple(whole_id(wanted, vault) for wanted in ids)
        for wanted in ids:
            removing.kind_of(wanted, vault)
        question = plural("Delete one thing for good?", "Delete {count} things for good?", len(ids))
        if not yes:
            check_somebody_is_there()
            if not click.confirm(question, err=True):
                raise UsageError("cli.not_confirmed")
        gone = [DeletedThing(wanted, removing.delete(wanted, vault)) for wanted in dict.fromkeys(ids)]
    if settings().json:
        show_json(Deleted(gone))
    else:
        note(plural("Deleted: one thing.", "Deleted: {count} things.", len(gone)))
