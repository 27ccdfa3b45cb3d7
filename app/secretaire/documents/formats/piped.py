"""Tables that plain text draws with "|", found as Markdown's are. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secretaire.documents.formats.markdown import MOST, Block

LEAST_ROWS, LEAST_COLUMNS = 3, 2
_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$")
_RULE = re.compile(r"^[ \t]*[|+][-=+|: \t]*[|+][ \t]*$")


def tables(text: str) -> list[Block]:
    """Runs of lines that each begin and end with "|" and have as many cells as the first; ruled lines may part them."""
    return list(_tables(text.split("\n"))) if "|" in text and len(text) <= MOST else []


def _tables(lines: list[str]) -> Iterator[Block]:
    first = 0
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate([*lines, ""]):
        ruled = _RULE.match(line) is not None
        cells = _cells(line) if not ruled else ()
        if rows and (ruled or len(cells) == len(rows[0])):
            rows += [cells] if cells else []
            continue
        if len(rows) >= LEAST_ROWS:
            yield Block("table", 1, first, number, tuple(rows))
        first, rows = number, [cells] if len(cells) >= LEAST_COLUMNS else []


def _cells(line: str) -> tuple[str, ...]:
    row = _ROW.match(line)
    return tuple(cell.strip() for cell in row[1].split("|")) if row else ()
