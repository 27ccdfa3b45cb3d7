"""What the rest of the program may ask of a reader. Real and fake readers pass the same contract tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from secretaire.confinement.probes import ProbeResult
from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.blocks import About, Block
from secretaire.documents.reader.arrivals import Arrival
from secretaire.records import Page


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file once it is open. ``pages`` counts pages, or anchored sections when ``paged`` is False."""

    media_type: str
    paged: bool
    pages: int
    title: str
    reader: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. ``ocr_languages`` are Tesseract's names; ``password`` opens an encrypted file."""

    ocr: bool = True
    ocr_languages: tuple[str, ...] = ("eng", "deu", "fra")
    password: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as raw pixels: 8-bit RGB, rows of ``width * 3`` bytes, no padding."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit of a file: a paragraph, a cell, a description.

    ``text`` has inline tags (``documents.tagged``); ``kind`` and ``anchor`` ("Slide 3", "¶ 12") say where it stands.
    Units are numbered from 1, in the same way each time that the same bytes are opened.
    """

    number: int
    text: str
    kind: str = "paragraph"
    anchor: str = ""
    translatable: bool = True


@dataclass(frozen=True, slots=True)
class UnitNote:
    """What became of a unit that was rewritten: ``tags_repaired``, ``tags_lost``, ``text_shrunk``."""

    number: int
    code: str


class OpenFile(Protocol):
    """A file being read, in a reader process of its own; close it when done (also a context manager)."""

    @property
    def facts(self) -> FileFacts: ...
    def pages(self, numbers: Sequence[int] | None = None) -> Iterator[Page]:
        """Pages in order (1-based; all of them by default). A page that kills, hangs or overfeeds the reader comes
        back UNREADABLE with a reason code, the reader is replaced, and the rest is read."""

    def render(self, page: int, scale: float = 1.0) -> Picture:
        """The page as a picture; ``scale`` 1.0 is 72 dots per inch. Raises WorkerDied or InputUnreadable."""

    def close(self) -> None: ...
    def __enter__(self) -> OpenFile: ...
    def __exit__(self, *exc: object) -> None: ...


class RewrittenFile(Protocol):
    """A file that was rewritten, still in its reader; close it when done (also a context manager).

    ``notes`` say what became of units.
    """

    notes: Sequence[UnitNote]

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, which the host writes unread. Raises WorkerDied("documents.reader_died")."""

    def close(self) -> None: ...
    def __enter__(self) -> RewrittenFile: ...
    def __exit__(self, *exc: object) -> None: ...


class HistoryFiles(Protocol):
    """A reader process for one import; close it when done (also a context manager)."""

    def read(self, files: Sequence[SealedFile], *, going_on: bool = False) -> Iterator[Arrival]:
        """The records of a history: one file, or the two that its format keeps together; a HistoryRead is the last.

        The format is told by the bytes; with ``going_on`` it is a further portion of an export of ours.

        Raises:
            InputUnreadable: ``documents.history_unknown``, ``documents.history_damaged``,
                ``documents.history_too_large``, ``documents.history_newer``.
        """

    def close(self) -> None: ...
    def __enter__(self) -> HistoryFiles: ...
    def __exit__(self, *exc: object) -> None: ...


class Reader(Protocol):
    """A pool of confined, unused readers. Thread-safe."""

    def open(self, source: SealedFile, options: ReadOptions = ReadOptions()) -> OpenFile:
        """Open a sealed file.

        Raises:
            InputUnreadable: ``documents.empty``, ``documents.encrypted``, ``documents.wrong_password``,
                ``documents.damaged``, ``documents.unknown_format``, ``documents.too_large``.
        """

    def sentences(self, text: str, language: str = "") -> tuple[str, list[tuple[int, int]]]:
        """Segment plain text: its language (detected where empty) and the offsets of its sentences."""

    def units(self, source: SealedFile, password: str = "") -> Sequence[Unit]:
        """The translation units of a file, in order.

        Raises:
            InputUnreadable: as ``open``; ``documents.cannot_rewrite`` for formats that can't be written again,
                ``documents.only_pictures`` for a PDF without text, ``documents.killed_reader``.
        """

    def rewrite(self, source: SealedFile, units: Sequence[Unit], password: str = "") -> RewrittenFile:
        """The same file with these texts in place of its units' texts.

        Units that are not given, or that say what they said, stay as they are, to the byte; where all do, so does the
        file. Raises as ``units``.
        """

    def compose(self, blocks: Sequence[Block], media_type: str, about: About) -> Iterator[bytes]:
        """Write an export in the reader, as one of ``wire_blocks.ExportType``; the host writes the chunks unread.

        Raises:
            TaskFailed: ``documents.export_too_large``. WorkerDied.
        """

    def histories(self) -> HistoryFiles:
        """A reader for what other programs and vaults exported."""

    def probe(self) -> list[ProbeResult]:
        """Run the air-gap probes inside a reader worker."""

    def close(self) -> None: ...
