"""The text of a PDF page: canonical string, word table, headings, and what nobody can see. Runs in the reader."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pymupdf

from secretaire.documents.wire import UntrustedHidden, WhyHidden, WireWord

FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE
TINY_POINTS = 1.5
HEADING_RATIO = 1.14
MOST_HEADING_CHARACTERS = 160
_BOLD = 16
_FILLED_OR_STROKED = 16 | 32
_PARAGRAPH_GAP = 0.75

RawWord = tuple[float, float, float, float, str, int, int, int]


@dataclass(slots=True)
class PageText:
    """What a page says. ``words`` point into ``text``; boxes are as displayed, in points."""

    text: str = ""
    words: list[WireWord] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[UntrustedHidden] = field(default_factory=list)

    @property
    def broken_share(self) -> float:
        """The share of characters that stand for glyphs without a known meaning."""
        broken = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in self.text)
        return broken / max(1, len(self.text))


@dataclass(frozen=True, slots=True)
class _Line:
    words: list[RawWord]
    size: float
    bold: bool

    @property
    def top(self) -> float:
        return min(word[1] for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word[3] for word in self.words)


def read_text(page: Any) -> PageText:
    """The text layer of a page, hidden text apart."""
    textpage = page.get_textpage(flags=FLAGS)
    words: list[RawWord] = textpage.extractWORDS()
    if not words:
        return PageText()
    blocks = textpage.extractDICT()["blocks"]
    shape = page.rect
    found = PageText()
    words = [_displayed(word, page) for word in words] if page.rotation else words
    spans = [(_span_box(span, page), span) for block in blocks for line in block["lines"] for span in line["spans"]]
    unseen = [
        (box, span, why) for box, span in spans if _shows(span["text"]) and (why := _why_hidden(box, span, shape, page))
    ]
    if unseen and not _is_ocr_layer(spans, unseen, page):
        found.hidden = [UntrustedHidden(span["text"], why, box) for box, span, why in unseen]
        words = [word for word in words if not any(_inside(word, box) for box, _, _ in unseen)]
    _write(found, _lines(words, blocks))
    return found


def _shows(text: str) -> bool:
    """Whether a text would be seen at all: not only blanks and format characters (zero-width space)."""
    return any(unicodedata.category(character) not in ("Cf", "Zs", "Cc") for character in text)


def _lines(words: Sequence[RawWord], blocks: Sequence[dict[str, Any]]) -> list[_Line]:
    styles = {
        (number, at): _style(line["spans"])
        for number, block in ((block["number"], block) for block in blocks)
        for at, line in enumerate(block["lines"])
    }
    grouped: dict[tuple[int, int], list[RawWord]] = {}
    for word in words:
        grouped.setdefault((word[5], word[6]), []).append(word)
    return [_Line(group, *styles.get(key, (0.0, False))) for key, group in grouped.items()]


def _style(spans: Sequence[dict[str, Any]]) -> tuple[float, bool]:
    shown = [span for span in spans if span["text"].strip()]
    if not shown:
        return 0.0, False
    longest = max(shown, key=lambda span: len(span["text"]))
    return float(longest["size"]), all(span["flags"] & _BOLD for span in shown)


def _write(found: PageText, lines: Sequence[_Line]) -> None:
    body = _body_size(lines)
    pieces: list[str] = []
    length = 0
    before: _Line | None = None
    for line in lines:
        if before is not None:
            joint = "\n\n" if _new_paragraph(before, line, body) else "\n"
            pieces.append(joint)
            length += len(joint)
        start = length
        for at, word in enumerate(line.words):
            text = unicodedata.normalize("NFC", word[4])
            if at:
                pieces.append(" ")
                length += 1
            found.words.append((length, length + len(text), *word[:4]))
            pieces.append(text)
            length += len(text)
        if _is_heading(line, body, length - start, pieces[-1]):
            found.headings.append((start, length))
        before = line
    # Pieces are NFC one by one; joined by blanks they stay so, but for a stray combining mark at a word's start.
    found.text = "".join(pieces)


def _body_size(lines: Sequence[_Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += sum(len(word[4]) for word in line.words)
    return weights.most_common(1)[0][0] if weights else 0.0


def _is_heading(line: _Line, body: float, length: int, last_word: str) -> bool:
    if length > MOST_HEADING_CHARACTERS or last_word.endswith((".", ";", ",")) or not body:
        return False
    letters = any(any(character.isalpha() for character in word[4]) for word in line.words)
    return letters and (line.size >= HEADING_RATIO * body or (line.bold and line.size >= body))


def _new_paragraph(before: _Line, line: _Line, body: float) -> bool:
    height = max(1.0, before.bottom - before.top)
    apart = line.top - before.bottom > _PARAGRAPH_GAP * height or line.top < before.top - height
    other_style = abs(before.size - line.size) > 0.1 * max(before.size, line.size)
    heading_ends = before.bold != line.bold and (_short(before) or _short(line)) and before.size >= body
    return apart or other_style or heading_ends


def _short(line: _Line) -> bool:
    return sum(len(word[4]) for word in line.words) < 80


def _displayed(word: RawWord, page: Any) -> RawWord:
    box = pymupdf.Rect(word[:4]) * page.rotation_matrix
    return (box.x0, box.y0, box.x1, box.y1, *word[4:])


def _span_box(span: dict[str, Any], page: Any) -> tuple[float, float, float, float]:
    box = pymupdf.Rect(span["bbox"])
    return tuple(box * page.rotation_matrix) if page.rotation else tuple(box)


def _inside(word: RawWord, box: tuple[float, float, float, float]) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] - 0.5 <= x <= box[2] + 0.5 and box[1] - 0.5 <= y <= box[3] + 0.5


def _why_hidden(
    box: tuple[float, float, float, float], span: dict[str, Any], shape: Any, page: Any
) -> WhyHidden | None:
    if not span["char_flags"] & _FILLED_OR_STROKED:
        return "invisible"
    if span["alpha"] == 0:
        return "transparent"
    if span["size"] < TINY_POINTS:
        return "tiny"
    if box[2] <= shape.x0 or box[0] >= shape.x1 or box[3] <= shape.y0 or box[1] >= shape.y1:
        return "off_page"
    if span["color"] >= 0xFCFCFC and min(span["color"].to_bytes(4, "big")[1:]) >= 0xFC and _is_white(page, box):
        return "white"
    return None


def _is_white(page: Any, box: tuple[float, float, float, float]) -> bool:
    """Whether nothing but white is to be seen in a box."""
    picture = page.get_pixmap(clip=pymupdf.Rect(box), colorspace=pymupdf.csGRAY, alpha=False)
    return not picture.samples or min(picture.samples) >= 0xF8


def _is_ocr_layer(spans: Sequence[Any], unseen: Sequence[Any], page: Any) -> bool:
    """Invisible text over a picture that fills the page is a scan's text layer: what it says is to be seen."""
    invisible = sum(len(span["text"]) for _, span, why in unseen if why in ("invisible", "transparent"))
    if invisible < 0.8 * sum(len(span["text"]) for _, span in spans):
        return False
    area = abs(page.rect)
    return any(abs(pymupdf.Rect(image["bbox"]) & page.rect) > 0.6 * area for image in page.get_image_info())
