"""The registry: every format there is, and which one a file has, told by its bytes and never by its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from secretaire.documents.formats import marks
from secretaire.documents.formats.source import CannotRead, Readable, Source


class Format(Protocol):
    """What a format's module offers."""

    def recognises(self, source: Source) -> bool:
        """Whether the bytes look like this format."""

    def open_file(self, source: Source) -> Readable:
        """Open them. Raises CannotRead."""


Marked = tuple[Callable[[bytes], bool], tuple[str, ...]]
_FORMATS: tuple[Marked, ...] = (
    (marks.may_be_pdf, ("pdf",)),
    (marks.may_be_picture, ("images",)),
    (marks.may_be_any, ("other_pictures",)),
    (marks.may_be_package, ("docx", "pptx", "xlsx", "odt", "odp", "ods", "epub")),
    (marks.may_be_compound, ("msg", "encrypted_office")),
    (marks.may_be_any, ("archives", "tnef", "rtf", "mbox", "eml", "html", "csv", "text")),
)
"""In this order: what has a mark before what is told by its looks; text is last, since it takes all that is text.

A module is loaded when a file may be of its format: for a note of ten lines, loading MuPDF and Tesseract takes longer
than all the rest."""
_SLOW = ("pdf", "images")
"""What takes longest to load."""


def prepare() -> None:
    """Load what takes longest, while there is nothing else to do."""
    for name in _SLOW:
        _module(name)


def load_all() -> Iterator[None]:
    """Load every format, one at each step, those of small files first."""
    for _, names in reversed(_FORMATS):
        for name in names:
            _module(name)
            yield


def open_source(source: Source) -> Readable:
    """Open a file as what it is. Raises CannotRead."""
    return format_of(source).open_file(source)


def format_of(source: Source) -> Format:
    """The format that a file has. Raises CannotRead."""
    head = source.head
    for may_be, names in _FORMATS:
        if may_be(head):
            for each in map(_module, names):
                if each.recognises(source):
                    return each
    raise CannotRead("unknown_format")


def _module(name: str) -> Format:
    return cast(Format, importlib.import_module(f"secretaire.documents.formats.{name}"))
