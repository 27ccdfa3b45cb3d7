"""What a reader of a page sees, where its text layer may not say it: nothing, a scan, pictures among text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pymupdf

from secretaire.documents.ocr.agreement import LEAST_AGREEMENT, disagrees, share_among, words_of
from secretaire.documents.ocr.ink import without_unseen
from secretaire.documents.ocr.picture import shows_something
from secretaire.documents.ocr.reading import Reading, read_picture
from secretaire.documents.ocr.regions import MOST_COVERED, pictures_on, with_pictures
from secretaire.documents.pdf.page_text import PageText
from secretaire.documents.reader.wire import Status, UntrustedHidden

LOW_CONFIDENCE = 60.0
BROKEN_SHARE = 0.3
SUSPICIOUS_SHARE = 0.02
SCAN_SHARE = 0.6
"""The share of a page that a picture takes which may be a scan of it."""
COMPARED_WORDS = 200
SUSPICIOUS_WORDS = 40
"""A page with so many words is in some language; one in none that is known is looked at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page's text, its status and why, and how surely each word was read: none where all is from the layer."""

    text: PageText
    status: Status = "read"
    reason: str = ""
    confidence: float | None = None
    confidences: Sequence[int] = ()


def seen(page: Any, layer: PageText, language: str, languages: Sequence[str], before: str = "") -> Seen:
    """A page as its reader sees it: its layer where that can be trusted, OCR where not, both where pictures hold text.

    ``language`` is what the layer is in, "" for unknown; ``languages`` are Tesseract's installed ones: without any the
    layer stands, and what it lacks is told. ``before`` is what the page before is in.
    """
    if not layer.text.strip() or layer.broken_share > BROKEN_SHARE:
        return _without_layer(page, layer, languages, before)
    if not languages:
        return Seen(layer, "partial", "documents.no_ocr") if layer.lies else Seen(layer)
    if layer.lies:
        return _instead(layer, read_picture(page, languages))
    pictures = pictures_on(page, layer)
    scans = [picture for picture in pictures if picture.share >= SCAN_SHARE]
    if any(picture.covered < MOST_COVERED for picture in scans):
        found = read_picture(page, languages)
        if len(found.text.text) > 2 * len(layer.text) and found.confidence >= LOW_CONFIDENCE:
            return _instead(layer, found)  # a scan of which the layer gives a stamp, or a page number
    if (scans or _suspicious(layer, language)) and disagrees(page, layer, language, languages):
        return _instead(layer, read_picture(page, languages))
    if scans:
        layer = without_unseen(page, layer)
    if all(picture.covered >= MOST_COVERED for picture in pictures):
        return Seen(layer)
    return _mixed(layer, with_pictures(page, layer, language, languages))


def _suspicious(layer: PageText, language: str) -> bool:
    """Whether its letters may not be those that are seen; scripts that can't be compared are left alone."""
    if layer.broken_share > SUSPICIOUS_SHARE:
        return True
    if language or len(layer.words) < SUSPICIOUS_WORDS:
        return False
    letters = [letter for letter in layer.text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) > 0.7 * len(letters)


def _without_layer(page: Any, layer: PageText, languages: Sequence[str], before: str) -> Seen:
    if not layer.text and not shows_something(page):
        return Seen(layer, "blank")
    if not languages:
        return Seen(layer, "partial" if layer.text else "unreadable", "documents.no_ocr")
    found = read_picture(page, languages, before)
    found.text.hidden = layer.hidden
    return _judged(found)


def _instead(layer: PageText, found: Reading) -> Seen:
    """OCR in place of a layer, whose text is kept apart where it is something else."""
    found.text.hidden = list(layer.hidden)
    told = words_of(layer.text)[:COMPARED_WORDS]
    if told and share_among(told, set(words_of(found.text.text))) < LEAST_AGREEMENT:
        box = pymupdf.Rect()
        for word in layer.words:
            box |= pymupdf.Rect(word.box)
        found.text.hidden.append(UntrustedHidden(layer.text, "invisible", tuple(box)))
    return _judged(found)


def _judged(found: Reading) -> Seen:
    confidence = round(found.confidence, 1)
    if not found.text.text:
        return Seen(found.text, "partial", "documents.picture_without_text")
    if found.missing:
        return Seen(found.text, "partial", "documents.ocr_language_missing", confidence, found.confidences)
    if confidence < LOW_CONFIDENCE:
        return Seen(found.text, "partial", "documents.low_confidence", confidence, found.confidences)
    return Seen(found.text, "ocr", "", confidence, found.confidences)


def _mixed(layer: PageText, whole: Reading) -> Seen:
    """Status "ocr" where most of the text is from pictures; else "read", and the words' confidences tell them apart."""
    own = len(layer.words)
    if len(whole.text.words) == own:
        return Seen(layer)
    read = [confidence for confidence in whole.confidences if confidence < 100]
    confidence = round(sum(read) / len(read), 1) if read else 100.0
    status: Status = "ocr" if len(whole.text.words) > 2 * own else "read"
    return Seen(whole.text, status, "", confidence, whole.confidences)
