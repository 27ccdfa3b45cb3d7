"""Pictures with text on a page that has a text layer: which they are, and their words in its reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import pymupdf

from secretaire.documents.ocr.layout import Found
from secretaire.documents.ocr.reading import Reading, read_part
from secretaire.documents.pdf.page_text import PageText
from secretaire.documents.reader.wire import WireStructure, WireTable
from secretaire.records import Word

LEAST_SHARE = 0.03
LEAST_SIDES = (72.0, 36.0)
"""Points. Logos and seals are smaller."""
LEAST_RESOLUTION = 60.0
"""Dots per inch; coarser pictures hold no legible text."""
MOST_COVERED = 0.03
"""The share of a picture's area that layer words take at most: where more stand, they say what it shows, or it is a
background."""
MOST_PICTURES = 12
LEAST_CONFIDENCE = 60.0
LEAST_WORD_CONFIDENCE = 40.0
"""Letters seen in foliage and flags are read with less."""
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class PictureOnPage:
    """Where it stands (points, as displayed), the share of the page it takes, the share of it that words cover."""

    box: Any
    share: float
    covered: float


def pictures_on(page: Any, layer: PageText) -> list[PictureOnPage]:
    """The larger pictures, from above."""
    found: list[PictureOnPage] = []
    if not page.get_images():  # which costs next to nothing
        return found
    area = max(1.0, abs(page.rect))
    for image in page.get_image_info():
        # MuPDF tells a picture's place on the page before it is turned.
        box = (pymupdf.Rect(image["bbox"]) * page.rotation_matrix) & page.rect
        sharp = 72 * (image["width"] * image["height"] / max(1.0, abs(box))) ** 0.5 >= LEAST_RESOLUTION
        if abs(box) >= LEAST_SHARE * area and box.width >= LEAST_SIDES[0] and box.height >= LEAST_SIDES[1] and sharp:
            covered = sum(abs(pymupdf.Rect(word.box) & box) for word in layer.words)
            found.append(PictureOnPage(box, abs(box) / area, covered / abs(box)))
    found.sort(key=lambda each: (each.box.y0, each.box.x0))
    return found


def with_pictures(page: Any, layer: PageText, language: str, languages: Sequence[str]) -> Reading:
    """The layer with the words of its pictures among its own. Those have confidences below 100, its own have 100."""
    whole = Reading(layer, [100] * len(layer.words))
    read: list[Any] = []
    for picture in pictures_on(page, layer)[:MOST_PICTURES]:
        if picture.covered > MOST_COVERED or any(abs(picture.box & other) > 0.5 * abs(picture.box) for other in read):
            continue
        read.append(picture.box)
        found = _words_in(page, layer, picture.box, language, languages)
        if found is not None:
            whole = _inserted(whole, _place(whole.text, picture.box), found)
    return whole


def _words_in(page: Any, layer: PageText, box: Any, language: str, languages: Sequence[str]) -> Reading | None:
    own = [pymupdf.Rect(word.box) for word in layer.words]

    def wanted(word: Found, place: Any) -> bool:
        middle = (place.tl + place.br) / 2
        sure = word.confidence >= LEAST_WORD_CONFIDENCE
        return sure and middle in box and not any(middle in other for other in own)

    found = read_part(page, languages, box, language, wanted)
    words = [found.text.text[word.start : word.end] for word in found.text.words]
    real = sum(len(word) > 2 and word.strip(".,;:()").isalpha() for word in words)
    return found if found.confidence >= LEAST_CONFIDENCE and real >= LEAST_WORDS else None


def _place(text: PageText, box: Any) -> int:
    """Where a picture's words belong: after the paragraph that stands above it in its own column."""
    beside = [word for word in text.words if word.box[0] < box.x1 and word.box[2] > box.x0]
    above = [word for word in beside if (word.box[1] + word.box[3]) / 2 <= box.y0 + 2]
    if above:
        last = max(above, key=lambda word: word.end)
        at = text.text.find("\n\n", last.end)
    else:
        below = min(beside, key=lambda word: word.start, default=None)
        at = text.text.rfind("\n\n", 0, below.start) if below else -1
        if below and at < 0:
            return 0
    at = len(text.text) if at < 0 else at
    return max([end for start, end in _parts(text) if start < at < end], default=at)


def _parts(text: PageText) -> list[tuple[int, int]]:
    structure = [(part.start, part.end) for part in text.structure]
    return structure + [(part.start, part.end) for part in text.tables]


def _inserted(whole: Reading, at: int, found: Reading) -> Reading:
    text = whole.text
    before, after = text.text[:at], text.text[at:].lstrip("\n")
    cut = len(text.text) - at - len(after)
    start = len(before) + 2 * bool(before)
    moved = start + len(found.text.text) + 2 * bool(after) - at - cut
    joined = "\n\n".join(part for part in (before, found.text.text, after) if part)
    index = sum(word.end <= at for word in text.words)
    words = [
        *text.words[:index],
        *(_moved_word(word, start) for word in found.text.words),
        *(_moved_word(word, moved) for word in text.words[index:]),
    ]
    confidences = [*whole.confidences[:index], *found.confidences, *whole.confidences[index:]]
    headings = [(a + moved, b + moved) if a >= at else (a, b) for a, b in text.headings]
    structure = [_moved(part, at, moved) for part in text.structure]
    tables = [_moved(part, at, moved) for part in text.tables]
    return Reading(PageText(joined, words, headings, text.hidden, structure, tables), confidences)


def _moved_word(word: Word, by: int) -> Word:
    return Word(word.start + by, word.end + by, *word.box)


Part = TypeVar("Part", WireStructure, WireTable)


def _moved(part: Part, at: int, by: int) -> Part:
    return msgspec.structs.replace(part, start=part.start + by, end=part.end + by) if part.start >= at else part
