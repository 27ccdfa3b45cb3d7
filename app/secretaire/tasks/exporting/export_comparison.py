"""A comparison as blocks: a row a difference, in what it differs, and both sides with their places."""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.documents.blocks import Block, BlockKind
from secretaire.records import Report
from secretaire.tasks.comparing.compare import Shown, shown
from secretaire.tasks.comparing.comparison import Kind
from secretaire.tasks.exporting.export_coverage import closing_blocks
from secretaire.tasks.exporting.export_places import Places
from secretaire.tasks.exporting.export_report import title_of
from secretaire.tasks.exporting.export_words import heading
from secretaire.vault.vault import Vault
from secretaire.wording import _, plural, say


def comparison_blocks(report: Report, vault: Vault) -> Iterator[Block]:
    """Title, how many of each kind, the differences as a table, the ledger of pages, warnings."""
    places, differences = Places(vault), shown(report)
    yield Block(BlockKind.TITLE, title_of(report))
    yield Block(BlockKind.PARAGRAPH, ", ".join(difference_counts(report)))
    if differences:
        yield heading(_("Differences"))
        yield Block(BlockKind.ROW, cells=(_("No."), _("What changed"), _("Before"), _("Now")), head=True)
    for number, difference in enumerate(differences, start=1):
        cells = (
            str(number),
            difference_words(difference),
            places.quoted(difference.old, difference.old_rest),
            places.quoted(difference.new, difference.new_rest),
        )
        yield Block(BlockKind.ROW, cells=cells, anchor=f"s{number}")
    yield from closing_blocks(report)


def difference_words(difference: Shown) -> str:
    """What became of it, and in what it changed."""
    said = say(f"compare.{difference.kind.value}")
    changes = "; ".join(say(change.code, change.params) for change in difference.changes)
    return f"{said}: {changes}" if changes else said


def difference_counts(report: Report) -> list[str]:
    """How many differences there are of each kind, in words; or that none were looked for."""
    if any(warning.code == "task.languages_differ" for warning in report.warnings):
        return [_("not compared: the documents are in different languages")]
    differences = shown(report)
    count = {kind: sum(each.kind is kind for each in differences) for kind in Kind}
    return [
        plural("{count} changed", "{count} changed", count[Kind.CHANGED]),
        plural("{count} added", "{count} added", count[Kind.ADDED]),
        plural("{count} removed", "{count} removed", count[Kind.REMOVED]),
        plural("{count} moved", "{count} moved", count[Kind.MOVED]),
        plural("{count} sentence as it was", "{count} sentences as they were", int(report.options["same"])),
    ]
