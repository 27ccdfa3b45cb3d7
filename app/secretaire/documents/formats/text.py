"""Plain text and Markdown of any encoding, as anchored sections of whole paragraphs. Runs in the reader."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from secretaire.documents import charsets, unseen
from secretaire.documents.formats import markdown, piped
from secretaire.documents.formats.flow import MOST_SECTIONS, SECTION_CHARACTERS, Marks, cuts, page_of
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.reader.wire import Opened, UntrustedPage, WireStructure, WireTable

_SIGNATURES = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"GGUF",
    b"\x7fELF",
    b"{\\rtf",
)
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*\n?)+")
_SAMPLE = 4096
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


class NotText(Exception):
    """The bytes are no text."""


def recognises(source: Source) -> bool:
    """Whether the beginning decodes as text."""
    try:
        decode(source.head)
    except NotText:
        return False
    return True


def open_file(source: Source) -> TextFile:
    """Raises CannotRead("unknown_format") for bytes that are no text after all."""
    try:
        return TextFile(decode(source.whole()))
    except NotText as error:
        raise CannotRead("unknown_format") from error


class TextFile:
    """An open text. Satisfies ``source.Readable``."""

    def __init__(self, decoded: charsets.Decoded) -> None:
        text = unicodedata.normalize("NFC", decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
        text, self._unseen = unseen.part(text)
        self._text = unicodedata.normalize("NFC", text)
        self._damaged = decoded.damaged
        self._guessed = decoded.notices[:1] if decoded.guessed else ()
        is_markdown = markdown.looks_like(self._text)
        found = markdown.blocks(self._text) if is_markdown else piped.tables(self._text)
        starts = [0, *(at + 1 for at in _line_ends(self._text))] if found else []
        self._blocks = [
            (_start(self._text, starts[each.first_line]), _end(self._text, starts, each.end_line), each)
            for each in found
        ]
        self._block_starts = [start for start, _, _ in self._blocks]
        self._sections = _sections(self._text, [(start, end) for start, end, _ in self._blocks])
        headings = (self._text[start:end] for start, end, each in self._blocks if each.kind == "heading")
        first = next(headings, "") or next(iter(_lines(self._text)), "")
        title = markdown.title(self._text) or " ".join(first.strip("#=- \t\n").split())
        media_type = "text/markdown" if is_markdown else "text/plain"
        self.opened = Opened(media_type, paged=False, pages=len(self._sections), title=title[:200])  # type: ignore[arg-type]

    def read(self, number: int) -> UntrustedPage | None:
        """Section ``number`` (1-based); None when there is none."""
        if not 1 <= number <= len(self._sections):
            return None
        paragraph, start, end = self._sections[number - 1]
        marks = self._marks(start, end)
        last = number == len(self._sections)
        begin = 0 if number == 1 else start
        until = len(self._text) + 1 if last else self._sections[number][1]
        marks.hidden = [(each.text, each.why) for each in self._unseen if begin <= each.at < until]
        if self._damaged and "\ufffd" in self._text[start:end]:
            marks.notices.append("undecodable")
        if number == 1:
            marks.notices += self._guessed
        return page_of(number, f"¶ {paragraph}", self._text[start:end], marks)

    def _marks(self, start: int, end: int) -> Marks:
        marks = Marks()
        first = max(0, bisect_right(self._block_starts, start) - 1)
        for block_start, block_end, block in self._blocks[first : bisect_left(self._block_starts, end)]:
            place = max(0, block_start - start), min(end, block_end) - start
            if place[0] >= place[1]:
                continue
            marks.structure.append(WireStructure(block.kind, *place, block.level))
            if block.kind == "heading":
                marks.headings.append(place)
            if block.rows and block_start >= start:
                marks.tables.append(WireTable(*place, [list(row) for row in block.rows]))
        return marks


def decode(data: bytes) -> charsets.Decoded:
    """Text from bytes that look like some. Raises NotText."""
    sample = data[:_SAMPLE]
    if data.startswith(_SIGNATURES):
        raise NotText
    decoded = charsets.decode(data)
    if decoded.encoding.startswith(("utf-16", "utf-32")):
        start = decoded.text[:_SAMPLE]
        odd = sum(not (each.isprintable() or each.isspace()) for each in start)
        if data.startswith(_BOMS) or odd <= 0.05 * len(start):
            return decoded
        raise NotText
    controls = sum(byte < 9 or 13 < byte < 27 for byte in sample)
    if 0 in sample or controls > 0.05 * max(1, len(sample)):
        raise NotText
    return decoded


def _lines(text: str) -> list[str]:
    """The first lines that say something."""
    return [line for line in text[:20_000].splitlines() if line.strip()]


def _line_ends(text: str) -> Sequence[int]:
    return [match.start() for match in re.finditer("\n", text)]


def _start(text: str, start: int) -> int:
    """Behind what indents a line."""
    while start < len(text) and text[start] in " \t":
        start += 1
    return start


def _end(text: str, starts: Sequence[int], line: int) -> int:
    """Where the last line before this one ends that is not empty."""
    end = starts[line] if line < len(starts) else len(text)
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _sections(text: str, whole: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Runs of whole paragraphs: the number of the first one, start and end. A long text gets longer sections.

    ``whole`` are blocks that paragraphs may lie in, such as code; they are not cut unless they are beyond all measure.
    """
    wanted = max(SECTION_CHARACTERS, len(text) // MOST_SECTIONS)
    reach = [0, *accumulate((end for _, end in whole), max)]
    starts = [start for start, _ in whole]
    made: list[tuple[int, int, int]] = []
    first, start, end = 1, 0, 0
    for number, match in enumerate(_PARAGRAPH.finditer(text), start=1):
        within = match.start() < reach[bisect_left(starts, match.start())] and match.start() - start < 4 * wanted
        for piece_end in cuts(text, match.start(), match.end(), 4 * wanted):
            if end > start and piece_end - start > wanted and not within:
                made.append(_stripped(text, first, start, end))
                first, start = number, max(end, match.start())
            end = piece_end
    if end > start:
        made.append(_stripped(text, first, start, end))
    return made or [(1, 0, 0)]


def _stripped(text: str, number: int, start: int, end: int) -> tuple[int, int, int]:
    """Without the empty lines around it."""
    while start < end and text[start] == "\n":
        start += 1
    while end > start and text[end - 1] == "\n":
        end -= 1
    return number, start, end
