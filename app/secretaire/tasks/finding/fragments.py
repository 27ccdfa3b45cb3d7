"""What there is in a document without whole sentences (slides, spreadsheets): pieces of text, of tables row by row."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secretaire.records import Page, Passage
from secretaire.tasks.finding.evidence import Candidate, pieces
from secretaire.tasks.finding.quarantine import is_quarantined

_WORD = re.compile(r"[^\W\d_]{3}")
_ROW = re.compile(r"[^\n]+")
CELLS = " | "


def fragments(
    document: str, pages: Sequence[Page], passages: Sequence[Passage], language: str, count: int
) -> list[Candidate]:
    """The first pieces of text with a word in them, what stands outside tables before their rows; in reading order.

    What gives orders to a program is left out.
    """
    by_number = {page.number: page for page in pages}
    every = [
        piece
        for piece in pieces(document, pages, passages, language)
        if not is_quarantined(by_number[piece.span.page], piece.span)
    ]
    in_tables = [_in_table(by_number[piece.span.page], piece) for piece in every]
    outside = [piece for piece, inside in zip(every, in_tables, strict=True) if not inside]
    tables = [piece for piece, inside in zip(every, in_tables, strict=True) if inside]
    rows = (row for table in tables for row in _rows(by_number[table.span.page], table))
    worded = (piece for piece in outside if _WORD.search(piece.text))
    return sorted(
        itertools.islice(itertools.chain(worded, rows), count), key=lambda piece: (piece.span.page, piece.span.start)
    )


def _in_table(page: Page, piece: Candidate) -> bool:
    return any(
        part.kind == "table" and part.start < piece.span.end and piece.span.start < part.end for part in page.structure
    )


def _rows(page: Page, table: Candidate) -> Iterator[Candidate]:
    """The rows of a table, each with its cells that hold something: several, or one with a word in it."""
    for found in _ROW.finditer(page.text, table.span.start, table.span.end):
        cells = [cell.strip() for cell in re.split(r"[|\t]", found[0]) if cell.strip()]
        if len(cells) > 1 or _WORD.search("".join(cells)):
            span = replace(table.span, start=found.start(), end=found.end())
            yield replace(table, span=span, text=CELLS.join(cells))
