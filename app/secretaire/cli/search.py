"""``secretaire search`` and ``secretaire history``: what the vault holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from secretaire.cli.json_commands import Hits, hit_facts
from secretaire.cli.output import note, show, show_json
from secretaire.cli.rendering import paragraph
from secretaire.cli.running import cancelled_by_interrupt, worded
from secretaire.cli.session import open_vault
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.cli.words import Day, Number
from secretaire.errors import UsageError
from secretaire.records import SearchHit, Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting.json_results import warning_facts
from secretaire.tasks.finding.hit_places import with_anchors
from secretaire.vault.index import Kind
from secretaire.vault.search import Filters
from secretaire.vault.vault import Vault
from secretaire.wording import _

KINDS = ("message", "passage", "report", "translation")
DAY = Day()
LIMIT = click.option("--limit", type=Number(1, 10_000), default=50, show_default=True, help=_("At most so many finds."))


@click.command(cls=Verb, help=_("Search messages, documents, results and translations, best find first."))
@click.argument("words", nargs=-1, required=True)
@LIMIT
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help=_("Only such finds; repeatable."))
@click.option("--since", type=DAY, default=None, help=_("Only what was stored on this day or later."))
@click.option("--until", type=DAY, default=None, help=_("Only what was stored on this day or earlier."))
@click.option("--marking", default=None, help=_('Only what bears this marking; "" for what bears none.'))
@click.option("--language", default="", help=_("Only documents in this language (de, en, fr …)."))
@click.option("--meaning", is_flag=True, help=_("Also find passages that say it in other words; one word is enough."))
def search(
    words: tuple[str, ...],
    limit: int,
    kinds: tuple[Kind, ...],
    since: datetime | None,
    until: datetime | None,
    marking: str | None,
    language: str,
    meaning: bool,
) -> None:
    """Search of the vault, by words or by meaning too."""
    if not any(character.isalnum() for word in words for character in word):
        raise UsageError("task.no_words")
    first, last = (f"{day:%Y-%m-%d}" if day else "" for day in (since, until))
    filters = Filters(kinds, first, last, marking, language)
    with open_vault() as vault:
        find = _by_meaning if meaning else _by_words
        hits, warnings = find(" ".join(words), vault, filters, limit)
        _show(with_anchors(hits, vault), warnings)


@click.command(cls=Verb, help=_("List the newest things in the vault."))
@LIMIT
def history(limit: int) -> None:
    """What was done last."""
    with open_vault() as vault:
        _show(vault.search("", limit=limit), [])


def _by_words(words: str, vault: Vault, filters: Filters, limit: int) -> tuple[list[SearchHit], list[Warned]]:
    return vault.search(words, filters, limit=limit), []


def _by_meaning(words: str, vault: Vault, filters: Filters, limit: int) -> tuple[list[SearchHit], list[Warned]]:
    from secretaire.tasks.finding.searching import search_by_meaning

    cancel = Cancel()
    with cancelled_by_interrupt(cancel):
        found = search_by_meaning(words, vault, cancel, filters, limit=limit)
    return found.hits, found.warnings


def _show(hits: Sequence[SearchHit], warnings: Sequence[Warned]) -> None:
    if settings().json:
        show_json(Hits([hit_facts(hit) for hit in hits], [warning_facts(each) for each in warnings]))
        return
    for warning in warnings:
        note(worded(warning))
    if hits:
        show_hits(hits)
    else:
        paragraph(_("Nothing was found."))


def show_hits(hits: Sequence[SearchHit]) -> None:
    """Finds as text: where, when, and the words around."""
    kinds = {
        "message": _("chat"),
        "passage": _("document"),
        "report": _("result"),
        "translation": _("translation"),
    }
    for hit in hits:
        page = _("p.\u00a0{page}").format(page=hit.page) if hit.page is not None else ""
        place = f" {hit.anchor or page}".rstrip()
        show(
            f"{kinds.get(hit.kind, hit.kind)} · {hit.title}{place} · {hit.created_at[:16].replace('T', ' ')}", bold=True
        )
        paragraph(" ".join(_marked(hit).split()), first="    ", rest="    ")
        show(f"    {hit.owner}")


def _marked(hit: SearchHit) -> str:
    """The snippet with what was found between angle quotes."""
    text, position = "", 0
    for start, end in hit.highlights:
        text += f"{hit.snippet[position:start]}›{hit.snippet[start:end]}‹"
        position = end
    return text + hit.snippet[position:]
