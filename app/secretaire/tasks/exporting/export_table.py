"""A table out of documents as blocks and as CSV: the values, then where each is cut from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from secretaire.documents.blocks import Block, BlockKind, Look, Mark
from secretaire.records import Document, Report
from secretaire.tasks.exporting.export_coverage import closing_blocks
from secretaire.tasks.exporting.export_places import Places
from secretaire.tasks.exporting.export_report import title_of
from secretaire.tasks.exporting.export_words import heading
from secretaire.tasks.extracting.cells import Cell, fields_of, rows_of
from secretaire.vault.vault import Vault
from secretaire.wording import _, say

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_blocks(report: Report, vault: Vault) -> Iterator[Block]:
    """Title, the table of values, each leading to its place in the table of places, the ledger of pages, warnings."""
    fields, rows = fields_of(report), rows_of(report)
    yield Block(BlockKind.TITLE, title_of(report))
    yield heading(_("Values"))
    yield Block(BlockKind.ROW, cells=(_("Document"), *fields), head=True)
    for row, (document, cells) in enumerate(rows):
        marks = (
            Mark(0, len(cell.value), Look.LINK, f"s{row * len(fields) + column}", column)
            for column, cell in enumerate(cells, start=1)
            if cell.value
        )
        yield Block(BlockKind.ROW, cells=(document.name, *(cell.value for cell in cells)), marks=tuple(marks))
    yield from _places(rows, vault)
    yield from closing_blocks(report)


def _places(rows: Sequence[tuple[Document, Sequence[Cell]]], vault: Vault) -> Iterator[Block]:
    places, number = Places(vault), 0
    yield heading(_("Where the values stand"))
    head = (_("No."), _("Document"), _("Field"), _("Value"), _("Words"), _("Notes"))
    yield Block(BlockKind.ROW, cells=head, head=True)
    for document, cells in rows:
        for cell in cells:
            number += 1
            notes = "\n".join(say(note.code, note.params) for note in cell.notes)
            words = "\n".join(places.quoted(each) for each in cell.citations)
            told = (str(number), document.name, cell.field, cell.value or "–", words, notes)
            yield Block(BlockKind.ROW, cells=told, anchor=f"s{number}")


def table_csv(report: Report, vault: Vault) -> Iterator[bytes]:
    """The values as CSV (RFC 4180, UTF-8), each followed by its place; what a spreadsheet would take for a formula is
    set off by an apostrophe."""
    places = Places(vault)
    pairs = ((field, _("{field}: page").format(field=field)) for field in fields_of(report))
    yield _line([_("Document"), *(part for pair in pairs for part in pair)])
    for document, cells in rows_of(report):
        found = ((cell.value, ", ".join(dict.fromkeys(map(places.page, cell.citations)))) for cell in cells)
        yield _line([document.name, *(part for pair in found for part in pair)])


def _line(values: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([f"'{value}" if value.startswith(_FORMULA) else value for value in values])
    return written.getvalue().encode()
