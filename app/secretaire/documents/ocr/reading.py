"""Reading a page, or a part of it, from its picture: upright, straight, clean, in the language that it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pymupdf

from secretaire.documents.language import detect
from secretaire.documents.ocr import picture
from secretaire.documents.ocr.engines import engine, engines_for, quarter_turn, show
from secretaire.documents.ocr.layout import Found, Line, lines_of
from secretaire.documents.ocr.signs import with_paragraph_signs
from secretaire.documents.pdf_text import PageText
from secretaire.records import Word

DOTS_PER_INCH = 300
MOST_PIXELS = 30_000_000
ENOUGH_PIXELS = 9_000_000
"""A4 at 300 dots per inch: a scan of fewer pixels is enlarged to no more, whatever size its file claims."""
SKEW_DOTS_PER_INCH = 100
BAND = 0.12
SURE = 70.0
"""A first look read with this confidence, of 100, in a known language, saw upright text."""

FEW_WORDS = 40
"""Too few to tell which way up they stand: where they are read badly, the other ways are tried."""


@dataclass(slots=True)
class Reading:
    """What was read, with the confidence of each word, 0 to 100. ``missing``: in a language that has no data here."""

    text: PageText = field(default_factory=PageText)
    confidences: list[int] = field(default_factory=list)
    missing: bool = False

    @property
    def confidence(self) -> float:
        """The mean of the words' confidences; 0 without words."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


@dataclass(frozen=True, slots=True)
class _Sheet:
    pixels: picture.Grey
    back: Any
    dots_per_inch: int


Wanted = Callable[[Found, Any], bool]
"""Whether a word is wanted that was found in a box of the page."""


def read_picture(page: Any, languages: Sequence[str]) -> Reading:
    """What Tesseract reads on a page, in the installed ones of its languages."""
    sheet = _sheet(page, None, 0)
    language, confidence = _look(sheet, languages)
    turn = 0
    if not language or confidence < SURE:
        turn = quarter_turn(sheet.pixels, sheet.dots_per_inch)
        if turn:
            sheet = _sheet(page, None, turn)
            language, confidence = _look(sheet, languages)
    found = _read_in(sheet, languages, language)
    if turn or found.confidence >= SURE or not 0 < len(found.confidences) <= FEW_WORDS:
        return found
    others = [_read(_sheet(page, None, other), tuple(languages)) for other in (180, 90, 270)]
    return max(found, *others, key=lambda each: each.confidence)


def read_part(page: Any, languages: Sequence[str], clip: Any, language: str, wanted: Wanted) -> Reading:
    """What it reads upright within ``clip`` (points, as displayed), in the language of what stands around it."""
    return _read(_sheet(page, clip, 0), engines_for(language, languages) or tuple(languages), wanted)


def _sheet(page: Any, clip: Any, turn: int) -> _Sheet:
    """The picture turned by quarter turns, straightened, without specks."""
    area = pymupdf.Rect(clip) if clip is not None else page.rect
    zoom = min(DOTS_PER_INCH / 72, (_most_pixels(page) / max(1.0, abs(area))) ** 0.5)
    small = min(zoom, SKEW_DOTS_PER_INCH / 72)
    turned = pymupdf.Matrix(turn)
    grey, _ = picture.draw(page, pymupdf.Matrix(small, small) * turned, clip)
    straight = turned * pymupdf.Matrix(-picture.skew(grey))
    grey, back = picture.draw(page, pymupdf.Matrix(zoom, zoom) * straight, clip)
    return _Sheet(picture.without_specks(grey), back, round(zoom * 72))


def _most_pixels(page: Any) -> float:
    """What is worth drawing: no more than a page that is one picture has, or enough for A4."""
    area = max(1.0, abs(page.rect))
    for image in page.get_image_info():
        share = abs(pymupdf.Rect(image["bbox"]) & page.rect) / area
        if share > 0.8:
            return float(min(MOST_PIXELS, max(ENOUGH_PIXELS, image["width"] * image["height"])))
    return MOST_PIXELS


def _look(sheet: _Sheet, languages: Sequence[str]) -> tuple[str, float]:
    """The language of the busiest band of a picture, and how surely it was read."""
    height = max(3 * sheet.dots_per_inch // 2, round(BAND * sheet.pixels.shape[0]))
    top, bottom = picture.busiest_band(sheet.pixels, height)
    lines = _recognised(_Sheet(sheet.pixels[top:bottom], sheet.back, sheet.dots_per_inch), tuple(languages))
    words = [word for line in lines for word in line.words]
    mean = sum(word.confidence for word in words) / max(1, len(words))
    return detect("\n".join(line.text for line in lines)), mean


def _read_in(sheet: _Sheet, languages: Sequence[str], language: str) -> Reading:
    """In one language where it is known: quicker by a third, and no worse. Where that disappoints, in all of them."""
    known = engines_for(language, languages)
    if known:
        found = _read(sheet, known)
        if found.confidence >= SURE or len(known) == len(languages):
            return found
        return max(found, _read(sheet, tuple(languages)), key=lambda each: each.confidence)
    found = _read(sheet, tuple(languages))
    language = detect(found.text.text)
    found.missing = bool(language) and not engines_for(language, languages)
    return found


def _anywhere(_word: Found, _place: Any) -> bool:
    return True


def _read(sheet: _Sheet, languages: tuple[str, ...], wanted: Wanted = _anywhere) -> Reading:
    found, pieces, length = Reading(), list[str](), 0
    before: Line | None = None
    lines: Sequence[Line] = _recognised(sheet, languages)
    if languages == ("deu",):
        lines = with_paragraph_signs(lines, sheet.pixels, sheet.dots_per_inch)
    for line in lines:
        joint = "\n\n" if before is not None and before.paragraph != line.paragraph else "\n"
        for word in line.words:
            place = pymupdf.Rect(word.box) * sheet.back
            if not wanted(word, place):
                continue
            if pieces:
                pieces.append(joint)
                length += len(joint)
            pieces.append(word.text)
            end = length + len(word.text)
            found.text.words.append(Word(length, end, place.x0, place.y0, place.x1, place.y1))
            found.confidences.append(min(100, max(0, round(word.confidence))))
            length, joint = end, " "
        before = line
    found.text.text = "".join(pieces)
    return found


def _recognised(sheet: _Sheet, languages: tuple[str, ...]) -> list[Line]:
    asked = engine(languages)
    show(asked, sheet.pixels, sheet.dots_per_inch)
    asked.Recognize()
    lines = lines_of(asked, sheet.pixels.shape[1])
    asked.Clear()
    return lines
