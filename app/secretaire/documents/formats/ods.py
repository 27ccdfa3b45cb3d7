"""ODS: sheets of OpenDocument in their order, each an anchor; cells as they are shown. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.office import looks
from secretaire.documents.office.office_text import OfficeFile, grid, unshown
from secretaire.documents.opendocument import odf, odf_table
from secretaire.documents.opendocument.odf_document import Document, opened
from secretaire.documents.opendocument.odf_story import Place
from secretaire.documents.reader.wire import WhyHidden

_MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"


def recognises(source: Source) -> bool:
    """A package that says it is a spreadsheet, or a template of one."""
    return odf.recognised(source, "spreadsheet")


def open_file(source: Source) -> OfficeFile:
    """Raises CannotRead: ``damaged``, ``password_unsupported``, ``unpacks_too_large``."""
    document = opened(source, "office:spreadsheet")
    return OfficeFile(_MEDIA_TYPE, _pieces(document), document.title, document.damage, document.unread)


def _pieces(document: Document) -> Iterator[Piece]:
    opening = list(document.opening())
    for child in document.body:
        if child.tag == "table:tracked-changes":
            for each in child.iter():
                if each.tag in ("table:deletion", "table:previous"):
                    opening += unshown(document.story.blocks(each, Place(None)), "deleted")
        elif child.tag == "table:content-validations":
            texts = ("".join(each.itertext()).strip() for each in child.iter("table:help-message"))
            opening += (Piece(text, hidden="not_shown") for text in texts if text)
    masters = list(document.masters().values())
    for sheet in document.body.findall("table:table"):
        anchor = f"Sheet {sheet.get('table:name', '')}"[:1000]
        yield Piece(anchor=anchor)
        yield from opening
        opening = []
        look = document.story.styles.look("table", sheet.get("table:style-name"))
        why: WhyHidden | None = "not_shown" if look.display == "false" else None
        yield from _sheet(document, sheet, why, anchor)
    yield from document.margins(masters, "header")
    yield from document.margins(masters, "footer")


def _sheet(document: Document, sheet: Element, why: WhyHidden | None, anchor: str) -> Iterator[Piece]:
    place = Place(looks.WHITE, why)
    try:
        cells, aside = odf_table.gathered(sheet, place, document.story)
    except CannotRead as error:  # it repeats without end
        document.damage.within(anchor, error.code)
        return
    yield from grid(cells)
    yield from aside
    for shapes in sheet.findall("table:shapes"):
        yield from document.story.blocks(shapes, place)
