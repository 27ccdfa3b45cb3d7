"""From lines that Tesseract found to the text of a page: by the same rules of order, tables, headings and paragraphs as
a text layer's, so that a page reads alike as a scan and as text."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Sequence
from typing import Any

import pymupdf

from secretaire.documents.ocr.layout import Box, Found, Line, parted, vectors_of
from secretaire.documents.pdf import lines as pdf
from secretaire.documents.pdf.order import by_rows, reading_order
from secretaire.documents.pdf.page_text import PageText
from secretaire.documents.pdf.tables import with_tables
from secretaire.documents.pdf.writing import write
from secretaire.records import Word

_SAME_SIZE = 0.13
"""By how much the measured heights of a page's body differ at most, as a share of it."""
_PADDING = 0.12
"""What a font leaves above and below its letters, as a share of their height."""


def arranged(lines: Sequence[Line], rules: Sequence[Box], unit: float, height: float) -> tuple[PageText, list[int]]:
    """The text with the confidence of each word.

    Boxes stay in pixels, which are ``unit`` points; the picture is ``height`` of them high.
    """
    if not lines:
        return PageText(), []
    pieces = by_rows(_pieces(list(parted(lines)), unit))
    ordered = reading_order(with_tables(_joined(pieces), vectors_of(rules, unit)), height * unit)
    written = write(ordered, height * unit)
    confidences: dict[Box, deque[int]] = {}
    for word in (word for line in lines for word in line.words):
        confidences.setdefault(_scaled(word.box, unit), deque()).append(min(100, max(0, round(word.confidence))))
    sure = [confidences[word.box].popleft() for word in written.words]
    words = [Word(word.start, word.end, *_scaled(word.box, 1 / unit)) for word in written.words]
    return PageText(written.text, words, written.headings, [], written.structure, written.tables), sure


def mapped(text: PageText, back: Any) -> PageText:
    """The text with its words' boxes taken through a matrix, in place."""
    text.words = [Word(word.start, word.end, *(pymupdf.Rect(word.box) * back)) for word in text.words]
    return text


def _pieces(lines: Sequence[Line], unit: float) -> list[pdf.Line]:
    body = statistics.median([line.height for line in lines for word in line.words for _ in word.text])
    return [_piece(at, line, body, unit) for at, line in enumerate(lines)]


def _piece(at: int, line: Line, body: float, unit: float) -> pdf.Line:
    height = body if abs(line.height - body) <= _SAME_SIZE * body else line.height
    words = [_raw(word, at, place, unit) for place, word in enumerate(line.words)]
    piece = pdf.line_of(words, height * unit, bold=False)
    middle, half = (piece.y0 + piece.y1) / 2, (0.5 + _PADDING) * height * unit
    piece.y0, piece.y1 = min(piece.y0, middle - half), max(piece.y1, middle + half)
    return piece


def _raw(word: Found, line: int, place: int, unit: float) -> pdf.RawWord:
    return (*_scaled(word.box, unit), word.text, 0, line, place)


def _joined(pieces: Sequence[pdf.Line]) -> list[pdf.Line]:
    """Pieces that follow each other on a row without a gap are one line, whatever Tesseract thought."""
    found: list[pdf.Line] = []
    for piece in pieces:
        before = found[-1] if found else None
        if before is not None and 0 <= piece.x0 - before.x1 < pdf.STRETCHED * piece.size and piece.beside(before):
            joined = pdf.line_of(before.words + piece.words, before.size, bold=False)
            joined.y0, joined.y1 = min(before.y0, piece.y0), max(before.y1, piece.y1)
            found[-1] = joined
        else:
            found.append(piece)
    return found


def _scaled(box: Box, unit: float) -> Box:
    return box[0] * unit, box[1] * unit, box[2] * unit, box[3] * unit
