"""Words of a scan's text layer in whose place the picture shows nothing: nobody can see them."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pymupdf

from secretaire.documents.ocr.picture import draw
from secretaire.documents.pdf.page_text import PageText
from secretaire.documents.reader.wire import UntrustedHidden
from secretaire.records import Word

_DOTS_PER_INCH = 100
_CONTRAST = 40
"""By how much the lightest and the darkest pixel of a word differ at least, of 255."""
_FEWEST = 3
"""So many words without ink in a row are no OCR's slip."""


def without_unseen(page: Any, layer: PageText) -> PageText:
    """The layer without runs of words that can't be seen, which it lists as hidden; itself where all are seen."""
    zoom = _DOTS_PER_INCH / 72
    grey, back = draw(page, pymupdf.Matrix(zoom, zoom))
    gone: list[int] = []
    run: list[int] = []
    for at, word in enumerate(layer.words):
        if _shows(grey, pymupdf.Rect(word.box) * ~back):
            gone += run if len(run) >= _FEWEST else []
            run = []
        else:
            run.append(at)
    gone += run if len(run) >= _FEWEST else []
    return _without(layer, gone) if gone else layer


def _shows(grey: Any, box: Any) -> bool:
    x0, y0, x1, y1 = (max(0, round(side)) for side in box)
    pixels = grey[y0 : y1 + 1, x0 : x1 + 1]
    return bool(pixels.size) and int(np.ptp(pixels)) >= _CONTRAST


def _without(layer: PageText, gone: Sequence[int]) -> PageText:
    """The text cut together, all offsets with it."""
    cuts: list[tuple[int, int]] = []
    hidden = list(layer.hidden)
    for at in gone:
        word = layer.words[at]
        end = layer.words[at + 1].start if at + 1 < len(layer.words) else len(layer.text)
        cuts.append((word.start, end))
        hidden.append(UntrustedHidden(layer.text[word.start : word.end], "invisible", word.box))
    starts = [start for start, _ in cuts]
    before = [0]
    for start, end in cuts:
        before.append(before[-1] + end - start)

    def moved(offset: int) -> int:
        index = bisect.bisect_right(starts, offset)
        inside = max(0, cuts[index - 1][1] - offset) if index else 0
        return offset - before[index] + inside

    pieces, last = [], 0
    for start, end in cuts:
        pieces.append(layer.text[last:start])
        last = end
    text = ("".join(pieces) + layer.text[last:]).rstrip()
    lost = set(gone)
    words = [
        Word(moved(word.start), moved(word.end), *word.box) for at, word in enumerate(layer.words) if at not in lost
    ]

    def kept(start: int, end: int) -> tuple[int, int]:
        return min(moved(start), len(text)), min(moved(end), len(text))

    headings = [(start, end) for start, end in (kept(*each) for each in layer.headings) if start < end]
    structure, tables = [], []
    for block in layer.structure:
        start, end = kept(block.start, block.end)
        if start < end:
            structure.append(msgspec.structs.replace(block, start=start, end=end))
    for table in layer.tables:
        start, end = kept(table.start, table.end)
        if start < end:
            tables.append(msgspec.structs.replace(table, start=start, end=end))
    return PageText(text, words, headings, hidden, structure, tables)
