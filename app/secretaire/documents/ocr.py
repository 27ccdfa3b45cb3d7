"""Reading a page's picture with Tesseract: orientation, words with boxes and confidence. Runs in the reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pymupdf
import tesserocr

from secretaire.documents.pdf_text import PageText
from secretaire.records import Word

DOTS_PER_INCH = 300
MOST_PIXELS = 30_000_000
LEAST_ORIENTATION_CONFIDENCE = 2.0
_DATA = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
)


def installed(languages: Sequence[str]) -> list[str]:
    """Which of the wanted languages have their data on this machine."""
    folder = _folder()
    return [name for name in languages if folder is not None and (folder / f"{name}.traineddata").is_file()]


def _folder() -> Path | None:
    return next((folder for folder in _DATA if folder.is_dir()), None)


def read_picture(page: Any, languages: Sequence[str]) -> tuple[PageText, float]:
    """What Tesseract reads on a page, and its mean confidence (0 to 100); no words when it reads none."""
    zoom = min(DOTS_PER_INCH / 72, (MOST_PIXELS / max(1.0, abs(page.rect))) ** 0.5)
    matrix = pymupdf.Matrix(zoom, zoom)
    picture = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, alpha=False)
    turned = _orientation(picture)
    if turned:
        matrix = matrix.prerotate(turned)
        picture = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, alpha=False)
    with tesserocr.PyTessBaseAPI(path=str(_folder()), lang="+".join(languages), psm=tesserocr.PSM.AUTO) as engine:
        _show(engine, picture)
        engine.Recognize()
        return _collect(engine, picture, ~matrix)


def _show(engine: Any, picture: Any) -> None:
    engine.SetImageBytes(picture.samples, picture.width, picture.height, 1, picture.stride)
    engine.SetSourceResolution(DOTS_PER_INCH)


def _orientation(picture: Any) -> int:
    """Degrees by which to turn the picture so that its text stands upright."""
    folder = _folder()
    if folder is None or not (folder / "osd.traineddata").is_file():
        return 0
    with tesserocr.PyTessBaseAPI(path=str(folder), lang="osd", psm=tesserocr.PSM.OSD_ONLY) as engine:
        _show(engine, picture)
        told = engine.DetectOrientationScript()
    if not told or told["orient_conf"] < LEAST_ORIENTATION_CONFIDENCE:
        return 0
    return -int(told["orient_deg"]) % 360


def _collect(engine: Any, picture: Any, back: Any) -> tuple[PageText, float]:
    found, pieces, length, confidences = PageText(), list[str](), 0, list[float]()
    iterator = engine.GetIterator()
    level = tesserocr.RIL
    for word in tesserocr.iterate_level(iterator, level.WORD) if iterator else ():
        text = unicodedata.normalize("NFC", (word.GetUTF8Text(level.WORD) or "").strip())
        box = word.BoundingBox(level.WORD)
        if not text or not box:
            continue
        joint = "" if not pieces else _joint(word, level)
        start = length + len(joint)
        pieces += [joint, text]
        length = start + len(text)
        place = (
            pymupdf.Rect(*(side + origin for side, origin in zip(box, (picture.x, picture.y) * 2, strict=True))) * back
        )
        found.words.append(Word(start, length, place.x0, place.y0, place.x1, place.y1))
        confidences.append(float(word.Confidence(level.WORD)))
    found.text = "".join(pieces)
    return found, sum(confidences) / len(confidences) if confidences else 0.0


def _joint(word: Any, level: Any) -> str:
    if word.IsAtBeginningOf(level.PARA):
        return "\n\n"
    return "\n" if word.IsAtBeginningOf(level.TEXTLINE) else " "
