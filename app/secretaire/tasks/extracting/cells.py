"""The cells of a stored table as edges show them."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from secretaire.records import Citation, Document, Report, Sentence, Warned


@dataclass(frozen=True, slots=True)
class Cell:
    """A stored value: "" where none was found; ``notes`` say what was searched, or who picked or judged.

    ``citations`` are the words that it is cut from, one for each value of a list.
    """

    field: str
    value: str
    citations: tuple[Citation, ...]
    notes: tuple[Warned, ...]


def fields_of(report: Report) -> list[str]:
    """The columns of a stored table."""
    fields: list[str] = msgspec.json.decode(str(report.options["fields"]), type=list[str])
    return fields


def rows_of(report: Report) -> list[tuple[Document, list[Cell]]]:
    """The rows of a stored table, as far as it was filled."""
    width = len(fields_of(report))
    cells = [_cell(sentence) for sentence in report.sentences]
    return [(document, cells[row * width : (row + 1) * width]) for row, document in enumerate(report.documents)]


def _cell(sentence: Sentence) -> Cell:
    field, *notes = sentence.findings
    return Cell(str(field.params["field"]), sentence.text, sentence.citations, tuple(notes))
