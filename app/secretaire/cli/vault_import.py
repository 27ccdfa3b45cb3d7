"""``secretaire vault import``: what other vaults and other programs exported."""

from __future__ import annotations

from pathlib import Path

import click

from secretaire.cli.json_vault import LeftOutFacts, VaultImported
from secretaire.cli.output import note, show_json
from secretaire.cli.rendering import table
from secretaire.cli.running import drive
from secretaire.cli.session import is_file, open_vault
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.confinement.sealed_file import shown_name
from secretaire.errors import InputUnreadable
from secretaire.records import Warned
from secretaire.tasks.custody import unlocking
from secretaire.tasks.custody.incoming import SEVERAL, ImportResult, import_history
from secretaire.tasks.custody.opening import reading
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting.json_results import warning_facts
from secretaire.wording import _, say

NAMES = {
    "secretaire": "Secretaire",
    "open_webui": "Open WebUI",
    "jan": "Jan",
    "gpt4all": "GPT4All",
    "chatgpt": "ChatGPT",
}
"""Programs are called the same in every language."""


@click.command(
    "import",
    cls=Verb,
    help=_(
        "Bring in what “vault export” wrote, or the conversations that Open WebUI, Jan, GPT4All or ChatGPT saved or "
        "exported. PATH is a file or a folder; its format is found out. What is in the vault already stays as it is."
    ),
)
@click.argument("path", type=click.Path(path_type=Path))
def import_from(path: Path) -> None:
    """What can be taken over."""
    if not is_file(str(path)):
        raise InputUnreadable("documents.missing", name=shown_name(path))  # before a passphrase is asked for
    cancel = Cancel()
    with open_vault() as vault, reading() as reader:
        warned: list[Warned] = []
        made: ImportResult = drive(import_history(path, vault, reader, cancel), cancel, warned=warned)
        unlocking.note(
            vault,
            "vault.imported",
            format=made.format,
            conversations=made.conversations,
            messages=made.messages,
            documents=made.documents,
            reports=made.reports,
            translations=made.translations,
            known=made.known,
        )
    if settings().json:
        show_json(_facts(made, warned))
    else:
        _show(made)


def _facts(made: ImportResult, warned: list[Warned]) -> VaultImported:
    return VaultImported(
        format=made.format,
        conversations=made.conversations,
        messages=made.messages,
        documents=made.documents,
        reports=made.reports,
        translations=made.translations,
        known=made.known,
        left_out=[LeftOutFacts(code, count) for code, count in made.left_out.items()],
        warnings=[warning_facts(each) for each in warned],
    )


def _show(made: ImportResult) -> None:
    table(
        [
            (_("Format"), _("several") if made.format == SEVERAL else NAMES[made.format]),
            (_("Conversations"), str(made.conversations)),
            (_("Messages"), str(made.messages)),
            (_("Documents"), str(made.documents)),
            (_("Reports"), str(made.reports)),
            (_("Translations"), str(made.translations)),
            (_("In the vault already"), str(made.known)),
        ]
    )
    for code, count in made.left_out.items():
        note(_("Left out: {what}").format(what=say(f"left_out.{code}", {"count": count})))
