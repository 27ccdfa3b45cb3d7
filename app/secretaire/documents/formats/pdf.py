"""PDF: pages with a status each, pictures. Runs in the reader."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pymupdf

from secretaire.documents import ocr
from secretaire.documents.formats.compound import CompoundFile
from secretaire.documents.formats.source import CannotRead, Readable, Source
from secretaire.documents.language import detect
from secretaire.documents.pdf.attachments import attachments, opened
from secretaire.documents.pdf.commands import Commands
from secretaire.documents.pdf.notices import notices_of_document, notices_of_page
from secretaire.documents.pdf.objects import Objects
from secretaire.documents.pdf.unshown import Unshown
from secretaire.documents.pdf_text import PageText, read_text
from secretaire.documents.sentences import segment
from secretaire.documents.wire import MAX_PIXELS, Opened, Pixels, Status, UntrustedPage

# What PyMuPDF raises when a file is damaged, by what was tried on it.
TROUBLE = (RuntimeError, ValueError, IndexError, KeyError, TypeError, pymupdf.mupdf.FzErrorBase)

LOW_CONFIDENCE = 60.0
BROKEN_SHARE = 0.3
MOST_HIDDEN = 10_000
_MARK_WITHIN = 1024
_BLANK_DPI = 40
_INK = 200
_LEAST_INK_SHARE = 0.0002


def recognises(source: Source) -> bool:
    """Its mark stands within the first KiB (ISO 32000-2, annex I)."""
    return b"%PDF-" in source.head[:_MARK_WITHIN]


def open_file(source: Source) -> Readable:
    """With the files that lie in it as further pages.

    Raises CannotRead: ``encrypted``, ``wrong_password``, ``damaged``.
    """
    file = PdfFile(source)
    parts = [opened(source, name, data) for name, data in file.attachments()]
    return CompoundFile(file, parts) if parts else file


class PdfFile:
    """An open PDF. Satisfies ``source.Drawable``."""

    def __init__(self, source: Source) -> None:
        # MuPDF reads the sealed memory through its path: no copy of a large file.
        self._source = replace(source, descriptor=os.dup(source.descriptor))
        self._languages = ocr.installed(source.languages)
        self._file = _open(self._source.path, source.password)
        title = str((self._file.metadata or {}).get("title") or "")
        self._objects = Objects(self._file, self._source.descriptor, source.size)
        self._commands = Commands(self._file, self._objects)
        self._unshown = Unshown(self._file, self._objects, self._source.path, source.password)
        self.opened = Opened("application/pdf", paged=True, pages=len(self._file), title=title[:1000])

    def attachments(self) -> Iterator[tuple[str, bytes | None]]:
        """The files that lie in this one: their names and bytes, None where these can't be read."""
        return attachments(self._file, self._objects)

    def read(self, number: int) -> UntrustedPage:
        """Read a page (1-based) by its text layer, or by OCR where that has nothing to say. Raises CannotRead."""
        try:
            return self._read(number)
        except TROUBLE as error:
            raise CannotRead("page_damaged") from error

    def _read(self, number: int) -> UntrustedPage:
        page = self._page(number)
        text = read_text(page, self._commands.means(page))
        status: Status = "read"
        reason, confidence = "", None
        if not text.text.strip() or text.broken_share > BROKEN_SHARE:
            text, status, reason, confidence = self._read_picture(page, text)
        language = detect(text.text)
        edges = {edge for part in text.structure for edge in (part.start, part.end)}
        edges |= {edge for heading in text.headings for edge in heading}
        hidden = text.hidden + self._unshown.of_page(page, number, text.text)
        notices = notices_of_page(self._file, page, self._objects)
        if number == 1:
            notices = list(dict.fromkeys(notices_of_document(self._file, self._objects) + notices))
        return UntrustedPage(
            number=number,
            label=_label(page) or str(number),
            anchor="",
            status=status,
            reason=reason,
            text=text.text,
            words=text.words,
            sentences=segment(text.text, language, edges),
            headings=text.headings,
            hidden=hidden[:MOST_HIDDEN],
            language=language,
            width=page.rect.width,
            height=page.rect.height,
            ocr_confidence=confidence,
            structure=text.structure,
            tables=text.tables,
            notices=notices,
        )

    def _read_picture(self, page: Any, layer: PageText) -> tuple[PageText, Status, str, float | None]:
        if not layer.text and _is_blank(page):
            return layer, "blank", "", None
        if not self._languages:
            return layer, "partial" if layer.text else "unreadable", "documents.no_ocr", None
        found, confidence = ocr.read_picture(page, self._languages)
        found.hidden = layer.hidden
        if not found.text:
            return found, "partial", "documents.picture_without_text", None
        if confidence < LOW_CONFIDENCE:
            return found, "partial", "documents.low_confidence", round(confidence, 1)
        return found, "ocr", "", round(confidence, 1)

    def render(self, number: int, scale: float) -> Pixels:
        """A picture of a page; a scale that would pass the wire's bounds is lowered."""
        page = self._page(number)
        most = (MAX_PIXELS / 3 / max(1.0, abs(page.rect))) ** 0.5 * 0.99
        zoom = min(scale, most)
        picture = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, alpha=False)
        row = picture.width * 3
        rows = picture.samples
        if picture.stride != row:
            rows = b"".join(rows[at : at + row] for at in range(0, len(rows), picture.stride))
        return Pixels(picture.width, picture.height, bytes(rows))

    def _page(self, number: int) -> Any:
        if not 1 <= number <= len(self._file):
            raise CannotRead("no_such_page")
        return self._file.load_page(number - 1)


def _open(path: str, password: str) -> Any:
    try:
        file = pymupdf.open(path, filetype="pdf")
    except TROUBLE as error:
        raise CannotRead("damaged") from error
    if file.needs_pass and not file.authenticate(password):
        raise CannotRead("wrong_password" if password else "encrypted")
    if not len(file):
        raise CannotRead("damaged")
    return file


def _label(page: Any) -> str:
    try:
        return str(page.get_label() or "")[:100]
    except TROUBLE:  # a damaged label tree costs the label only
        return ""


def _is_blank(page: Any) -> bool:
    """Verified on the picture: hardly a dark pixel on the whole page."""
    picture = page.get_pixmap(dpi=_BLANK_DPI, colorspace=pymupdf.csGRAY, alpha=False)
    dark = sum(picture.samples.count(level) for level in range(_INK)) if picture.samples else 0
    return bool(dark <= _LEAST_INK_SHARE * max(1, picture.width * picture.height))
