"""Reading a page, or a part of it, from its picture: upright, straight, clean, in the language that it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pymupdf

from secretaire.documents.language import detect
from secretaire.documents.ocr import picture
from secretaire.documents.ocr.arranging import arranged, mapped
from secretaire.documents.ocr.bullets import with_bullets
from secretaire.documents.ocr.engines import engines_for, upright
from secretaire.documents.ocr.grounds import on_paper
from secretaire.documents.ocr.layout import Found
from secretaire.documents.ocr.leaders import with_leaders, without_leaders
from secretaire.documents.ocr.numbers import with_numbers
from secretaire.documents.ocr.recognition import Sheet, recognise
from secretaire.documents.ocr.signs import with_paragraph_signs
from secretaire.documents.pdf.page_text import PageText

DOTS_PER_INCH = 300
MOST_PIXELS = 30_000_000
ENOUGH_PIXELS = 9_000_000
"""A4 at 300 dots per inch: a scan of fewer pixels is enlarged to no more, whatever size its file claims."""
ENLARGED = 0.5
"""A scan of fewer pixels than this share of those drawn is of some 200 dots per inch or less."""
SKEW_DOTS_PER_INCH = 100
BAND = 0.12
SURE = 70.0
"""A first look read with this confidence, of 100, in a known language, saw upright text."""

SHORT = 2
LONG = 4
"""Letters; longer words are wider than high where they stand as they should."""
_PROSE_WORDS = 80
_PROSE_SHARE = 0.6
"""So many words, and this share of them, are in small letters in sentences."""
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


Wanted = Callable[[Found, Any], bool]
"""Whether a word is wanted that was found in a box of the page."""


def read_picture(page: Any, languages: Sequence[str], expected: str = "") -> Reading:
    """What Tesseract reads on a page, in the installed ones of its languages.

    ``expected`` is the language of the page before: where that is read surely, no other is looked for.
    """
    sheet = _sheet(page, None, 0)
    known = engines_for(expected, languages)
    if known:
        found = _read(sheet, known)
        if found.confidence >= SURE and detect(found.text.text) == expected and not _lies(found.text):
            return found
    language, confidence = _look(sheet, languages)
    turn, strange = 0, False
    if not language or confidence < SURE:
        turn, strange = upright(sheet.pixels, sheet.dots_per_inch)
        if turn:
            sheet = _sheet(page, None, turn)
            language, confidence = _look(sheet, languages)
    found = _read_in(sheet, languages, language)
    found.missing |= strange and found.confidence < SURE
    told = found.confidence >= SURE and _has_long_words(found.text)
    if turn or told or not 0 < len(found.confidences) <= FEW_WORDS:
        return found
    others = [_read(_sheet(page, None, other), tuple(languages)) for other in (180, 90, 270)]
    return max(found, *others, key=_weight)


def _has_long_words(text: PageText) -> bool:
    """Whether most words are longer than what strokes on their side are taken for, however surely ("a", "ni")."""
    return sum(word.end - word.start > SHORT for word in text.words) > len(text.words) / 2


def _weight(reading: Reading) -> float:
    """How much was read how surely: letters count, or a few short words would outweigh a page of longer ones."""
    letters = (word.end - word.start for word in reading.text.words)
    return sum(count * confidence for count, confidence in zip(letters, reading.confidences, strict=False))


def _lies(text: PageText) -> bool:
    """Whether most words stand upright: the page lies on its side."""
    long = [word for word in text.words if word.end - word.start > LONG]
    return sum(word.y1 - word.y0 > word.x1 - word.x0 for word in long) > len(long) / 2


def read_part(page: Any, languages: Sequence[str], clip: Any, language: str, wanted: Wanted) -> Reading:
    """What it reads upright within ``clip`` (points, as displayed), in the language of what stands around it."""
    return _read(_sheet(page, clip, 0), engines_for(language, languages) or tuple(languages), wanted)


def _sheet(page: Any, clip: Any, turn: int) -> Sheet:
    """The picture turned by quarter turns, straightened, without specks."""
    area = pymupdf.Rect(clip) if clip is not None else page.rect
    scan = _scanned(page)
    most = min(MOST_PIXELS, max(ENOUGH_PIXELS, scan)) if scan else MOST_PIXELS
    zoom = min(DOTS_PER_INCH / 72, (most / max(1.0, abs(area))) ** 0.5)
    small = min(zoom, SKEW_DOTS_PER_INCH / 72)
    turned = pymupdf.Matrix(turn)
    grey, _ = picture.draw(page, pymupdf.Matrix(small, small) * turned, clip)
    straight = turned * pymupdf.Matrix(-picture.skew(on_paper(grey, round(small * 72))))
    grey, back = picture.draw(page, pymupdf.Matrix(zoom, zoom) * straight, clip)
    dots_per_inch = round(zoom * 72)
    enlarged = 0 < scan < ENLARGED * abs(page.rect) * zoom**2
    grey = on_paper(grey, dots_per_inch)
    pixels, leaders = without_leaders(picture.without_specks(grey, enlarged), dots_per_inch)
    return Sheet(pixels, back, dots_per_inch, leaders)


def _scanned(page: Any) -> int:
    """The pixels of a page that is one picture, which it is not worth to draw with many more; 0 where it isn't."""
    area = max(1.0, abs(page.rect))
    for image in page.get_image_info():
        if abs(pymupdf.Rect(image["bbox"]) & page.rect) > 0.8 * area:
            return int(image["width"] * image["height"])
    return 0


def _look(sheet: Sheet, languages: Sequence[str]) -> tuple[str, float]:
    """The language of the busiest band of a picture, and how surely it was read; upright lines count for nothing.

    One language's data find the small words of the others, too, in half the time of all; where they don't, all try.
    """
    height = max(3 * sheet.dots_per_inch // 2, round(BAND * sheet.pixels.shape[0]))
    top, bottom = picture.busiest_band(sheet.pixels, height)
    band = replace(sheet, pixels=sheet.pixels[top:bottom], leaders=())
    found = _look_in(band, tuple(languages[:1]))
    if len(languages) == 1 or (found[0] and found[1] >= SURE):
        return found
    return _look_in(band, tuple(languages))


def _look_in(band: Sheet, languages: tuple[str, ...]) -> tuple[str, float]:
    lines = recognise(band, languages).lines
    words = [word for line in lines for word in line.words if not line.upright]
    mean = sum(word.confidence for word in words) / max(1, sum(len(line.words) for line in lines))
    return detect("\n".join(line.text for line in lines)), mean


def _read_in(sheet: Sheet, languages: Sequence[str], language: str) -> Reading:
    """In one language where it is known: quicker by a third, and no worse. Where that disappoints, in all of them."""
    known = engines_for(language, languages)
    if known:
        found = _read(sheet, known)
        if found.confidence >= SURE or len(known) == len(languages):
            return found
        return max(found, _read(sheet, tuple(languages)), key=lambda each: each.confidence)
    found = _read(sheet, tuple(languages))
    language = detect(found.text.text)
    found.missing = not engines_for(language, languages) if language else _is_prose(found.text.text)
    return found


def _is_prose(text: str) -> bool:
    """Whether it has sentences: tables, lists and slides may be in a language without its frequent words."""
    words = [word for word in text.split() if word[0].isalpha()]
    plain = sum(len(word) > 1 and word.islower() for word in words)
    return plain >= max(_PROSE_WORDS, _PROSE_SHARE * len(words))


def _anywhere(_word: Found, _place: Any) -> bool:
    return True


def _read(sheet: Sheet, languages: tuple[str, ...], wanted: Wanted = _anywhere) -> Reading:
    found = recognise(sheet, languages)
    lines = found.lines
    if languages == ("deu",):
        lines = list(with_paragraph_signs(lines, sheet.pixels, sheet.dots_per_inch))
    with_numbers(lines, sheet, languages)
    lines = list(with_leaders(with_bullets(lines, sheet.pixels), sheet.leaders))
    for line in lines:
        line.words = [word for word in line.words if wanted(word, pymupdf.Rect(word.box) * sheet.back)]
    text, confidences = arranged([line for line in lines if line.words], found.rules, sheet.unit, sheet.pixels.shape[0])
    return Reading(mapped(text, sheet.back), confidences)
