"""A reader without a worker, for tests of other rooms; it passes the contract tests of the real one.

A sealed file is UTF-8 text, its pages separated by form feeds. ``FakeReader(unreadable={2: "documents.page_crashed"})``
makes page 2 unreadable; a page of white space is blank. What begins with "locked:" opens with the password "pelican".
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence

from secretaire.confinement.probes import ProbeResult
from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents import tagged
from secretaire.documents.blocks import About, Block
from secretaire.documents.reader.interface import FileFacts, HistoryFiles, Picture, ReadOptions, Unit, UnitNote
from secretaire.documents.sentences import segment
from secretaire.errors import InputUnreadable
from secretaire.records import Page, PageStatus, Word

WIDTH, HEIGHT = 595.0, 842.0
MARGIN, COLUMN, LINE = 72.0, 6.0, 14.0
DEFAULT_OPTIONS = ReadOptions()


def fake_page(number: int, text: str, language: str = "en") -> Page:
    """A page as the reader would give it: words on a grid of lines and columns, sentences, or BLANK."""
    shown = text.strip()
    return Page(
        number=number,
        label=str(number),
        status=PageStatus.READ if shown else PageStatus.BLANK,
        text=shown,
        words=tuple(_words(shown)),
        sentences=tuple(segment(shown)),
        language=language if shown else "",
        width=WIDTH,
        height=HEIGHT,
    )


def unreadable_page(number: int, reason: str = "documents.page_crashed") -> Page:
    """A page that killed its reader."""
    return Page(number, str(number), status=PageStatus.UNREADABLE, reason=reason, width=WIDTH, height=HEIGHT)


def _words(text: str) -> Iterator[Word]:
    start = 0
    for row, line in enumerate(text.split("\n")):
        for match in re.finditer(r"\S+", line):
            left, top = MARGIN + COLUMN * match.start(), MARGIN + LINE * row
            box = (left, top, MARGIN + COLUMN * match.end(), top + LINE - 2)
            yield Word(start + match.start(), start + match.end(), *box)
        start += len(line) + 1


def sealed_text(text: str, name: str = "fake.txt") -> SealedFile:
    """A file for the fake reader; close it when done."""
    data = text.encode()
    descriptor = os.memfd_create("fake")
    os.write(descriptor, data)
    return SealedFile(descriptor=descriptor, sha256=f"{hash(data) & (2**256 - 1):064x}", size=len(data), name=name)


class FakeFile:
    """An open file of the fake reader."""

    def __init__(self, pages: Sequence[Page], title: str) -> None:
        self._pages = pages
        self.closed = False
        self._facts = FileFacts("text/plain", paged=True, pages=len(pages), title=title, reader="fake-1")

    @property
    def facts(self) -> FileFacts:
        return self._facts

    def pages(self, numbers: Sequence[int] | None = None) -> Iterator[Page]:
        for number in numbers if numbers is not None else range(1, len(self._pages) + 1):
            yield self._pages[number - 1]

    def render(self, page: int, scale: float = 1.0) -> Picture:
        width, height = round(WIDTH * scale), round(HEIGHT * scale)
        return Picture(width, height, b"\xff" * (width * height * 3))

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> FakeFile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class FakeRewritten:
    """A rewritten file of the fake reader."""

    def __init__(self, data: bytes, notes: Sequence[UnitNote]) -> None:
        self._data, self.notes = data, notes

    def chunks(self) -> Iterator[bytes]:
        yield self._data

    def close(self) -> None:
        pass

    def __enter__(self) -> FakeRewritten:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class FakeReader:
    """The Reader protocol without a process."""

    def __init__(self, unreadable: Mapping[int, str] | None = None, language: str = "en") -> None:
        self._unreadable = dict(unreadable or {})
        self._language = language

    def open(self, source: SealedFile, options: ReadOptions = DEFAULT_OPTIONS) -> FakeFile:
        data = os.pread(source.descriptor, source.size, 0)
        if not data:
            raise InputUnreadable("documents.empty")
        if data.startswith(b"locked:"):
            if options.password != "pelican":
                raise InputUnreadable("documents.wrong_password" if options.password else "documents.encrypted")
            data = data.removeprefix(b"locked:")
        if b"\0" in data:
            raise InputUnreadable("documents.unknown_format")
        pages = [self._page(number, text) for number, text in enumerate(data.decode().split("\f"), start=1)]
        return FakeFile(pages, title=pages[0].text.partition("\n")[0])

    def _page(self, number: int, text: str) -> Page:
        if number in self._unreadable:
            return unreadable_page(number, self._unreadable[number])
        return fake_page(number, text, self._language)

    def units(self, source: SealedFile, password: str = "") -> list[Unit]:
        """Paragraphs between empty lines."""
        texts = os.pread(source.descriptor, source.size, 0).decode().split("\n\n")
        return [Unit(at, text, anchor=f"¶ {at}") for at, text in enumerate(texts, start=1)]

    def rewrite(self, source: SealedFile, units: Sequence[Unit], password: str = "") -> FakeRewritten:
        texts = {unit.number: unit for unit in self.units(source)}
        made, notes = {number: unit.text for number, unit in texts.items()}, []
        for unit in units:
            parts, outcome = tagged.repaired(texts[unit.number].text, unit.text)
            made[unit.number] = tagged.written(parts)
            notes += [UnitNote(unit.number, outcome)] if outcome else []
        return FakeRewritten("\n\n".join(made.values()).encode(), notes)

    def sentences(self, text: str, language: str = "") -> tuple[str, list[tuple[int, int]]]:
        return language or self._language, segment(text)

    def compose(self, blocks: Sequence[Block], media_type: str, about: About) -> Iterator[bytes]:
        for block in blocks:
            yield (block.text or " | ".join(block.cells)).encode() + b"\n"

    def histories(self) -> HistoryFiles:
        raise NotImplementedError("histories are read by the real reader alone")

    def probe(self) -> list[ProbeResult]:
        return []

    def close(self) -> None:
        pass
