"""``secretaire documents embed``: preparing documents for search by meaning."""

from __future__ import annotations

import click

from secretaire.cli import json_documents as results
from secretaire.cli.output import show_json
from secretaire.cli.rendering import paragraph
from secretaire.cli.running import drive
from secretaire.cli.session import open_vault, stored_document
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.errors import TaskFailed
from secretaire.records import Document, Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.reading.embedding import embed_documents
from secretaire.vault.vault import Vault
from secretaire.wording import _


@click.command(
    cls=Verb,
    help=_("Prepare documents, or all there are, for search by meaning. What was prepared before is left as it is."),
)
@click.argument("ids", nargs=-1, metavar="[ID...]")
def embed(ids: tuple[str, ...]) -> None:
    """Make the vectors that are missing."""
    warned: list[Warned] = []
    cancel = Cancel()
    with open_vault() as vault:
        chosen = [_stored(name, vault) for name in ids] or vault.documents()
        done = drive(embed_documents(chosen, vault, cancel), cancel, warned=warned)
    if settings().json:
        show_json(results.prepared(done, warned))
    else:
        told = _("Passages prepared for search by meaning: {made}; prepared before: {known}.")
        paragraph(told.format(made=done.made, known=done.known))


def _stored(name: str, vault: Vault) -> Document:
    document = stored_document(name, vault)
    if document is None:
        raise TaskFailed("cli.nothing_with_id", id=name)
    return document
