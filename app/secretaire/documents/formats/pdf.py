"""PDF: pages with a status each, pictures. Runs in the reader."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

import pymupdf

from secretaire.documents.formats import marks
from secretaire.documents.formats.compound import CompoundFile
from secretaire.documents.formats.drawn_page import drawn
from secretaire.documents.formats.source import CannotRead, Readable, Source
from secretaire.documents.language import detect
from secretaire.documents.ocr.engines import installed
from secretaire.documents.ocr.seen import seen
from secretaire.documents.pdf.attachments import attachments, opened
from secretaire.documents.pdf.commands import Commands
from secretaire.documents.pdf.layers import settle
from secretaire.documents.pdf.meanings import Fonts
from secretaire.documents.pdf.no_ink import whiten
from secretaire.documents.pdf.notices import notices_of_document, notices_of_page
from secretaire.documents.pdf.objects import TROUBLE, Objects, number_notes, value
from secretaire.documents.pdf.page_text import read_text
from secretaire.documents.pdf.quiet import broken_off, listen
from secretaire.documents.pdf.raised import apart
from secretaire.documents.pdf.sight import Sight
from secretaire.documents.pdf.unshown import Unshown
from secretaire.documents.reader.wire import NoticeCode, Opened, Pixels, UntrustedPage, WireStructure
from secretaire.documents.sentences import segment

MOST_HIDDEN = 10_000
FORGOTTEN_AFTER = 100
"""Pages after which MuPDF forgets the fonts and pictures that it keeps: else it holds up to 256 MB of a long file."""
_LOOKED_AT = 16
"""Pages looked at for scans; longer documents are read by several readers anyway."""


def recognises(source: Source) -> bool:
    """Its mark stands near its beginning, or else an object."""
    return marks.may_be_pdf(source.head)


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
        self._languages = installed(source.languages)
        self._before = ""
        self._file = opened_file(self._source.path, source.password)
        title = str((self._file.metadata or {}).get("title") or "")
        self._objects = Objects(self._file, self._source.descriptor, source.size)
        settle(self._file, self._objects)
        whiten(self._file, self._objects)
        self._commands = Commands(self._file, self._objects)
        self._fonts = Fonts(self._file)
        self._pages_read = 0
        self._unshown = Unshown(self._file, self._objects, self._source.path, source.password)
        scans = _scans(self._file) if self._languages else 0
        self.opened = Opened("application/pdf", paged=True, pages=len(self._file), title=title[:1000], scans=scans)

    def attachments(self) -> Iterator[tuple[str, bytes | None]]:
        """The files that lie in this one: their names and bytes, None where these can't be read."""
        return attachments(self._file, self._objects)

    def read(self, number: int) -> UntrustedPage:
        """Read a page (1-based) by its text layer, or by OCR where that has nothing to say. Raises CannotRead."""
        self._pages_read += 1
        if self._pages_read % FORGOTTEN_AFTER == 0:
            pymupdf.mupdf.fz_empty_store()
        try:
            return self._read(number)
        except TROUBLE as error:
            raise CannotRead("page_damaged") from error

    def _read(self, number: int) -> UntrustedPage:
        listen()
        page = self._page(number)
        number_notes(self._file, page, rich=self._objects.holds("RV"))
        sight = Sight(page)
        text = read_text(sight, self._commands.means(page), self._fonts.of(page))
        language = detect(text.text)
        found = seen(page, text, language, self._languages, self._before)
        if broken_off() and found.status in ("read", "ocr", "blank"):
            found = replace(found, status="partial", reason="documents.part_damaged")
        if found.text is not text:
            text, language = found.text, detect(found.text.text)
        self._before = language or self._before
        edges = {edge for part in text.structure for edge in (part.start, part.end)}
        edges |= {edge for heading in text.headings for edge in heading}
        hidden = text.hidden + self._unshown.of_page(page, number, text.text)
        _, _, width, height = sight.box
        notices = notices_of_page(self._file, page, self._objects)
        if number == 1:
            mended: list[NoticeCode] = ["malformed"] if self._file.is_repaired else []
            notices = list(dict.fromkeys(mended + notices_of_document(self._file, self._objects) + notices))
        return UntrustedPage(
            number=number,
            label=self._label(number) or str(number),
            anchor="",
            status=found.status,
            reason=found.reason,
            text=text.text,
            words=text.words,
            sentences=segment(apart(text.text, text.marks), language, edges),
            headings=text.headings,
            hidden=hidden[:MOST_HIDDEN],
            language=language,
            width=width,
            height=height,
            ocr_confidence=found.confidence,
            structure=text.structure + [WireStructure("note_mark", *place, 1) for place in text.marks],
            tables=text.tables,
            notices=notices,
            confidences=list(found.confidences),
        )

    def render(self, number: int, scale: float) -> Pixels:
        """A picture of a page; a scale that would pass the wire's bounds is lowered. Raises CannotRead."""
        try:
            return drawn(self._page(number), scale)
        except TROUBLE as error:
            raise CannotRead("cannot_render") from error

    def _label(self, number: int) -> str:
        try:
            labels = self._labels
            return str(pymupdf.utils.get_label_pno(number - 1, labels) or "")[:100] if labels else ""
        except TROUBLE:  # a damaged label tree costs the label only
            return ""

    @cached_property
    def _labels(self) -> list[Any]:
        """The rules for labels, in order: PyMuPDF's own ``get_label`` reads them anew for every page."""
        if not value(self._file, self._file.pdf_catalog(), "PageLabels"):
            return []
        return sorted(self._file._get_page_labels())

    def _page(self, number: int) -> Any:
        if not 1 <= number <= self.opened.pages:
            raise CannotRead("no_such_page")
        return self._file.load_page(number - 1)


def opened_file(path: str, password: str) -> Any:
    """MuPDF's document. Raises CannotRead: ``damaged``, ``encrypted``, ``wrong_password``."""
    try:
        file = pymupdf.open(path, filetype="pdf")
        if file.needs_pass and not file.authenticate(password):
            raise CannotRead("wrong_password" if password else "encrypted")
        pages = len(file)
    except TROUBLE as error:
        raise CannotRead("damaged") from error
    if not pages:
        raise CannotRead("damaged")
    return file


def _scans(file: Any) -> int:
    """How many of the first pages hold pictures and no text, as far as that is cheaply told."""
    found = 0
    for number in range(min(len(file), _LOOKED_AT)):
        with contextlib.suppress(*TROUBLE):  # reading will tell of it
            page = file.load_page(number)
            found += bool(page.get_images()) and not page.get_text().strip()
    return found
