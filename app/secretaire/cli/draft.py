"""``secretaire draft`` and ``secretaire reply``: texts by a template, every sentence cited, gaps left open."""

from __future__ import annotations

from collections.abc import Sequence

import click

from secretaire.cli import rendering
from secretaire.cli.output import note, show, show_json
from secretaire.cli.reports import made_by
from secretaire.cli.running import drive
from secretaire.cli.session import check_files, documents_named, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.errors import UsageError
from secretaire.records import Report
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.exporting.export_report import title_of
from secretaire.tasks.writing.draft import draft as draft_task
from secretaire.tasks.writing.reply import TEMPLATE, ReplyOptions
from secretaire.tasks.writing.reply import reply as reply_task
from secretaire.tasks.writing.templates import check_fields, find_template, templates
from secretaire.wording import LANGUAGES, _, plural

_FIELD = click.option(
    "--field", "fields", multiple=True, metavar="NAME=VALUE", help=_("Fill in a field of the template; repeatable.")
)
_LANGUAGE = click.option(
    "--language", type=click.Choice(LANGUAGES), help=_("Of the text; the document's when not given.")
)


@click.command(
    cls=Verb,
    help=_("Draft a text from documents by a template: {names}, or a template file of your own.").format(
        names=", ".join(name for name in templates() if name != TEMPLATE)
    ),
)
@click.argument("template")
@click.argument("files", nargs=-1, required=True, metavar="FILE-OR-ID...")
@_FIELD
@_LANGUAGE
def draft(template: str, files: tuple[str, ...], fields: tuple[str, ...], language: str | None) -> None:
    """Import what is new, draft, keep the result."""
    given = _given(fields)
    check_fields(find_template(template, language or "en"), given)  # before a passphrase is asked for
    check_files(files)
    cancel = Cancel()
    with session() as services:
        documents = documents_named(files, services, cancel)
        chosen = find_template(template, language or documents[0].language)
        events = draft_task([each.id for each in documents], chosen, given, services, cancel)
        report = drive(events, cancel, among=documents)
    _show(report)


@click.command(
    cls=Verb, help=_("Draft a reply to a letter or mail: each question answered from documents, or left open.")
)
@click.argument("letter", metavar="FILE-OR-ID")
@click.option(
    "--in", "sources", multiple=True, metavar="FILE-OR-ID",
    help=_("A document or collection that holds the answers; all in the vault without it."),
)  # fmt: skip
@click.option("--template", default=TEMPLATE, show_default=True, help=_("A template of replies, by name or path."))
@_FIELD
@_LANGUAGE
def reply(letter: str, sources: tuple[str, ...], template: str, fields: tuple[str, ...], language: str | None) -> None:
    """Import what is new, reply, keep the result."""
    given = _given(fields)
    check_fields(find_template(template, language or "en"), given)
    check_files((letter, *sources))
    cancel = Cancel()
    with session() as services:
        inbound = documents_named((letter,), services, cancel)[0]
        known = documents_named(sources, services, cancel) if sources else services.vault.documents()
        options = ReplyOptions(template, language or "", given)
        events = reply_task(inbound.id, [each.id for each in known], options, services, cancel)
        report = drive(events, cancel, among=[inbound, *known])
    _show(report)


def _given(fields: Sequence[str]) -> dict[str, str]:
    """The values of "name=value" arguments. Raises UsageError("cli.usage")."""
    given = {}
    for each in fields:
        name, found, value = each.partition("=")
        if not found or not name.strip():
            raise UsageError("cli.usage", what=_("--field takes NAME=VALUE"), command="secretaire draft")
        given[name.strip()] = value.strip()
    return given


def _show(report: Report) -> None:
    if settings().json:
        show_json(json_results.of(report))
        return
    rendering.heading(title_of(report))
    rendering.written(report)
    count = int(report.options.get("open", 0))
    if count:
        show()
        rendering.paragraph(plural("{count} field to fill in", "{count} fields to fill in", count), first="    ")
    rendering.heading(_("Coverage"))
    show()
    rendering.coverage(report.coverage, report.documents)
    show()
    rendering.paragraph(made_by(report), first="    ", rest="    ")
    note(_("Kept in the vault; write it to a file with: secretaire export {id} -o FILE.md").format(id=report.id))
