"""What formats without pages share: pieces of structured text, laid out as anchored sections. Runs in the reader."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from secretaire.documents import unseen
from secretaire.documents.language import detect
from secretaire.documents.reader.wire import (
    BlockKind,
    MediaType,
    NoticeCode,
    Opened,
    UntrustedHidden,
    UntrustedPage,
    WhyHidden,
    WireStructure,
    WireTable,
)
from secretaire.documents.sentences import segment

SECTION_CHARACTERS = 3000
MOST_SECTIONS = 4000
LONGEST_PIECE = 4
"""How many sections' length a piece may have before it is cut: rows of a table, a paragraph without an end."""
CELL_JOINT = " | "


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading, list item, table … ``level`` counts from 1; ``rows`` are a table's cells.

    ``anchor`` begins a section of that name ("Slide 3", "Sheet Budget"). ``hidden`` says why nobody sees the text: it
    is kept apart from the rest; what stands ``beside`` the pages is told only where it says something new. ``notices``
    tell what was found here and not followed.
    """

    text: str = ""
    kind: BlockKind = "paragraph"
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()
    anchor: str = ""
    hidden: WhyHidden | None = None
    notices: tuple[NoticeCode, ...] = ()
    beside: bool = False

    @property
    def written(self) -> str:
        """Its text as the section has it, in NFC."""
        text = "\n".join(CELL_JOINT.join(" ".join(cell.split()) for cell in row) for row in self.rows) or self.text
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


@dataclass(slots=True)
class _Section:
    anchor: str
    pieces: list[Piece] = field(default_factory=list)
    hidden: list[tuple[str, WhyHidden]] = field(default_factory=list)
    notices: list[NoticeCode] = field(default_factory=list)
    length: int = 0


class FlowFile:
    """An open file of pieces. Satisfies ``source.Readable``."""

    def __init__(self, media_type: MediaType, pieces: Iterable[Piece], title: str = "") -> None:
        self._sections = list(_sections(list(_seen(pieces))))
        title = title or next((piece.written for section in self._sections for piece in section.pieces), "")
        named = " ".join(title.split())[:200]
        self.opened = Opened(media_type, paged=False, pages=len(self._sections), title=named)

    def read(self, number: int) -> UntrustedPage | None:
        """A section; None where there is none."""
        if not 1 <= number <= len(self._sections):
            return None
        return _page(number, self._sections[number - 1])


def _seen(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces as a reader sees them; what characters without a shape hold follows each, apart."""
    for piece in pieces:
        if piece.hidden is not None:
            yield piece
            continue
        text, found = unseen.part(piece.text)
        rows = []
        for row in piece.rows:
            parted = [unseen.part(cell) for cell in row]
            rows.append(tuple(cell for cell, _ in parted))
            found += [each for _, of_cell in parted for each in of_cell]
        yield replace(piece, text=text, rows=tuple(rows))
        yield from (Piece(each.text, hidden=each.why) for each in found)


def _sections(pieces: Sequence[Piece]) -> Iterator[_Section]:
    """Runs of whole pieces; a heading would rather begin a section than end one. A long file gets longer sections."""
    wanted = max(SECTION_CHARACTERS, sum(len(piece.text) for piece in pieces) // MOST_SECTIONS)
    section, number, named = _Section("¶ 1"), 0, False
    for piece in pieces:
        if piece.anchor:
            if section.pieces or section.hidden or named:
                yield section
            section, named = _Section(piece.anchor), True
        section.notices += piece.notices
        text = piece.written
        if piece.hidden is not None:
            if text.strip():
                section.hidden.append((text, piece.hidden))
            continue
        if not text.strip():
            continue
        number += 1
        for part in _parts(piece, text, LONGEST_PIECE * wanted):
            length = len(part.written)
            full = section.length + length > wanted
            if section.pieces and (full or (piece.kind == "heading" and section.length > wanted // 2)):
                yield section
                section = _Section(section.anchor if named else f"¶ {number}")
            section.pieces.append(part)
            section.length += length
    if section.pieces or section.hidden or named or number == 0:
        yield section


def _parts(piece: Piece, text: str, most: int) -> Iterator[Piece]:
    """A piece beyond all measure in parts, a table between its rows."""
    if len(text) <= most:
        yield piece
    elif not piece.rows:
        ends = [0, *cuts(text, 0, len(text), most)]
        yield from (replace(piece, text=text[start:end]) for start, end in itertools.pairwise(ends))
    else:
        share = max(1, len(piece.rows) * most // len(text))
        yield from (replace(piece, rows=piece.rows[at : at + share]) for at in range(0, len(piece.rows), share))


def cuts(text: str, start: int, end: int, most: int) -> Iterator[int]:
    """Where the parts of a text end that has no end of its own: behind the last line, else word, in their second half;
    where there is none, anywhere."""
    while end - start > most:
        found = (text.rfind(mark, start + most // 2, start + most) + 1 for mark in "\n ")
        start = next((at for at in found if at), start + most)
        yield start
    yield end


def _page(number: int, section: _Section) -> UntrustedPage:
    text, structure, tables, headings = "", list[WireStructure](), list[WireTable](), list[tuple[int, int]]()
    before: Piece | None = None
    for piece in section.pieces:
        part = piece.written
        if before is not None:
            text += "\n" if before.kind == piece.kind == "item" else "\n\n"
        start, end = len(text), len(text) + len(part)
        text += part
        if piece.kind != "paragraph":
            structure.append(WireStructure(piece.kind, start, end, piece.level))
        if piece.kind == "heading":
            headings.append((start, end))
        if piece.rows:
            tables.append(WireTable(start, end, [list(row) for row in piece.rows]))
        before = piece
    marks = Marks(structure, headings, tables, section.hidden, list(dict.fromkeys(section.notices)))
    return page_of(number, section.anchor, text, marks)


@dataclass(slots=True)
class Marks:
    """What is known of the parts of a section's text, and what belongs to it unseen."""

    structure: list[WireStructure] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    tables: list[WireTable] = field(default_factory=list)
    hidden: list[tuple[str, WhyHidden]] = field(default_factory=list)
    notices: list[NoticeCode] = field(default_factory=list)


def page_of(number: int, anchor: str, text: str, marks: Marks) -> UntrustedPage:
    """A section as the wire has it: its language, its sentences, and what was found in it."""
    language = detect(text)
    edges = {edge for block in marks.structure for edge in (block.start, block.end)}
    return UntrustedPage(
        number=number,
        label="",
        anchor=anchor[:1000],
        status="read" if text.strip() else "blank",
        reason="documents.only_hidden" if marks.hidden and not text.strip() else "",
        text=text,
        words=[],
        sentences=segment(text, language, edges),
        headings=marks.headings,
        hidden=[UntrustedHidden(found, why, (0.0, 0.0, 0.0, 0.0)) for found, why in marks.hidden[:10_000]],
        language=language,
        width=0.0,
        height=0.0,
        ocr_confidence=None,
        structure=marks.structure,
        tables=marks.tables,
        notices=marks.notices,
    )
