"""Reads the bytes of a document in this process, through the registry and the host's own look."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from secretaire.documents.formats.registry import open_source
from secretaire.documents.formats.source import Readable, Source
from secretaire.documents.reader.check import checked_page
from secretaire.records import Page


def read(data: bytes) -> list[Page]:
    """All its pages. Raises CannotRead."""
    with opened(data) as file:
        return [_page(file, number) for number in range(1, file.opened.pages + 1)]


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[Readable]:
    """The open file. Raises CannotRead."""
    descriptor = os.memfd_create("document")
    try:
        os.write(descriptor, data)
        yield open_source(Source(descriptor, len(data)))
    finally:
        os.close(descriptor)


def _page(file: Readable, number: int) -> Page:
    untrusted = file.read(number)
    assert untrusted is not None
    return checked_page(untrusted, number)
