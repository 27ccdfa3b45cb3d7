"""``secretaire compare``: what changed from one document to another, cited on both sides."""

from __future__ import annotations

import click

from secretaire.cli import rendering
from secretaire.cli.output import note, show, show_json
from secretaire.cli.running import drive
from secretaire.cli.session import check_files, session, single_documents
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.records import Report
from secretaire.tasks.comparing.compare import Shown, shown
from secretaire.tasks.comparing.compare import compare as compare_task
from secretaire.tasks.comparing.comparison import Kind
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.exporting.export_comparison import difference_counts, difference_words
from secretaire.tasks.finding.passage_words import passage_words
from secretaire.wording import _
from secretaire.wording.counting import place_words

SIGNS = {Kind.CHANGED: "≠", Kind.ADDED: "+", Kind.REMOVED: "−", Kind.MOVED: "↕"}


@click.command(cls=Verb, help=_("What was added, removed and changed, weightiest first, with pages on both sides."))
@click.argument("old", metavar="OLD-FILE-OR-ID")
@click.argument("new", metavar="NEW-FILE-OR-ID")
def compare(old: str, new: str) -> None:
    """Import what is new, compare, keep the result."""
    check_files((old, new))
    cancel = Cancel()
    with session(model=False) as services:
        older, newer = single_documents((old, new), services, cancel)
        report = drive(compare_task(older.id, newer.id, services, cancel), cancel)
    if settings().json:
        show_json(json_results.of(report))
        return
    _show(report)
    note(_("Kept in the vault; write it to a file with: secretaire export {id} -o FILE.md").format(id=report.id))


def _show(report: Report) -> None:
    older, newer = report.documents
    rendering.heading(_("From {old} to {new}").format(old=older.name, new=newer.name))
    show()
    for number, difference in enumerate(shown(report), 1):
        _show_difference(number, difference)
    show()
    rendering.paragraph(", ".join(difference_counts(report)), first="    ", rest="    ")
    rendering.heading(_("Coverage"))
    show()
    rendering.coverage(report.coverage, report.documents)


def _show_difference(number: int, difference: Shown) -> None:
    first = f"{number:>3} {SIGNS[difference.kind]} "
    rendering.paragraph(difference_words(difference), first=first, rest="      ")
    old, new = (difference.old, difference.old_rest), (difference.new, difference.new_rest)
    for sign, side in (("−", old), ("+", new)):
        if side[0] is None or (difference.kind is Kind.MOVED and side is old):
            continue
        said = " ".join(f"{passage_words(each.quote)} [{place_words(each)}]" for each in side if each is not None)
        rendering.paragraph(said, first=f"      {sign} ", rest="        ")
