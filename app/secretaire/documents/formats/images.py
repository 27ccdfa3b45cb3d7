"""Pictures: PNG, JPEG, TIFF (each frame a page), GIF and BMP, drawn by MuPDF and read by OCR. Runs in the reader."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pymupdf

import secretaire.documents.pdf.quiet  # noqa: F401 - for what it does
from secretaire.documents.formats import marks
from secretaire.documents.formats.compound import unreadable
from secretaire.documents.formats.drawn_page import drawn
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.language import detect
from secretaire.documents.ocr.engines import installed
from secretaire.documents.ocr.seen import seen
from secretaire.documents.pdf.page_text import PageText
from secretaire.documents.reader.wire import MediaType, Opened, Pixels, UntrustedPage
from secretaire.documents.sentences import segment

TROUBLE = (RuntimeError, ValueError, IndexError, TypeError, pymupdf.mupdf.FzErrorBase)

MOST_BYTES = 250_000_000
"""What a picture may unpack to; A1 in colour at 300 dots per inch takes 210 MB."""
MOST_FRAMES = 10_000
_CUT_OFF = "premature end"
"""MuPDF's warning; what is missing it shows in grey."""


def recognises(source: Source) -> bool:
    """By its first bytes."""
    return marks.may_be_picture(source.head)


def open_file(source: Source) -> ImageFile:
    """Raises CannotRead: ``damaged``, ``unknown_format``."""
    kind = marks.picture(source.head)
    if kind is None:
        raise CannotRead("unknown_format")
    return ImageFile(source, *kind)


class ImageFile:
    """An open picture. Satisfies ``source.Drawable``.

    A page's size comes from the file's resolution (96 dots per inch where it tells none); MuPDF turns JPEGs as their
    EXIF orientation says, and OCR finds out about the others.
    """

    def __init__(self, source: Source, media_type: MediaType, name: str) -> None:
        self._descriptor = os.dup(source.descriptor)
        self._languages = installed(source.languages)
        self._before = ""
        # MuPDF fills a GIF's whole canvas (4 bytes a pixel) when it loads the page.
        self._canvas = int.from_bytes(source.head[6:8], "little") * int.from_bytes(source.head[8:10], "little")
        self._canvas *= 4 * (name == "gif")
        try:
            self._file = pymupdf.open(f"/proc/self/fd/{self._descriptor}", filetype=name)
            pages = min(len(self._file), MOST_FRAMES)
        except TROUBLE as error:
            raise CannotRead("damaged") from error
        if not pages:
            raise CannotRead("damaged")
        self.opened = Opened(media_type, paged=True, pages=pages, title="", scans=pages if self._languages else 0)

    def read(self, number: int) -> UntrustedPage:
        """What OCR reads of a frame (1-based). Raises CannotRead."""
        if self._canvas > MOST_BYTES:
            return unreadable(number, "", "documents.page_memory")
        try:
            page = self._frame(number)
            if _unpacks_too_large(page):
                return unreadable(number, "", "documents.page_memory")
            return self._read(page, number)
        except TROUBLE as error:
            raise CannotRead("page_damaged") from error

    def _read(self, page: Any, number: int) -> UntrustedPage:
        pymupdf.TOOLS.reset_mupdf_warnings()
        found = seen(page, PageText(), "", self._languages, self._before)
        if _CUT_OFF in pymupdf.TOOLS.mupdf_warnings():
            found = replace(found, status="partial", reason="documents.picture_cut_off")
        text = found.text.text
        language = detect(text)
        self._before = language or self._before
        parts = [(part.start, part.end) for part in found.text.structure] + found.text.headings
        edges = {edge for part in parts for edge in part}
        return UntrustedPage(
            number=number,
            label=str(number),
            anchor="",
            status=found.status,
            reason=found.reason,
            text=text,
            words=found.text.words,
            sentences=segment(text, language, edges),
            headings=found.text.headings,
            hidden=[],
            language=language,
            width=page.rect.width,
            height=page.rect.height,
            ocr_confidence=found.confidence,
            structure=found.text.structure,
            tables=found.text.tables,
            confidences=list(found.confidences),
        )

    def render(self, number: int, scale: float) -> Pixels:
        """A picture of a frame. Raises CannotRead."""
        if self._canvas > MOST_BYTES:
            raise CannotRead("cannot_render")
        try:
            page = self._frame(number)
            if _unpacks_too_large(page):
                raise CannotRead("cannot_render")
            return drawn(page, scale)
        except TROUBLE as error:
            raise CannotRead("page_damaged") from error

    def _frame(self, number: int) -> Any:
        if not 1 <= number <= self.opened.pages:
            raise CannotRead("no_such_page")
        return self._file.load_page(number - 1)


def _unpacks_too_large(page: Any) -> bool:
    """By what the header says, before anything is unpacked; MuPDF unpacks no more than that."""
    sizes = [int(image["width"] * image["height"] * max(1, image["colorspace"])) for image in page.get_image_info()]
    return sum(sizes) > MOST_BYTES
