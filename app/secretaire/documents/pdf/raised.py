"""Figures that a PDF page raises behind a word: its notes' marks, told apart from the word. Runs in the reader."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator, Mapping, Sequence

from secretaire.documents.note_marks import marked
from secretaire.documents.pdf.lines import RawWord, Span

_RAISED = 1
"""MuPDF's flag for a span that is smaller and stands higher."""


def with_marks(words: Sequence[RawWord], spans: Mapping[tuple[int, int], list[Span]]) -> list[RawWord]:
    """The words, the marks of notes in them in brackets."""
    found: list[RawWord] = []
    for place, group in itertools.groupby(words, key=operator.itemgetter(5, 6)):
        line = spans.get(place, [])
        if not any(span["flags"] & _RAISED for span in line):
            found += group
            continue
        written = list(_written(line))
        for word in group:
            at = next((at for at, (said, _) in enumerate(written) if said == word[4]), None)
            found.append(word if at is None else (*word[:4], written[at][1], *word[5:]))
            written = written if at is None else written[at + 1 :]
    return found


def _written(line: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Each word of a line as MuPDF tells it, and with its marks in brackets."""
    said, shown = "", ""
    for span in line:
        for word in _parts(span["text"]):
            if word.isspace():
                if said:
                    yield said, shown
                said, shown = "", ""
            else:
                said, shown = said + word, shown + (marked(shown, word) if span["flags"] & _RAISED else word)
    if said:
        yield said, shown


def _parts(text: str) -> Iterator[str]:
    """The words of a text, and the white space between them."""
    for _, part in itertools.groupby(text, str.isspace):
        yield "".join(part)
