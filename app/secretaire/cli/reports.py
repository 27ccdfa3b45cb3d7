"""``secretaire summarize`` and ``secretaire ask``: results that cite pages."""

from __future__ import annotations

import click

from secretaire.cli import rendering
from secretaire.cli.output import note, show, show_json
from secretaire.cli.running import drive
from secretaire.cli.session import check_files, documents_named, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.errors import TaskFailed
from secretaire.records import Report, Translation
from secretaire.tasks.asking.ask import ask as ask_task
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.summaries.summarise import summarise
from secretaire.tasks.summaries.summary_kinds import KINDS, LENGTHS
from secretaire.tasks.summaries.summary_options import MODES, SummaryOptions
from secretaire.vault.vault import Vault
from secretaire.wording import LANGUAGES, _, decimal


@click.command(cls=Verb, help=_("Summarise documents as one, every sentence with the pages it rests on."))
@click.argument("files", nargs=-1, required=True, metavar="FILE-OR-ID...")
@click.option("--mode", type=click.Choice(MODES), default=MODES[0], show_default=True, help=_("How much is read."))
@click.option("--kind", type=click.Choice(list(KINDS)), default="brief", show_default=True, help=_("What is written."))
@click.option("--language", type=click.Choice(LANGUAGES), help=_("Of the summary; the document's when not given."))
@click.option(
    "--length",
    default="medium",
    show_default=True,
    metavar="|".join([*LENGTHS, "NUMBER"]),
    help=_("How much is written, or how many sentences."),
)
@click.option("--for", "role", default="", metavar="ROLE", help=_("Who reads it: “head of finance”."))
@click.option("--instruction", default="", metavar="TEXT", help=_("What it shall keep to, in your own words."))
def summarize(files: tuple[str, ...], language: str | None, **chosen: str) -> None:
    """Import what is new, summarise, keep the result."""
    options = SummaryOptions(language=language or "", **chosen)
    options.check()
    check_files(files)
    cancel = Cancel()
    with session() as services:
        documents = documents_named(files, services, cancel)
        report = drive(
            summarise([document.id for document in documents], options, services, cancel), cancel, among=documents
        )
    _show(report)


@click.command(cls=Verb, help=_("Answer a question from documents only, or say that no answer was found in them."))
@click.argument("question")
@click.option(
    "--in", "sources", multiple=True, metavar="FILE-OR-ID", help=_("A document to ask; all in the vault without it.")
)
@click.option("--follow", default="", metavar="ID", help=_("An earlier answer that the question leans on."))
@click.argument("more", nargs=-1, metavar="[FILE-OR-ID...]")
def ask(question: str, sources: tuple[str, ...], follow: str, more: tuple[str, ...]) -> None:
    """Answer with citations, keep the result."""
    named = (*sources, *more)
    check_files(named)
    cancel = Cancel()
    with session(asks=True) as services:
        documents = documents_named(named, services, cancel) if named else services.vault.documents()
        ids = [document.id for document in documents]
        report = drive(
            ask_task(question, ids, services, cancel, _followed(follow, services.vault)), cancel, among=documents
        )
    _show(report)


def _followed(name: str, vault: Vault) -> str:
    """The answer that an id, or the beginning of one, names; "" for none. Raises TaskFailed."""
    if not name:
        return ""
    matching = [report.id for report in vault.reports() if report.id.startswith(name.lower())]
    if len(matching) != 1:
        raise TaskFailed("task.nothing_to_follow")
    return matching[0]


def _show(report: Report) -> None:
    if settings().json:
        show_json(json_results.of(report))
        return
    show_report(report)
    note(_("Kept in the vault; write it to a file with: secretaire export {id} -o FILE.md").format(id=report.id))


def show_report(report: Report) -> None:
    """A result as text: sentences, then what became of the pages, then what made it."""
    names = ", ".join(document.name for document in report.documents)
    rendering.heading(report.question or _("Summary of {names}").format(names=names))
    show()
    rendering.report(report)
    rendering.heading(_("Coverage"))
    show()
    rendering.coverage(report.coverage, report.documents)
    show()
    rendering.paragraph(made_by(report), first="    ", rest="    ")


def made_by(report: Report | Translation) -> str:
    """Which model wrote it, and how long that took."""
    verified = _("verified") if report.model.verified else _("not verified")
    return _("{model} ({verified}), {seconds} s, {tokens} tokens written").format(
        model=report.model.id,
        verified=verified,
        seconds=decimal(report.timing.total_s),
        tokens=report.timing.generated_tokens,
    )
