"""Questions that ask for several things, answered by the column of a table that names them ("Which regions …?")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from secretaire.records import Page, Table
from secretaire.tasks.asking.listing import CHARACTERS, ENOUGH, asks_for_several
from secretaire.tasks.asking.questions import Question
from secretaire.tasks.finding.citing import page_at
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.finding.retrieval import Found
from secretaire.tasks.finding.table_rows import names_columns
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list

LEAST, MOST = 2, 30
"""How many different cells a column may have that is told whole."""


def column_asked(question: Question, found: Sequence[Found], pages: Mapping[str, Sequence[Page]]) -> list[Candidate]:
    """The column that a question asks for, as one sentence; none where the question asks for some of it only.

    What is asked for must name the column; the rest of the question's words must stand there or before the table.
    ``pages`` are those of each document (by id).
    """
    words = set(re.findall(r"\w+", question.text.casefold()))
    if not question.asked or not asks_for_several(question) or words & word_list("negation", question.language):
        return []
    columns = (
        each
        for item in found
        if item.language == question.language
        for each in _columns(question, item, page_at(pages, item.document.id, item.passage.span))
    )
    return [column for column in [next(columns, None)] if column is not None]


def _columns(question: Question, item: Found, page: Page) -> Iterator[Candidate]:
    first, *others = dict.fromkeys(stems(question.asked, question.language))
    for table in page.tables:
        span = replace(item.passage.span, start=table.start, end=table.end)
        overlaps = item.passage.span.start < table.end and table.start < item.passage.span.end
        if not overlaps or not names_columns(table.rows) or is_quarantined(page, span):
            continue
        before = page.text[max(0, table.start - CHARACTERS) : table.start]
        told = {*stems(" ".join([before, item.passage.section, item.document.name, *table.rows[0]]), question.language)}
        place = next((at for at, name in enumerate(table.rows[0]) if first in stems(name, question.language)), None)
        share = (1 + sum(word in told for word in others)) / (1 + len(others))
        if place is None or share < ENOUGH or not question.figures <= told:
            continue
        cells = _cells(table, place)
        if LEAST <= len(cells) <= MOST and span.end - span.start <= 2 * CHARACTERS:
            text = f"{' '.join(table.rows[0][place].split()).rstrip(':')}: {'; '.join(cells)}."
            yield Candidate(item.document.id, span, text, item.passage.section, 0.0, item.language)


def _cells(table: Table, place: int) -> list[str]:
    cells = (" ".join(row[place].split()) for row in table.rows[1:] if place < len(row))
    return list(dict.fromkeys(filter(None, cells)))
