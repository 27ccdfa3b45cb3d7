"""A check as blocks: the grid of rules with their verdicts, and what the text says about each."""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.documents.blocks import Block, BlockKind
from secretaire.records import Report
from secretaire.tasks.checking.compliance import Ruled, ruled_on
from secretaire.tasks.checking.verdicts import Verdict
from secretaire.tasks.exporting.export_coverage import closing_blocks
from secretaire.tasks.exporting.export_places import Places
from secretaire.tasks.exporting.export_report import title_of
from secretaire.tasks.exporting.export_words import heading
from secretaire.vault.vault import Vault
from secretaire.wording import _, say


def check_blocks(report: Report, vault: Vault) -> Iterator[Block]:
    """Title, how many rules have each verdict, the grid, the ledger of pages, warnings."""
    places = Places(vault)
    yield Block(BlockKind.TITLE, title_of(report))
    yield Block(BlockKind.PARAGRAPH, ", ".join(verdict_counts(report)))
    yield heading(_("Rules"))
    head = (_("No."), _("Rule"), _("Verdict"), _("What the text says"), _("Why"))
    yield Block(BlockKind.ROW, cells=head, head=True)
    for number, ruled in enumerate(ruled_on(report), start=1):
        yield Block(BlockKind.ROW, cells=(str(number), *_cells(ruled, places)), anchor=f"s{number}")
    yield from closing_blocks(report)


def _cells(ruled: Ruled, places: Places) -> tuple[str, ...]:
    return (
        f"{ruled.rule} [{places.page(ruled.place)}]",
        say(f"rule.{ruled.verdict.value}"),
        "\n".join(places.quoted(each) for each in ruled.said),
        "\n".join(say(note.code, note.params) for note in ruled.notes),
    )


def verdict_counts(report: Report) -> list[str]:
    """How many rules have each verdict, in words."""
    ruled = ruled_on(report)
    count = {verdict: sum(each.verdict is verdict for each in ruled) for verdict in Verdict}
    return [f"{count[verdict]} {say(f'rule.{verdict.value}')}" for verdict in Verdict]
