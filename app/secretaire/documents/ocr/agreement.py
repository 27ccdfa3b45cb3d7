"""Whether a text layer says what the page shows: some of its words compared with what OCR reads in their place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from typing import Any

import pymupdf

from secretaire.documents.ocr.reading import SURE, read_part
from secretaire.documents.pdf.page_text import PageText
from secretaire.records import Word

SAMPLE_WORDS = 16
FEWEST = 4
LEAST_AGREEMENT = 0.5
_PLACES = (0.5, 0.15, 0.85)
_MARGIN = 3.0


def disagrees(page: Any, layer: PageText, language: str, languages: Sequence[str]) -> bool:
    """Whether a layer says something else than what is read in two places.

    One place where they agree clears it; where nothing can be read surely, nothing is told.
    """
    against = 0
    for share in _PLACES:
        agreement = _agreement(page, layer, share, language, languages)
        if agreement is not None and agreement >= LEAST_AGREEMENT:
            return False
        against += agreement is not None
        if against == 2:
            return True
    return against > 0 and len(layer.words) <= 2 * SAMPLE_WORDS


def _agreement(page: Any, layer: PageText, share: float, language: str, languages: Sequence[str]) -> float | None:
    """The share of a sample's words that are read in its place; None where OCR is not sure of what it reads."""
    at = max(0, round(share * len(layer.words)) - SAMPLE_WORDS // 2)
    box = _around(layer.words[at : at + SAMPLE_WORDS]) & page.rect
    told = words_of(" ".join(layer.text[word.start : word.end] for word in layer.words if _within(word, box)))
    if box.is_empty or len(told) < FEWEST:
        return None
    found = read_part(page, languages, box, language, lambda _word, _place: True)
    seen = set(words_of(found.text.text))
    if found.confidence < SURE or len(seen) < FEWEST:
        return None
    return share_among(told, seen)


def share_among(told: Sequence[str], seen: Collection[str]) -> float:
    """The share of words that are among others, or much like one of them."""
    return sum(bool(word in seen or difflib.get_close_matches(word, seen, 1, 0.75)) for word in told) / len(told)


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return [word for word in map(_folded, text.split()) if len(word) > 2]


def _around(words: Sequence[Word]) -> Any:
    box = pymupdf.Rect()
    for word in words:
        box |= pymupdf.Rect(word.box)
    return pymupdf.Rect(box.x0 - _MARGIN, box.y0 - _MARGIN, box.x1 + _MARGIN, box.y1 + _MARGIN)


def _within(word: Word, box: Any) -> bool:
    return bool(pymupdf.Point((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2) in box)


def _folded(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
