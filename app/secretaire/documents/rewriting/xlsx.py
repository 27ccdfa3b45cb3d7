"""XLSX: the texts of cells (ECMA-376 part 1, 18). Those of hidden sheets, rows and columns are told, and left.

What tables name their columns stays, since the two must agree; so do the names of sheets, formulas, charts and
comments. Runs in the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.office import ooxml
from secretaire.documents.office.ooxml import Package
from secretaire.documents.office.xlsx_cells import place
from secretaire.documents.office.xlsx_lines import Lines
from secretaire.documents.rewriting.package import PackageFile, Part, whole_archive
from secretaire.documents.rewriting.placed_xml import Placed, escaped, in_utf8, kids, name_at, parse
from secretaire.documents.rewriting.runs import SHEET, items_of_run
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_INLINE = b"inlineStr"


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a text stands, and whether nobody sees it there."""

    anchor: str
    hidden: bool


def open_file(source: Source) -> PackageFile:
    """Raises CannotRead: ``damaged``, ``encrypted``, ``unpacks_too_large``."""
    whole_archive(source)
    package = ooxml.opened(source)
    if package is None:
        raise CannotRead("damaged")
    return PackageFile(source, list(_parts(package)))


def _parts(package: Package) -> Iterator[Part]:
    used: dict[int, _Use] = {}
    fixed: set[str] = set()
    sheets: list[Part] = []
    for name, part, hidden in _sheets(package):
        data = in_utf8(package.data(part))
        root = parse(data)
        fixed |= _column_names(package, part)
        cells = list(_cells(root, hidden))
        _note_uses(cells, name, used)
        if _INLINE in data:
            units = [unit for each in cells for unit in _inline(data, each, name) if unit.text not in fixed]
            sheets.append(Part(package.entry(part), data, units))
    for shared in package.related(package.main, "sharedStrings")[:1]:
        data = in_utf8(package.data(shared))
        units = []
        for index, element in enumerate(parse(data).iter("s:si")):
            unit = _unit(data, element, used[index]) if index in used else None
            units += [unit] if unit is not None and unit.text not in fixed else []
        yield Part(package.entry(shared), data, units)
    yield from sheets


def _sheets(package: Package) -> Iterator[tuple[str, str, bool]]:
    """Their names, their parts, and whether they are hidden."""
    for each in parse(in_utf8(package.data(package.main))).iter("s:sheet"):
        part = package.target(package.main, each.get("r:id"))
        if part in package:
            yield each.get("name", ""), part, each.get("state", "visible") != "visible"


def _cells(root: Placed, hidden: bool) -> Iterator[tuple[Element, bool]]:
    """A sheet's cells, and whether nobody sees them."""
    lines = Lines()
    for element in root:
        lines.take(element)
    for row in root.iter("s:row"):
        column = 0
        gone = hidden or lines.hides_row(row)
        for cell in row:
            where = place(cell.get("r", ""))
            column = where[1] if where else column + 1
            yield cell, gone or lines.hides_column(column)


def _column_names(package: Package, sheet: str) -> set[str]:
    roots = [package.root(table) for table in package.related(sheet, "table")]
    return {each.get("name", "") for root in roots if root is not None for each in root.iter("s:tableColumn")}


def _note_uses(cells: Sequence[tuple[Element, bool]], sheet: str, used: dict[int, _Use]) -> None:
    """Where each shared string stands first: in a cell that is seen, if there is one."""
    for cell, hidden in cells:
        value = cell.find("s:v") if cell.get("t") == "s" else None
        if value is not None and (value.text or "").strip().isdecimal():
            index = int((value.text or "").strip()[:9])
            if index not in used or (used[index].hidden and not hidden):
                used[index] = _use(cell, sheet, hidden)


def _use(cell: Element, sheet: str, hidden: bool) -> _Use:
    return _Use(f"Sheet {sheet}!{cell.get('r', '')}", hidden)


def _inline(data: bytes, of: tuple[Element, bool], sheet: str) -> Iterator[Unit[bytes]]:
    cell, hidden = of
    for text in cell.findall("s:is"):
        unit = _unit(data, text, _use(cell, sheet, hidden))
        if unit is not None:
            yield unit


def _unit(data: bytes, element: Element, use: _Use) -> Unit[bytes] | None:
    if not isinstance(element, Placed):
        return None
    made = unit_of(list(_items(data, element)), "cell", use.anchor, escaped, b"")
    return made if made is None else replace(made, hidden=use.hidden)


def _items(data: bytes, element: Placed) -> Iterator[Item[bytes]]:
    for each in kids(element):
        if each.tag == "s:r":
            yield from (item for _, item in items_of_run(data, each, SHEET, lambda _: False))
        elif each.tag == "s:t":
            name = name_at(data, each)
            around = (b"<" + name + b' xml:space="preserve">', b"</" + name + b">")
            yield Item("text", each.begin, each.end, each.text or "", None, around)
