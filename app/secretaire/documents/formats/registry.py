"""The registry: every format there is, and which one a file has, told by its bytes and never by its name."""

from __future__ import annotations

from typing import Protocol

from secretaire.documents.formats import (
    csv,
    docx,
    eml,
    encrypted_office,
    epub,
    html,
    images,
    msg,
    odp,
    ods,
    odt,
    other_pictures,
    pdf,
    pptx,
    rtf,
    text,
    tnef,
    xlsx,
)
from secretaire.documents.formats.source import CannotRead, Readable, Source


class Format(Protocol):
    """What a format's module offers."""

    def recognises(self, source: Source) -> bool:
        """Whether the bytes look like this format."""

    def open_file(self, source: Source) -> Readable:
        """Open them. Raises CannotRead."""


FORMATS: tuple[Format, ...] = (
    *(pdf, images, other_pictures, docx, pptx, xlsx, odt, odp, ods, epub),
    *(msg, encrypted_office, tnef, rtf, eml, html, csv, text),
)
"""In this order: what has a mark before what is told by its looks; text is last, since it takes all that is text."""


def open_source(source: Source) -> Readable:
    """Open a file as what it is. Raises CannotRead."""
    return format_of(source).open_file(source)


def format_of(source: Source) -> Format:
    """The format that a file has. Raises CannotRead."""
    for each in FORMATS:
        if each.recognises(source):
            return each
    raise CannotRead("unknown_format")
