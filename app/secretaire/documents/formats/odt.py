"""ODT: text documents of OpenDocument, headers and footers told apart. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import Source
from secretaire.documents.office.office_text import OfficeFile, unshown
from secretaire.documents.opendocument import odf
from secretaire.documents.opendocument.odf_document import Document, opened
from secretaire.documents.opendocument.odf_story import Place
from secretaire.documents.reader.wire import BlockKind

_MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.text"
_MOST_PAGES = 1000


def recognises(source: Source) -> bool:
    """A package that says it is a text, or a template or master of one."""
    return odf.recognised(source, "text") or odf.recognised(source, "text-master")


def open_file(source: Source) -> OfficeFile:
    """Raises CannotRead: ``damaged``, ``password_unsupported``, ``unpacks_too_large``."""
    document = opened(source, "office:text")
    return OfficeFile(_MEDIA_TYPE, _pieces(document), document.title, document.damage, document.unread)


def _pieces(document: Document) -> Iterator[Piece]:
    yield from document.opening()
    masters = document.masters()
    used = _used(document, masters)
    first = used[0] if used else None
    _, ground = document.layout(first)
    yield from document.margins(used, "header")
    yield from document.story.blocks(document.body, Place(ground))
    yield from document.margins(used, "footer")
    unused = [master for master in masters.values() if master not in used]
    kinds: tuple[BlockKind, ...] = ("header", "footer")
    for kind in kinds:
        yield from unshown(document.margins(unused, kind), "not_shown")


def _used(document: Document, masters: dict[str, Element]) -> list[Element]:
    """The master pages that the text's paragraphs and tables ask for, and those that follow upon them."""
    styles = document.story.styles
    names = ["Standard"] if "Standard" in masters else list(masters)[:1]
    for each in document.body.iter():
        name = each.get("text:style-name") or (each.get("table:style-name") if each.tag == "table:table" else None)
        if name and each.tag in ("text:p", "text:h", "table:table"):
            family = "table" if each.tag == "table:table" else "paragraph"
            names.append(styles.look(family, name).master or "")
    used: dict[str, Element] = {}
    for name in dict.fromkeys(names):
        while name in masters and name not in used and len(used) < _MOST_PAGES:
            used[name] = masters[name]
            name = masters[name].get("style:next-style-name", "")
    return list(used.values())
