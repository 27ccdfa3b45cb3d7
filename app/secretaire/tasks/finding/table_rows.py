"""Rows of tables as evidence: each told with the names of its columns, and cited with the row that names them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.records import Page, Table
from secretaire.tasks.prompting.prompts import word_list

LONGEST_NAME = 40
"""What is longer (characters) is no column's name."""
LEAST_COLUMNS = 2
_BETWEEN = re.compile(r"[\s|\u00ad-]*")
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COUNTING = re.compile(r"\W*(?:lfd\W*)?(?:no|nos|nr|num|n°|nº|№|#|pos|item)?\W*", re.IGNORECASE)
_TIMES, _TASKS = "task_by", "task_who"


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row stands on its page, and what it says; ``names`` is where its columns are named, if they are.

    ``is_task``: the columns tell who does something, and by when.
    """

    start: int
    end: int
    text: str
    names: tuple[int, int] | None = None
    is_task: bool = False


def rows_of(page: Page, language: str) -> Iterator[Row]:
    """The rows of a page's tables that hold something, without those that name the columns; none of a table whose cells
    aren't found in its text."""
    for table in page.tables:
        places = list(_places(page.text, table))
        if len(places) != len(table.rows) or not places:
            continue
        names = table.rows[0] if names_columns(table.rows) else ()
        is_task = _is_of_tasks(names, language)
        for row, (start, end) in list(zip(table.rows, places, strict=True))[1 if names else 0 :]:
            if start < end:
                yield Row(start, end, _told(names, row), places[0] if names else None, is_task)


def _told(names: Sequence[str], row: Sequence[str]) -> str:
    """A row's cells, each behind its column's name; numbers that only count the rows are left out."""
    cells = [" ".join(cell.split()) for cell in row]
    if not names:
        return " | ".join(filter(None, cells))
    named = [
        f"{' '.join(name.split()).rstrip(':')}: {cell}" if name.strip() else cell
        for name, cell in zip(names, cells, strict=False)
        if cell and not (_COUNTING.fullmatch(name) and cell.strip("().").isdigit())
    ]
    return "; ".join(named)


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: words without figures but years, where others have figures or names."""
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if cell]
    return (
        len(rows) > 1
        and len(named) >= max(LEAST_COLUMNS, len(first) - 1)
        and len({*named}) == len(named)
        and all(len(cell) <= LONGEST_NAME and not _FIGURE.search(_YEAR.sub("", cell)) for cell in named)
        and any(map(str.isalpha, "".join(named)))
    )


def _is_of_tasks(names: Sequence[str], language: str) -> bool:
    said = {word.casefold() for name in names for word in re.findall(r"[^\W\d_]+", name)}
    return bool(said & word_list(_TASKS, language)) and bool(said & word_list(_TIMES, language))


def _places(text: str, table: Table) -> Iterator[tuple[int, int]]:
    """Where each row stands: its cells' letters follow each other, with white space and marks between them."""
    at = table.start
    for row in table.rows:
        start = end = at
        for letter in (letter for cell in row for letter in cell if _BETWEEN.fullmatch(letter) is None):
            found = _BETWEEN.match(text, end)
            here = found.end() if found else end
            if not text.startswith(letter, here) or here >= table.end:
                return
            start = here if start == end == at else start
            end = here + 1
        yield start, end
        at = end
