"""Figures that a PDF page raises behind a word: its notes' marks, told apart from the word. Runs in the reader.

While a page is put together they stand as private characters (Unicode's plane 15), one for one: so words, tables and
sentences know them from figures, and no place moves. The text itself gets them back as they were.
"""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Iterator, Mapping, Sequence

from secretaire.documents.note_marks import is_mark
from secretaire.documents.pdf.lines import RawWord, Span

_RAISED = 1
"""MuPDF's flag for a span that is smaller and stands higher."""
_PRIVATE = 0xF0000
_APART = {ord(each): _PRIVATE + ord(each) for each in "0123456789,;)"}
_BACK = {private: plain for plain, private in _APART.items()}
_MARKS = re.compile("[" + "".join(map(chr, _BACK)) + "]+")


def with_marks(words: Sequence[RawWord], spans: Mapping[tuple[int, int], list[Span]]) -> list[RawWord]:
    """The words, the marks of notes in them as private characters."""
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


def marks_in(text: str) -> list[tuple[int, int]]:
    """Where a text has private characters."""
    return [match.span() for match in _MARKS.finditer(text)]


def plain(text: str) -> str:
    """A text with its marks as the page has them."""
    return text.translate(_BACK)


def apart(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """A plain text with private characters for its marks."""
    for start, end in marks:
        text = text[:start] + text[start:end].translate(_APART) + text[end:]
    return text


def _written(line: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Each word of a line as MuPDF tells it, and with its marks apart."""
    said, shown = "", ""
    for span in line:
        for word in _parts(span["text"]):
            if word.isspace():
                if said:
                    yield said, shown
                said, shown = "", ""
            else:
                mark = span["flags"] & _RAISED and is_mark(shown, word)
                said, shown = said + word, shown + (word.translate(_APART) if mark else word)
    if said:
        yield said, shown


def _parts(text: str) -> Iterator[str]:
    """The words of a text, and the white space between them."""
    for _, part in itertools.groupby(text, str.isspace):
        yield "".join(part)
