"""PDF: a translation is laid over the place of its paragraph, whose letters are taken away; pictures and drawings stay.

What a PDF is not made for stays a limit: there is no flow, so a longer text is set smaller; the document's own fonts
lack most letters, so the built-in ones stand in; pages that are pictures have nothing to replace. Runs in the reader.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pymupdf

from secretaire.documents.formats.pdf import opened_file
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.pdf.commands import Commands
from secretaire.documents.pdf.objects import TROUBLE, Objects
from secretaire.documents.reader.wire import MOST_UNITS, WireUnitWarning
from secretaire.documents.rewriting import pdf_layout
from secretaire.documents.rewriting.encoded import held
from secretaire.documents.rewriting.pdf_units import Paragraph, paragraphs
from secretaire.documents.rewriting.rewritable import Rewritten, Told, of_repair


class PdfFile:
    """Satisfies ``rewritable.Rewritable``."""

    def __init__(self, source: Source) -> None:
        self._source = replace(source, descriptor=os.dup(source.descriptor))
        self._file = opened_file(self._source.path, source.password)
        objects = Objects(self._file, self._source.descriptor, source.size)
        self._commands = Commands(self._file, objects)
        self._pages: list[Sequence[Paragraph]] = []
        count = 0
        for index in range(len(self._file)):
            self._pages.append(self._paragraphs(index))
            count += len(self._pages[-1])
            if count > MOST_UNITS:
                raise CannotRead("unpacks_too_large")
        if not count:
            raise CannotRead("only_pictures")
        self.units = [Told(each.unit.text, each.unit.kind, each.unit.anchor) for page in self._pages for each in page]

    def _paragraphs(self, index: int) -> list[Paragraph]:
        """A page's units; none for a damaged page, which stays as it is."""
        try:
            page = self._file.load_page(index)
            turned = page.rotation
            pdf_layout.straight(page)
            found = paragraphs(page, self._commands.means(page), f"Page {index + 1}")
            page.set_rotation(turned)
            return found
        except TROUBLE:
            return []

    def rewrite(self, changed: Mapping[int, str]) -> Rewritten:
        """See ``Rewritable.rewrite``."""
        warnings: list[WireUnitWarning] = []
        setter = pdf_layout.Setter()
        number = 0
        try:
            for index, paragraphs_ in enumerate(self._pages):
                numbered = list(enumerate(paragraphs_, start=number + 1))
                number += len(numbered)
                wanted = [(at, paragraph) for at, paragraph in numbered if at in changed]
                if wanted:
                    self._take_away(index, [paragraph for _, paragraph in wanted])
                for at, paragraph in wanted:
                    edit, outcome = paragraph.unit.edit(changed[at])
                    warnings += of_repair(at, outcome)
                    if setter.set(index, paragraph, "".join(map(str, edit.pieces)), paragraphs_):
                        warnings.append(WireUnitWarning(at, "text_shrunk"))
            setter.finish(self._file)
            return held(self._saved(), warnings)
        except TROUBLE as error:
            raise CannotRead("damaged") from error

    def _take_away(self, index: int, gone: Sequence[Paragraph]) -> None:
        page = self._file.load_page(index)
        turned = page.rotation
        pdf_layout.take_away(pdf_layout.straight(page), gone)
        page.set_rotation(turned)

    def _saved(self) -> bytes:
        """The whole file anew: what was taken away is not kept behind it."""
        return bytes(self._file.tobytes(garbage=3, deflate=True, encryption=pymupdf.PDF_ENCRYPT_KEEP))


def open_file(source: Source) -> PdfFile:
    """Raises CannotRead: ``encrypted``, ``wrong_password``, ``damaged``, ``only_pictures``, ``unpacks_too_large``."""
    return PdfFile(source)
