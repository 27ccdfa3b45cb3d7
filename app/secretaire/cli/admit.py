"""``secretaire documents admit``: hidden text as evidence, by hand, and back again."""

from __future__ import annotations

from collections.abc import Sequence

import click

from secretaire.cli import json_documents as results
from secretaire.cli.output import note, show, show_json, visible
from secretaire.cli.rendering import paragraph
from secretaire.cli.running import check_somebody_is_there
from secretaire.cli.session import open_vault, stored_document
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.cli.words import Number
from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Document
from secretaire.tasks.reading import admitting
from secretaire.tasks.reading.admitting import HiddenOnPage
from secretaire.vault.vault import Vault
from secretaire.wording import _, plural, say


@click.command(
    cls=Verb,
    help=_(
        "List the text of a document that nobody sees; with --page or --all, admit it as evidence for summaries and"
        " answers, where it is marked."
    ),
)
@click.argument("id")
@click.option("--page", "pages", type=Number(min=1), multiple=True, help=_("A page; repeatable."))
@click.option("--all", "all_pages", is_flag=True, help=_("Every page that holds hidden text."))
@click.option("--undo", is_flag=True, help=_("Take back what was admitted."))
@click.option("--yes", is_flag=True, help=_("Do it without asking."))
def admit(id: str, pages: tuple[int, ...], all_pages: bool, undo: bool, yes: bool) -> None:
    """Show, and change where pages are named."""
    if undo and not (pages or all_pages):
        raise UsageError("cli.usage", what=_("--undo needs --page or --all"), command="secretaire documents admit")
    with open_vault() as vault:
        document = stored_document(id, vault)
        if document is None:
            raise TaskFailed("cli.nothing_with_id", id=id)
        found = admitting.hidden_text(document, vault)
        wanted = [each.page for each in found] if all_pages else list(dict.fromkeys(pages))
        if wanted:
            found = _changed(document, wanted, vault, undo=undo, yes=yes)
    if settings().json:
        show_json(results.hidden(document, found))
    else:
        _show(found)


def _changed(document: Document, pages: Sequence[int], vault: Vault, *, undo: bool, yes: bool) -> list[HiddenOnPage]:
    if undo:
        return admitting.withdraw(document, pages, vault)
    if not yes:
        check_somebody_is_there()
        question = plural(
            "Let summaries and answers rest on the hidden text of one page?",
            "Let summaries and answers rest on the hidden text of {count} pages?",
            len(pages),
        )
        if not click.confirm(question, err=True):
            raise UsageError("cli.not_confirmed")
    return admitting.admit(document, pages, vault)


def _show(found: Sequence[HiddenOnPage]) -> None:
    if not found:
        paragraph(_("The document holds no hidden text."))
    for each in found:
        place = each.anchor or _("page {page}").format(page=each.page)
        state = _("admitted") if each.admitted else _("kept apart")
        show(f"── {place} · {state}", bold=True)
        for why, text in each.texts:
            show(visible(f"{say(why)}: {text}"))
    if any(each.admitted for each in found):
        note(_("Admitted text is evidence, marked as hidden; --undo takes it back."))
