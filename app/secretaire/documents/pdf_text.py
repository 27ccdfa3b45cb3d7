"""The text of a PDF page: canonical string, word table, headings, and what nobody can see. Runs in the reader."""

from __future__ import annotations

import itertools
import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pymupdf

from secretaire.documents.wire import UntrustedHidden, WhyHidden, WireStructure, WireTable
from secretaire.records import Word

FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE
TINY_POINTS = 1.5
HEADING_RATIO = 1.14
MOST_HEADING_CHARACTERS = 160
_BOLD = 16
_FILLED_OR_STROKED = 16 | 32
_PARAGRAPH_GAP = 0.75
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]")

Box = tuple[float, float, float, float]
RawWord = tuple[float, float, float, float, str, int, int, int]


@dataclass(slots=True)
class PageText:
    """What a page says. ``words`` point into ``text``; boxes are as displayed, in points."""

    text: str = ""
    words: list[Word] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[UntrustedHidden] = field(default_factory=list)
    structure: list[WireStructure] = field(default_factory=list)
    tables: list[WireTable] = field(default_factory=list)

    @property
    def broken_share(self) -> float:
        """The share of characters that stand for glyphs without a known meaning."""
        return len(_BROKEN.findall(self.text)) / max(1, len(self.text))


@dataclass(frozen=True, slots=True)
class _Line:
    words: list[RawWord]
    size: float
    bold: bool
    top: float
    bottom: float
    letters: int


def read_text(page: Any) -> PageText:
    """The text layer of a page, hidden text apart."""
    textpage = page.get_textpage(flags=FLAGS)
    words: list[RawWord] = textpage.extractWORDS()
    if not words:
        return PageText()
    blocks = textpage.extractDICT()["blocks"]
    found = PageText()
    turn = page.rotation_matrix if page.rotation else None
    words = [(*_turned(word[:4], turn), *word[4:]) for word in words] if turn else words
    spans = [span for block in blocks for line in block["lines"] for span in line["spans"]]
    unseen = _unseen(spans, page, turn)
    if unseen and not _is_ocr_layer(spans, unseen, page):
        found.hidden = unseen
        words = [word for word in words if not any(_inside(word, each.box) for each in unseen)]
    _write(found, _lines(words, blocks))
    return found


def _unseen(spans: Sequence[dict[str, Any]], page: Any, turn: Any) -> list[UntrustedHidden]:
    shape = tuple(page.rect)
    found = []
    for span in spans:
        box = _turned(span["bbox"], turn) if turn else span["bbox"]
        why = _why_hidden(box, span, shape, page)
        if why is not None and _shows(span["text"]):
            found.append(UntrustedHidden(span["text"], why, box))
    return found


def _turned(box: Box, turn: Any) -> Box:
    turned = pymupdf.Rect(box) * turn
    return turned.x0, turned.y0, turned.x1, turned.y1


def _shows(text: str) -> bool:
    """Whether a text would be seen at all: not only blanks and format characters (zero-width space)."""
    return any(unicodedata.category(character) not in ("Cf", "Zs", "Cc") for character in text)


def _lines(words: Sequence[RawWord], blocks: Sequence[dict[str, Any]]) -> list[_Line]:
    by_number = {block["number"]: block["lines"] for block in blocks}
    found = []
    for (block, line), group in itertools.groupby(words, key=operator.itemgetter(5, 6)):
        lines = by_number.get(block, ())
        found.append(_line(list(group), *(_style(lines[line]["spans"]) if line < len(lines) else (0.0, False))))
    return found


def _line(words: list[RawWord], size: float, bold: bool) -> _Line:
    top, bottom = min([word[1] for word in words]), max([word[3] for word in words])
    return _Line(words, size, bold, top, bottom, sum([len(word[4]) for word in words]))


def _style(spans: Sequence[dict[str, Any]]) -> tuple[float, bool]:
    if len(spans) == 1:
        return float(spans[0]["size"]), bool(spans[0]["flags"] & _BOLD)
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
        for word in line.words:
            text = word[4] if word[4].isascii() else unicodedata.normalize("NFC", word[4])
            end = length + len(text)
            found.words.append(Word(length, end, word[0], word[1], word[2], word[3]))
            pieces += (text, " ")
            length = end + 1
        pieces.pop()  # the blank after the line's last word
        length -= 1
        if _is_heading(line, body, length - start, pieces[-1]):
            found.headings.append((start, length))
        before = line
    # Pieces are NFC one by one; joined by blanks they stay so, but for a stray combining mark at a word's start.
    found.text = "".join(pieces)


def _body_size(lines: Sequence[_Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += line.letters
    return weights.most_common(1)[0][0] if weights else 0.0


def _is_heading(line: _Line, body: float, length: int, last_word: str) -> bool:
    if length > MOST_HEADING_CHARACTERS or last_word.endswith((".", ";", ",")) or not body:
        return False
    stands_out = line.size >= HEADING_RATIO * body or (line.bold and line.size >= body)
    return stands_out and any(character.isalpha() for word in line.words for character in word[4])


def _new_paragraph(before: _Line, line: _Line, body: float) -> bool:
    height = max(1.0, before.bottom - before.top)
    apart = line.top - before.bottom > _PARAGRAPH_GAP * height or line.top < before.top - height
    other_style = abs(before.size - line.size) > 0.1 * max(before.size, line.size)
    heading_ends = before.bold != line.bold and (_short(before) or _short(line)) and before.size >= body
    return apart or other_style or heading_ends


def _short(line: _Line) -> bool:
    return line.letters < 80


def _inside(word: RawWord, box: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] - 0.5 <= x <= box[2] + 0.5 and box[1] - 0.5 <= y <= box[3] + 0.5


def _why_hidden(box: Box, span: dict[str, Any], shape: Box, page: Any) -> WhyHidden | None:
    if not span["char_flags"] & _FILLED_OR_STROKED:
        return "invisible"
    if span["alpha"] == 0:
        return "transparent"
    if span["size"] < TINY_POINTS:
        return "tiny"
    if box[2] <= shape[0] or box[0] >= shape[2] or box[3] <= shape[1] or box[1] >= shape[3]:
        return "off_page"
    if span["color"] >= 0xFCFCFC and min(span["color"].to_bytes(4, "big")[1:]) >= 0xFC and _is_white(page, box):
        return "white"
    return None


def _is_white(page: Any, box: Box) -> bool:
    """Whether nothing but white is to be seen in a box."""
    picture = page.get_pixmap(clip=pymupdf.Rect(box), colorspace=pymupdf.csGRAY, alpha=False)
    return not picture.samples or min(picture.samples) >= 0xF8


def _is_ocr_layer(spans: Sequence[dict[str, Any]], unseen: Sequence[UntrustedHidden], page: Any) -> bool:
    """Invisible text over a picture that fills the page is a scan's text layer: what it says is to be seen."""
    invisible = sum(len(each.text) for each in unseen if each.why in ("invisible", "transparent"))
    if invisible < 0.8 * sum(len(span["text"]) for span in spans):
        return False
    area = abs(page.rect)
    return any(abs(pymupdf.Rect(image["bbox"]) & page.rect) > 0.6 * area for image in page.get_image_info())
