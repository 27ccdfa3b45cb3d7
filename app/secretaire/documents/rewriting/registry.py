"""Which formats can be rewritten, told by their bytes as the reading registry tells them. Runs in the reader."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from secretaire.documents.formats import docx as docx_format
from secretaire.documents.formats import html as html_format
from secretaire.documents.formats import odp, ods, odt, registry
from secretaire.documents.formats import pdf as pdf_format
from secretaire.documents.formats import pptx as pptx_format
from secretaire.documents.formats import text as text_format
from secretaire.documents.formats import xlsx as xlsx_format
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.reader.wire import MOST_UNITS
from secretaire.documents.rewriting import docx, html, odf, pdf, pptx, text, xlsx
from secretaire.documents.rewriting.rewritable import MOST_CHARACTERS, Rewritable, Rewritten

_REWRITERS: Mapping[object, Callable[[Source], Rewritable]] = {
    docx_format: docx.open_file,
    pptx_format: pptx.open_file,
    xlsx_format: xlsx.open_file,
    odt: odf.open_file,
    odp: odf.open_file,
    ods: odf.open_file,
    html_format: html.open_file,
    pdf_format: pdf.open_file,
    text_format: text.open_file,
}


def open_source(source: Source) -> Rewritable:
    """Open a file to rewrite it.

    Raises CannotRead: what reading it raises, ``cannot_rewrite`` for other formats, ``damaged`` also for what can be
    read in part: what is cut off can't be written whole.
    """
    found = registry.format_of(source)
    rewriter = _REWRITERS.get(found)
    if rewriter is None:
        found.open_file(source)  # whatever is wrong with it is said first
        raise CannotRead("cannot_rewrite")
    try:
        file = rewriter(source)
    except RecursionError as error:
        raise CannotRead("damaged") from error
    if len(file.units) > MOST_UNITS or sum(len(unit.text) for unit in file.units) > MOST_CHARACTERS:
        raise CannotRead("unpacks_too_large")
    return file


def rewrite(source: Source, texts: Mapping[int, str]) -> Rewritten:
    """The file with these texts for its units by their numbers; its own bytes where all of them say what they said.

    Raises CannotRead: as ``open_source``; ``damaged`` for the numbers of another file's units.
    """
    file = open_source(source)
    told = file.units
    if any(not 1 <= number <= len(told) for number in texts):
        raise CannotRead("damaged")
    changed = {number: text for number, text in texts.items() if text != told[number - 1].text}
    return file.rewrite(changed) if changed else Rewritten(os.dup(source.descriptor), source.size)
