"""A file that holds others: its own pages, then theirs, each told apart by its anchor. Runs in the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from secretaire.documents.formats.source import CannotRead, Readable, draw
from secretaire.documents.reader.wire import Opened, Pixels, UntrustedPage


@dataclass(frozen=True, slots=True)
class Part:
    """A file within a file: its name, and what it opened as, or the code that says why it did not."""

    name: str
    content: Readable | str


_OF_PAGES = ("no_such_page", "page_damaged")


def _reason(code: str) -> str:
    """What the ledger says of a part, where the same code of a whole file says that nothing was stored."""
    return f"documents.{code}" if code in _OF_PAGES else f"documents.attachment_{code}"


class CompoundFile:
    """Satisfies ``source.Drawable``: pages that are no pictures can't be drawn. A part that can't be read is one
    unreadable page, so that nothing goes missing."""

    def __init__(self, own: Readable, parts: Sequence[Part]) -> None:
        self._own = own
        self._pages: list[tuple[Part | None, int]] = [(None, number + 1) for number in range(own.opened.pages)]
        for part in parts:
            count = 1 if isinstance(part.content, str) else max(1, part.content.opened.pages)
            self._pages += [(part, number + 1) for number in range(count)]
        first = own.opened
        self.opened = Opened(first.media_type, first.paged, len(self._pages), first.title, first.scans)

    def read(self, number: int) -> UntrustedPage | None:
        """A page of its own, or of a part."""
        if not 1 <= number <= len(self._pages):
            return None
        part, within = self._pages[number - 1]
        if part is None:
            page = self._own.read(within)
            return msgspec.structs.replace(page, number=number) if page else None
        return self._of_part(part, within, number)

    def _of_part(self, part: Part, within: int, number: int) -> UntrustedPage:
        if isinstance(part.content, str):
            return unreadable(number, part.name, _reason(part.content))
        try:
            page = part.content.read(within)
        except CannotRead as error:
            return unreadable(number, part.name, _reason(error.code))
        if page is None:
            return unreadable(number, part.name, _reason("empty"))
        place = page.anchor or (page.label or str(within) if part.content.opened.pages > 1 else "")
        anchor = f"{part.name}, {place}" if place else part.name
        return msgspec.structs.replace(page, number=number, label="", anchor=anchor[:1000])

    def render(self, number: int, scale: float) -> Pixels:
        """A picture of a page. Raises CannotRead("cannot_render") for one that is none."""
        if not 1 <= number <= len(self._pages):
            raise CannotRead("no_such_page")
        part, within = self._pages[number - 1]
        return draw(self._own if part is None else part.content, within, scale)


def unreadable(number: int, anchor: str, reason: str) -> UntrustedPage:
    """A page of which nothing could be read."""
    return UntrustedPage(
        number=number,
        label="",
        anchor=anchor[:1000],
        status="unreadable",
        reason=reason,
        text="",
        words=[],
        sentences=[],
        headings=[],
        hidden=[],
        language="",
        width=0.0,
        height=0.0,
        ocr_confidence=None,
    )
