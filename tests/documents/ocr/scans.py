"""Scans made of pages whose text is known: drawn, turned askew, speckled; and how far a reading of them is off."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pymupdf

_GLYPHS = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})
_GLYPHS |= str.maketrans({"„": '"', "«": '"', "»": '"', "\u00ad": "-", "…": "..."})
_GLYPHS |= str.maketrans(dict.fromkeys("•●▪■◦", "-"))
_NAMELESS = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Distortion:
    """``skew`` in degrees, clockwise; ``speckle`` is the share of pixels that dust and holes take; ``turn`` is by
    quarters, in degrees clockwise: a page that was laid on the glass sideways or upside down."""

    dpi: int = 300
    skew: float = 0.0
    speckle: float = 0.0
    turn: int = 0


def scan(page: Any, distortion: Distortion, seed: int = 1) -> bytes:
    """A PDF of one page of the same size that holds nothing but the page's picture."""
    page.set_rotation((page.rotation + distortion.turn) % 360)
    zoom = distortion.dpi / 72
    middle = pymupdf.Point(page.rect.width / 2, page.rect.height / 2)
    turned = pymupdf.Matrix(1, 0, 0, 1, -middle.x, -middle.y) * pymupdf.Matrix(distortion.skew)
    matrix = turned * pymupdf.Matrix(1, 0, 0, 1, middle.x, middle.y) * pymupdf.Matrix(zoom, zoom)
    area = pymupdf.IRect(0, 0, round(page.rect.width * zoom), round(page.rect.height * zoom))
    picture = pymupdf.Pixmap(pymupdf.csGRAY, area, False)
    picture.clear_with(255)
    drawn = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, alpha=False)
    picture.copy(drawn, area)
    pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.stride)[:, : picture.width]
    return _as_pdf(_dirty(pixels, distortion.speckle, seed), page.rect)


def _dirty(pixels: np.ndarray[Any, Any], speckle: float, seed: int) -> np.ndarray[Any, Any]:
    """Paper that is not quite white, a sensor's noise, and specks of one to four pixels."""
    if not speckle:
        return pixels
    chance = np.random.default_rng(seed)
    dirty = pixels * 0.88 + 14 + chance.normal(0, 6, pixels.shape)
    count = int(speckle * pixels.size / 2)
    for shade in (30, 235):
        rows, columns = (chance.integers(0, side - 1, count) for side in pixels.shape)
        dirty[rows, columns] = shade
        larger = slice(0, count // 3)
        dirty[rows[larger] + 1, columns[larger]] = shade
        dirty[rows[larger], columns[larger] + 1] = shade
    return np.asarray(np.clip(dirty, 0, 255), dtype=np.uint8)


def _as_pdf(pixels: np.ndarray[Any, Any], rect: Any) -> bytes:
    height, width = pixels.shape
    picture = pymupdf.Pixmap(pymupdf.csGRAY, width, height, np.ascontiguousarray(pixels).tobytes(), False)
    with pymupdf.open() as made:
        made.new_page(width=rect.width, height=rect.height).insert_image(rect, stream=picture.tobytes("jpg", 85))
        return bytes(made.tobytes())


def plain(text: str) -> str:
    """Text as it is compared: one blank between words, and no difference between kinds of dashes, quotes and bullets.

    Glyphs of which the layer itself doesn't know the meaning are bullets of symbol fonts.
    """
    return " ".join(_NAMELESS.sub("-", unicodedata.normalize("NFKC", text).translate(_GLYPHS)).split())


def error_rate(read: str, true: str) -> float:
    """The character error rate: edits (Levenshtein) for each true character."""
    read, true = plain(read), plain(true)
    return edits(true, read) / max(1, len(true))


def edits(pattern: str, text: str) -> int:
    """Letters to put in, take out or change to make one text the other.

    Myers' bit-parallel distance (J. ACM 46, 1999), in Hyyrö's form for whole strings."""
    if not pattern:
        return len(text)
    masks: dict[str, int] = {}
    for at, character in enumerate(pattern):
        masks[character] = masks.get(character, 0) | 1 << at
    full, last = (1 << len(pattern)) - 1, 1 << (len(pattern) - 1)
    up, down, score = full, 0, len(pattern)
    for character in text:
        equal = masks.get(character, 0)
        across = (((equal & up) + up) ^ up) | equal | down
        rise, fall = down | (~(across | up) & full), up & across
        score += bool(rise & last) - bool(fall & last)
        rise, fall = rise << 1 | 1, fall << 1
        up, down = (fall | (~((equal | down) | rise) & full)) & full, rise & (equal | down) & full
    return score
