"""Raised figures: a note's number behind a word is no figure of the text, however a format writes it. Pure.

Glued to what it stands behind it makes another one: "in 2023¹" is "in 20231", "4,6²" millions are 4,62. DOCX and HTML
write it in brackets; a PDF's text stays as it is, so that every quote is the page's, and its ``structure`` tells where
the marks are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from secretaire.documents.cleaning import CleanedText, clean
from secretaire.records import Page

NOTE_MARK = "note_mark"
_NUMBERS = re.compile(r"(\d{1,3}(?:\s?[,;]\s?\d{1,3})*)\)?")
_TEN = re.compile(r"(?<![\d.,])10$")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]|[kcdmµn]m|ft|yd|mi|in|sq)$")
"""What has powers: a letter alone, units of length."""
_BEHIND = re.compile(r"[\w.,;:!?%€$£)\]\"'”’»›“]$")
_MARK = re.compile(r"(?:(?<=\w\w)|(?<=[\w)\"”»’%€$£][.,;:!?)\"”»’%]))\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\](?!\w)")


def is_mark(before: str, raised: str) -> bool:
    """Whether a raised text is a note's number, by what stands ``before`` it without white space between them."""
    return (
        _NUMBERS.fullmatch(raised.strip()) is not None
        and _BEHIND.search(before) is not None
        and not _TEN.search(before)
        and not _UNIT.search(before)
    )


def in_brackets(before: str, raised: str) -> str:
    """How a raised text is written behind what stands ``before`` it: a mark in brackets, a power of ten with "^"."""
    end = raised[len(raised.rstrip()) :]
    number = raised.strip().rstrip(")")
    if is_mark(before, raised):
        return f"[{number}]{end}"
    return f"^{number}{end}" if _TEN.search(before) and number.isdecimal() else raised


def as_told(page: Page, start: int, end: int) -> CleanedText:
    """A stretch of a page as it is told: cleaned, without the marks of notes behind its words."""
    cleaned = clean(page.text, start, end)
    marks = [(part.start, part.end) for part in page.structure if part.kind == NOTE_MARK and start < part.end <= end]
    marks += [cleaned.original(*found.span()) for found in _MARK.finditer(cleaned.text)]
    return _without(cleaned, marks) if marks else cleaned


def _without(cleaned: CleanedText, places: Sequence[tuple[int, int]]) -> CleanedText:
    left_out = {offset for start, end in places for offset in range(start, end)}
    kept = [place for place, offset in enumerate(cleaned.offsets[:-1]) if offset not in left_out]
    text = "".join(cleaned.text[place] for place in kept)
    return CleanedText(text, (*(cleaned.offsets[place] for place in kept), cleaned.offsets[-1]))
