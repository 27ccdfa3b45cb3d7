"""From lines in reading order to the canonical text of a page, its words and parts. Runs in the reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from secretaire.documents.cleaning import clean
from secretaire.documents.pdf.lines import Line, RawWord, body_size
from secretaire.documents.pdf.tables import Grid
from secretaire.documents.reader.wire import BlockKind, WireStructure, WireTable
from secretaire.records import Word

HEADING_RATIO = 1.14
LEVELS = ((1.8, 1), (1.4, 2), (HEADING_RATIO, 3), (0.0, 4))
"""How much larger than the body's a heading's letters are, and its level; what is only bold comes last."""
MOST_HEADING_CHARACTERS = 160
NOTE_RATIO = 0.93
_PARAGRAPH_GAP = 0.75
_ITEM = re.compile(r"(?:[•▪●◦‣·∙■□➢➔✓*–—\uf0b7\uf0a7-]|\(?\d{1,2}[.)]|\(?[a-z][.)]|\(?[ivx]{1,4}[.)])(?=\s)")
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|chart|box|exhibit|abbildung|abb\.|tabelle|tab\.|grafik|tableau|graphique|encadré)\s*\d+",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]|\[\d{1,3}\]|\(\d{1,3}\))(?=\s|[A-ZÄÖÜ(\u201c\"])")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\.?\s")
_word = partial(tuple.__new__, Word)
"""A word of a tuple that has its six fields: a fifth of the time, and pages have hundreds."""


@dataclass(slots=True)
class Written:
    """A page's text and what points into it."""

    text: str = ""
    words: list[Word] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    structure: list[WireStructure] = field(default_factory=list)
    tables: list[WireTable] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """A paragraph as it grows: where it stands, and what it is."""

    kind: BlockKind
    start: int
    end: int
    level: int


def write(lines: Sequence[Line], height: float) -> Written:
    """Lines joined by line ends, paragraphs by empty lines, pieces of a row by tabs; nothing else is added."""
    writer = _Writer(body_size(lines), height)
    before: Line | None = None
    for line in lines:
        writer.add(before, line)
        before = line
    return writer.finished()


class _Writer:
    def __init__(self, body: float, height: float) -> None:
        self._body, self._height = body, height
        self._found = Written()
        self._pieces: list[str] = []
        self._length = 0
        self._parts: list[_Part] = []

    def add(self, before: Line | None, line: Line) -> None:
        joint = "" if before is None else _joint(before, line, self._body)
        if joint:
            self._pieces.append(joint)
            self._length += len(joint)
        start = self._length
        if isinstance(line, Grid):
            self._grid(line)
            return
        self._words(line.words)
        kind, level = self._kind(line, start)
        part = self._parts[-1] if self._parts else None
        if part is None or joint == "\n\n" or _begins(kind, part.kind):
            self._parts.append(_Part(kind, start, self._length, level))
        else:
            part.end = self._length

    def _words(self, words: Sequence[RawWord]) -> None:
        found, length, texts = self._found.words, self._length, list[str]()
        for x0, y0, x1, y1, text, _, _, _ in words:
            if not text.isascii():
                text = unicodedata.normalize("NFC", text)
            texts.append(text)
            end = length + len(text)
            found.append(_word((length, end, x0, y0, x1, y1)))
            length = end + 1
        self._pieces.append(" ".join(texts))
        self._length = length - 1

    def _kind(self, line: Line, start: int) -> tuple[BlockKind, int]:
        """What a paragraph that begins with this line would be; a heading is told by its line alone."""
        if self._is_heading(line, self._length - start, self._pieces[-1]):
            self._found.headings.append((start, self._length))
            numbered = _NUMBERED.match(line.text)
            if numbered:
                return "heading", min(9, numbered[1].count(".") + 1)
            return "heading", next(level for ratio, level in LEVELS if line.size >= ratio * self._body)
        first = line.words[0][4]
        if not first[0].isalpha() or len(first) <= 5:
            return self._marked(line, line.text)
        if first[:3].lower() in _CAPTIONS and _CAPTION.match(line.text):
            return "caption", 1
        return "paragraph", 1

    def _marked(self, line: Line, text: str) -> tuple[BlockKind, int]:
        if line.size < NOTE_RATIO * self._body and line.y0 > self._height / 2 and _NOTE.match(text):
            return "footnote", 1
        if _ITEM.match(text) and len(line.words) > 1:
            return "item", 1
        return ("caption", 1) if _CAPTION.match(text) else ("paragraph", 1)

    def _is_heading(self, line: Line, length: int, text: str) -> bool:
        if length > MOST_HEADING_CHARACTERS or not self._body or text.endswith((".", ";", ",")):
            return False
        if not (line.size >= HEADING_RATIO * self._body or (line.bold and line.size >= self._body)):
            return False
        return any(map(str.isalpha, text))

    def _grid(self, grid: Grid) -> None:
        start, rows = self._length, list[list[str]]()
        for row in grid.cells:
            if rows:
                self._put("\n")
            rows.append([])
            for cell in row:
                if rows[-1]:
                    self._put("\t")
                rows[-1].append(self._cell(cell))
        self._parts.append(_Part("table", start, self._length, 1))
        self._found.tables.append(WireTable(start, self._length, rows))

    def _cell(self, cell: Sequence[Sequence[RawWord]]) -> str:
        at, start = len(self._pieces), self._length
        for number, words in enumerate(cell):
            if number:
                self._put("\n")
            self._words(words)
        return clean("".join(self._pieces[at:])).text if self._length > start else ""

    def _put(self, joint: str) -> None:
        self._pieces.append(joint)
        self._length += len(joint)

    def finished(self) -> Written:
        # Pieces are NFC one by one; joined by blanks they stay so, but for a stray combining mark at a word's start.
        self._found.text = "".join(self._pieces)
        self._found.structure = [
            WireStructure(part.kind, part.start, part.end, part.level)
            for part in self._parts
            if part.kind != "paragraph"
        ]
        return self._found


_CAPTIONS = frozenset("fig tab cha box exh abb gra enc".split())


def _begins(kind: BlockKind, before: BlockKind) -> bool:
    """Whether a line of this kind begins a part of its own though it follows the last line closely."""
    return kind in ("item", "footnote") or (kind == "heading") != (before == "heading")


def _joint(before: Line, line: Line, body: float) -> str:
    if isinstance(before, Grid) or isinstance(line, Grid):
        return "\n\n"
    if line.x0 >= before.x1 and line.beside(before):
        return "\t"
    return "\n\n" if _new_paragraph(before, line, body) else "\n"


def _new_paragraph(before: Line, line: Line, body: float) -> bool:
    height = max(1.0, before.y1 - before.y0)
    upwards = line.y0 < before.y0 - height
    if upwards and _goes_on(before, line):
        return False
    apart = upwards or line.y0 - before.y1 > _PARAGRAPH_GAP * height
    other_style = abs(before.size - line.size) > 0.1 * max(before.size, line.size)
    heading_ends = before.bold != line.bold and (before.letters < 80 or line.letters < 80) and before.size >= body
    return apart or other_style or heading_ends


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a sentence goes on in the next column."""
    return line.words[0][4][0].islower() and not before.words[-1][4].endswith((".", "!", "?", ":"))
