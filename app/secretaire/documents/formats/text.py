"""Plain text and Markdown of any usual encoding, as anchored sections of whole paragraphs. Runs in the reader."""

from __future__ import annotations

import codecs
import re
import unicodedata

from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.language import detect
from secretaire.documents.sentences import segment
from secretaire.documents.wire import Opened, UntrustedPage

SECTION_CHARACTERS = 3000
MOST_SECTIONS = 4000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
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
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+\S.*$", re.MULTILINE)
_SAMPLE = 4096


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
        return TextFile(source.whole())
    except NotText as error:
        raise CannotRead("unknown_format") from error


class TextFile:
    """An open text. Satisfies ``source.Readable``."""

    def __init__(self, data: bytes) -> None:
        text = unicodedata.normalize("NFC", decode(data).replace("\r\n", "\n").replace("\r", "\n"))
        self._sections = _sections(text)
        markdown = _MARKDOWN_HEADING.search(text) is not None
        title = next((line.strip("# \t") for line in text.splitlines() if line.strip()), "")
        media_type = "text/markdown" if markdown else "text/plain"
        self._headings = markdown
        self.opened = Opened(media_type, paged=False, pages=len(self._sections), title=title[:200])  # type: ignore[arg-type]

    def read(self, number: int) -> UntrustedPage | None:
        """Section ``number`` (1-based); None when there is none."""
        if not 1 <= number <= len(self._sections):
            return None
        paragraph, text = self._sections[number - 1]
        language = detect(text)
        headings = [match.span() for match in _MARKDOWN_HEADING.finditer(text)] if self._headings else []
        edges = {edge for heading in headings for edge in heading}
        return UntrustedPage(
            number=number,
            label="",
            anchor=f"¶ {paragraph}",
            status="read" if text.strip() else "blank",
            reason="",
            text=text,
            words=[],
            sentences=segment(text, language, edges),
            headings=headings,
            hidden=[],
            language=language,
            width=0.0,
            height=0.0,
            ocr_confidence=None,
        )


def decode(data: bytes) -> str:
    """Text from bytes: a byte-order mark, else UTF-8, else UTF-16 by its zeros, else Windows-1252. Raises NotText."""
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return data.decode(coding, errors="replace")
    if data.startswith(_SIGNATURES):
        raise NotText
    sample = data[:_SAMPLE]
    for coding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if len(zeros) > 1 and zeros.count(0) > 0.6 * len(zeros):
            return data.decode(coding, errors="replace")
    controls = sum(byte < 9 or 13 < byte < 27 for byte in sample)
    if 0 in sample or controls > 0.05 * max(1, len(sample)):
        raise NotText
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _sections(text: str) -> list[tuple[int, str]]:
    """Runs of whole paragraphs with the number of their first one; a long text gets longer sections."""
    wanted = max(SECTION_CHARACTERS, len(text) // MOST_SECTIONS)
    made: list[tuple[int, str]] = []
    first, start, end = 1, 0, 0
    for number, match in enumerate(_PARAGRAPH.finditer(text), start=1):
        for piece_end in _pieces(match.start(), match.end(), 4 * wanted):
            if end > start and piece_end - start > wanted:
                made.append((first, text[start:end].strip("\n")))
                first, start = number, max(end, match.start())
            end = piece_end
    if end > start:
        made.append((first, text[start:end].strip("\n")))
    return made


def _pieces(start: int, end: int, most: int) -> list[int]:
    """Ends of the pieces that a paragraph without line breaks is cut into when it is beyond all measure."""
    return [*range(start + most, end, most), end]
