"""Tables of a DOCX: rows of cells, what lies under merged cells, shades by table style. Runs in the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.office import office_text
from secretaire.documents.office.docx_document import Document
from secretaire.documents.office.docx_styles import LOW_TWIPS, UNSAID, CellStyle, over, truth, whole
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.reader.wire import WhyHidden

if TYPE_CHECKING:
    from secretaire.documents.office.docx_story import Place

_MOST_SPAN = 100
_LOOK = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}

Blocks = Callable[[Element, "Place"], Iterator[Piece]]


@dataclass(frozen=True, slots=True)
class _Shades:
    """What a table's style says of cells, and which of its conditions the table takes up."""

    cells: tuple[CellStyle, ...]
    look: frozenset[str]
    rows: int

    def laid(self, place: Place, row: int, column: int, last: bool) -> Place:
        """What a cell lies on and how its text looks, as far as the style says."""
        held = self._conditions(row, column, last)
        for each in self.cells:
            if each.condition in held:
                ground = each.ground if each.shaded else place.ground
                place = replace(place, ground=ground, run=over(place.run, each.run))
        return place

    def _conditions(self, row: int, column: int, last: bool) -> set[str]:
        held = {"", "wholeTable"}
        first_row = "firstRow" in self.look
        if "noHBand" not in self.look:
            held.add("band1Horz" if (row - first_row) % 2 == 0 else "band2Horz")
        if "noVBand" not in self.look:
            held.add("band1Vert" if (column - ("firstColumn" in self.look)) % 2 == 0 else "band2Vert")
        here = {"firstRow": row == 0, "lastRow": row == self.rows - 1, "firstColumn": column == 0, "lastColumn": last}
        held |= {
            {"firstColumn": "firstCol", "lastColumn": "lastCol"}.get(name, name)
            for name in here
            if here[name] and name in self.look
        }
        return held


def read(element: Element, place: Place, document: Document, blocks: Blocks) -> Iterator[Piece]:
    """The table as one piece, then the notes and hidden text of its cells; a single cell is a box around its text."""
    properties = element.find("w:tblPr")
    ground = document.styles.cell_ground(properties, place.ground)
    place = replace(place, ground=ground, why=place.why or _beside(properties, document.page), run=UNSAID)
    yield from _described(properties)
    rows = list(_rows(element, place.why))
    if len(rows) == 1 and len(list(_cells(rows[0][0]))) == 1:
        cell = next(_cells(rows[0][0]))
        place = _shades(element, document, 1).laid(place, 0, 0, True)
        ground = document.styles.cell_ground(cell.find("w:tcPr"), place.ground)
        yield from blocks(cell, replace(place, ground=ground, why=_why(rows[0])))
        return
    shades = _shades(element, document, len(rows))
    found: list[list[str]] = []
    aside: list[Piece] = []
    for number, row in enumerate(rows):
        cells: list[str] = [""] * _span(down(row[0], "w:trPr", "w:gridBefore"), 0)
        each = list(_cells(row[0]))
        for column, cell in enumerate(each):
            laid = shades.laid(place, number, column, column == len(each) - 1)
            text, beside = _cell(cell, replace(laid, why=_why(row)), document, blocks)
            cells += [text, *[""] * (_span(down(cell, "w:tcPr", "w:gridSpan"), 1) - 1)]
            aside += beside
        found.append(cells)
    yield from office_text.table(found)
    yield from aside


def _cell(cell: Element, place: Place, document: Document, blocks: Blocks) -> tuple[str, list[Piece]]:
    properties = cell.find("w:tcPr")
    place = replace(place, ground=document.styles.cell_ground(properties, place.ground))
    if properties is not None:
        for name in ("w:vMerge", "w:hMerge"):
            merged = properties.find(name)
            if merged is not None and merged.get("w:val", "continue") == "continue":
                place = replace(place, why=place.why or "not_shown")
        if properties.find("w:cellDel") is not None:
            place = replace(place, why=place.why or "deleted")
    return office_text.as_cell(blocks(cell, place))


def _beside(properties: Element | None, page: tuple[int, int]) -> WhyHidden | None:
    """Whether a table floats, or is indented, beside its page."""
    floating, indent = down(properties, "w:tblpPr"), down(properties, "w:tblInd")
    sides = [] if floating is None else [(floating.get("w:tblpX"), page[0]), (floating.get("w:tblpY"), page[1])]
    if indent is not None and indent.get("w:type", "dxa") == "dxa":
        sides.append((indent.get("w:w"), page[0]))
    return "off_page" if any(abs(whole(at)) >= length for at, length in sides) else None


def _described(properties: Element | None) -> Iterator[Piece]:
    """A table's alternative texts."""
    for name in ("w:tblCaption", "w:tblDescription"):
        found = down(properties, name)
        if found is not None and (text := found.get("w:val", "").strip()):
            yield Piece(text, hidden="alternative")


def _rows(parent: Element, why: WhyHidden | None) -> Iterator[tuple[Element, WhyHidden | None]]:
    for child in parent:
        if child.tag == "w:tr":
            yield child, why
        elif child.tag in (
            "w:sdt",
            "w:sdtContent",
            "w:customXml",
            "w:ins",
            "w:moveTo",
            "mc:AlternateContent",
            "mc:Choice",
        ):
            yield from _rows(child, why)
        elif child.tag in ("w:del", "w:moveFrom"):
            yield from _rows(child, why or "deleted")


def _cells(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == "w:tc":
            yield child
        elif child.tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:del", "w:moveTo", "w:moveFrom"):
            yield from _cells(child)


def _why(row: tuple[Element, WhyHidden | None]) -> WhyHidden | None:
    """Why nobody sees a row."""
    element, why = row
    properties = element.find("w:trPr")
    if why or properties is None:
        return why
    if properties.find("w:del") is not None:
        return "deleted"
    hidden, height = properties.find("w:hidden"), properties.find("w:trHeight")
    if hidden is not None and truth(hidden.get("w:val", "1")):
        return "not_shown"
    low = height is not None and height.get("w:hRule") == "exact" and whole(height.get("w:val"), 999) < LOW_TWIPS
    return "not_shown" if low else None


def _span(element: Element | None, default: int) -> int:
    return default if element is None else min(_MOST_SPAN, max(0, whole(element.get("w:val"), default)))


def _shades(table: Element, document: Document, rows: int) -> _Shades:
    named, look = down(table, "w:tblPr", "w:tblStyle"), down(table, "w:tblPr", "w:tblLook")
    style = document.styles.style(None if named is None else named.get("w:val"))
    said = set()
    if look is not None:
        try:
            bits = int(look.get("w:val", "0"), 16)
        except ValueError:
            bits = 0
        said = {name for name, bit in _LOOK.items() if bits & bit or truth(look.get(f"w:{name}", "0"))}
    return _Shades(style.cells, frozenset(said), rows)
