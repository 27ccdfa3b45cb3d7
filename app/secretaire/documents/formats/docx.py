"""DOCX: the document's stories in order, headers and footers told apart (ECMA-376 part 1, 17). Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import Readable, Source
from secretaire.documents.office import ooxml
from secretaire.documents.office.docx_document import Document
from secretaire.documents.office.docx_story import Place, Story
from secretaire.documents.office.office_text import Damage, as_kind, unshown
from secretaire.documents.office.ooxml import Package
from secretaire.documents.reader.wire import BlockKind

_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def recognises(source: Source) -> bool:
    """A package whose main part is a text document, with macros or without."""
    return ooxml.is_kind(source, "word")


def open_file(source: Source) -> Readable:
    """Raises CannotRead: ``damaged``, ``unpacks_too_large``, ``password_unsupported``."""
    return ooxml.office_file(source, _MEDIA_TYPE, _pieces)


def _pieces(package: Package, root: Element, _damage: Damage) -> Iterator[Piece]:
    document = Document(package, root)
    yield Piece(notices=package.other_notices() + document.framed())
    yield from package.properties()
    yield from document.variables()
    headers, footers = _used(document, "header"), _used(document, "footer")
    shown: set[str] = set()
    for part in headers:
        yield from _noted(_margin(document, part, "header"), shown)
    body, story = document.root.find("w:body"), Story(document, package.main, document.root)
    if body is not None:
        yield from story.whole(body, Place(document.ground))
    yield from document.endnotes
    for part in footers:
        yield from _noted(_margin(document, part, "footer"), shown)
    for part in (*package.related(package.main, "header"), *package.related(package.main, "footer")):
        if part not in headers and part not in footers:
            unused = (piece for piece in _margin(document, part, "header") if piece.written not in shown)
            yield from unshown(unused, "not_shown")
    yield from document.left_over(story.other)


def _noted(pieces: Iterator[Piece], shown: set[str]) -> Iterator[Piece]:
    """The same, each text once: sections repeat their headers."""
    for piece in pieces:
        if piece.hidden is not None or piece.written not in shown:
            yield piece
        shown.add(piece.written)


def _margin(document: Document, part: str, kind: BlockKind) -> Iterator[Piece]:
    root = document.package.root(part)
    if root is not None:
        yield from as_kind(Story(document, part, root).whole(root, Place(document.ground)), kind)


def _used(document: Document, kind: str) -> list[str]:
    """The headers or footers that pages have: first and even pages' only where a section has such pages."""
    known: dict[str, str] = {}
    used: list[str] = []
    for section in document.root.iter("w:sectPr"):
        known |= {
            each.get("w:type", "default"): document.package.target(document.package.main, each.get("r:id"))
            for each in section.findall(f"w:{kind}Reference")
        }
        shown = ["first"] * _titled(section) + ["default"] + ["even"] * document.even_pages
        used += [known[each] for each in shown if known.get(each)]
    return list(dict.fromkeys(used))


def _titled(section: Element) -> bool:
    found = section.find("w:titlePg")
    return found is not None and found.get("w:val", "1") not in ("0", "false", "off")
