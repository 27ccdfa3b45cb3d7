"""``secretaire why``: what a sentence rests on, and how much."""

from __future__ import annotations

import click

from secretaire.cli import rendering
from secretaire.cli.ids import whole_id
from secretaire.cli.output import show, show_json
from secretaire.cli.running import drive
from secretaire.cli.session import session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.cli.words import Number
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.finding.passage_words import passage_words
from secretaire.tasks.verifying.why import Mattered, Why, unsure_words
from secretaire.tasks.verifying.why import why as why_task
from secretaire.wording import _, decimal
from secretaire.wording.counting import place_words
from secretaire.wording.quoting import quoted

BAR = 20
QUOTED = 200


@click.command(cls=Verb, help=_("Show which passages matter to a sentence of a result, and how much."))
@click.argument("id", metavar="ID")
@click.argument("number", type=Number(min=1), metavar="N")
def why(id: str, number: int) -> None:
    """Measure with the loaded model; nothing is stored."""
    cancel = Cancel()
    with session() as services:
        told: Why = drive(why_task(whole_id(id, services.vault), number, services, cancel), cancel)
    if settings().json:
        show_json(json_results.why_facts(told))
        return
    _show(told)


def _show(told: Why) -> None:
    rendering.heading(_("Why this sentence?"))
    show()
    rendering.paragraph(told.sentence.text, first="  ", rest="  ")
    show()
    for passage in told.passages:
        _show_passage(passage)
    words = unsure_words(told.tokens)
    if words:
        show()
        unsure = _("The model was least sure of: {words}").format(words=", ".join(map(quoted, words)))
        rendering.paragraph(unsure, first="  ", rest="  ")
    show()
    how = _("Measured with {model} in {seconds} s: how much less likely the sentence is without each passage.")
    rendering.paragraph(how.format(model=told.model, seconds=decimal(told.seconds)), first="    ", rest="    ")


def _show_passage(passage: Mattered) -> None:
    filled = round(passage.share * BAR)
    cited = _("cited") if passage.cited else _("not cited")
    bar = "█" * filled + "·" * (BAR - filled)
    show(f"  {bar} {100 * passage.share:3.0f} %  {place_words(passage.citation)}, {cited}")
    quote = passage_words(passage.citation.quote)
    shortened = quote if len(quote) <= QUOTED else quote[:QUOTED].rsplit(" ", 1)[0] + " …"
    rendering.paragraph(quoted(shortened), first="    ", rest="    ")
