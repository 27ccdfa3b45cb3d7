"""Files made in a test, opened as the reader opens them, and looked at as the host looks at them."""

from __future__ import annotations

import os

from secretaire.documents.formats.registry import open_source
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.instructions import marked
from secretaire.documents.reader.check import checked_page
from secretaire.documents.reader.wire import Opened
from secretaire.records import Page


def opened(data: bytes) -> tuple[Opened, list[Page]]:
    """What a file opens as, and its pages. Raises CannotRead."""
    descriptor = os.memfd_create("file", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, data)
        file = open_source(Source(descriptor, len(data)))
        pages = []
        for number in range(1, file.opened.pages + 1):
            untrusted = file.read(number)
            assert untrusted is not None
            pages.append(checked_page(marked(untrusted), number))
        return file.opened, pages
    finally:
        os.close(descriptor)


def read(data: bytes) -> list[Page]:
    """The pages of a file."""
    return opened(data)[1]


def text_of(pages: list[Page]) -> str:
    """All that is seen."""
    return "\n".join(page.text for page in pages)


def hidden_in(pages: list[Page]) -> dict[str, str]:
    """All that is not, by why."""
    found: dict[str, str] = {}
    for page in pages:
        for each in page.hidden:
            found[each.why] = f"{found.get(each.why, '')} {each.text}".strip()
    return found


def notices_in(pages: list[Page]) -> set[str]:
    """What was found and not followed."""
    return {code for page in pages for code in page.notices}


__all__ = ["CannotRead", "hidden_in", "notices_in", "opened", "read", "text_of"]
