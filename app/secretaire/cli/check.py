"""``secretaire check``: a text against rules, a verdict a rule, cited on both sides."""

from __future__ import annotations

import click

from secretaire.cli import rendering
from secretaire.cli.output import note, show, show_json
from secretaire.cli.reports import made_by
from secretaire.cli.running import drive
from secretaire.cli.session import check_files, session, single_documents
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.records import Report
from secretaire.tasks.checking.compliance import Ruled, check_against, ruled_on
from secretaire.tasks.checking.verdicts import Verdict
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.exporting.export_check import verdict_counts
from secretaire.tasks.finding.passage_words import passage_words
from secretaire.wording import _, say
from secretaire.wording.counting import place_words
from secretaire.wording.quoting import quoted

SIGNS = {Verdict.MET: "✓", Verdict.NOT_MET: "✗", Verdict.NOT_ADDRESSED: "·", Verdict.UNCLEAR: "?"}


@click.command(cls=Verb, help=_("Check a text against a checklist, a style guide or a regulation, rule by rule."))
@click.argument("text", metavar="FILE-OR-ID")
@click.option("--rules", required=True, metavar="FILE-OR-ID", help=_("Where the rules stand."))
def check(text: str, rules: str) -> None:
    """Import what is new, check, keep the result."""
    check_files((text, rules))
    cancel = Cancel()
    with session() as services:
        checked, laws = single_documents((text, rules), services, cancel)
        report = drive(check_against(checked.id, laws.id, services, cancel), cancel)
    if settings().json:
        show_json(json_results.of(report))
        return
    _show(report)
    note(_("Kept in the vault; write it to a file with: secretaire export {id} -o FILE.md").format(id=report.id))


def _show(report: Report) -> None:
    text, laws = report.documents
    rendering.heading(_("{text} against {rules}").format(text=text.name, rules=laws.name))
    show()
    for number, each in enumerate(ruled_on(report), 1):
        _show_rule(number, each)
    show()
    rendering.paragraph(", ".join(verdict_counts(report)), first="    ", rest="    ")
    rendering.heading(_("Coverage"))
    show()
    rendering.coverage(report.coverage, report.documents)
    show()
    rendering.paragraph(made_by(report), first="    ", rest="    ")


def _show_rule(number: int, ruled: Ruled) -> None:
    said = say(f"rule.{ruled.verdict.value}")
    first = f"{number:>3} {SIGNS[ruled.verdict]} "
    rendering.paragraph(f"{said}: {ruled.rule} [{place_words(ruled.place)}]", first=first, rest="      ")
    for citation in ruled.said:
        quote = passage_words(citation.quote)
        rendering.paragraph(f"{quoted(quote)} [{place_words(citation)}]", first="      ", rest="        ")
    for found in ruled.notes:
        rendering.paragraph(f"→ {say(found.code, found.params)}", first="      ", rest="        ")
