"""XLSX: the texts of visible sheets' cells (ECMA-376 part 1, 18).

What tables name their columns stays, since the two must agree; so do the names of sheets, formulas, charts and
comments. Runs in the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretaire.documents.formats import ooxml
from secretaire.documents.formats.ooxml import Package
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.rewriting.package import PackageFile, Part, whole_archive
from secretaire.documents.rewriting.placed_xml import Placed, escaped, in_utf8, kids, name_at, parse
from secretaire.documents.rewriting.runs import SHEET, items_of_run
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_INLINE = b"inlineStr"


def open_file(source: Source) -> PackageFile:
    """Raises CannotRead: ``damaged``, ``encrypted``, ``unpacks_too_large``."""
    whole_archive(source)
    package = ooxml.opened(source)
    if package is None:
        raise CannotRead("damaged")
    return PackageFile(source, list(_parts(package)))


def _parts(package: Package) -> Iterator[Part]:
    used: dict[int, str] = {}
    fixed: set[str] = set()
    sheets: list[Part] = []
    for name, part in _visible_sheets(package):
        data = in_utf8(package.data(part))
        root = parse(data)
        fixed |= _column_names(package, part)
        _note_uses(root, name, used)
        if _INLINE in data:
            units = [unit for cell in root.iter("s:c") for unit in _inline(data, cell, name) if unit.text not in fixed]
            sheets.append(Part(package.entry(part), data, units))
    for shared in package.related(package.main, "sharedStrings")[:1]:
        data = in_utf8(package.data(shared))
        units = []
        for index, element in enumerate(parse(data).iter("s:si")):
            unit = _unit(data, element, used[index]) if index in used else None
            units += [unit] if unit is not None and unit.text not in fixed else []
        yield Part(package.entry(shared), data, units)
    yield from sheets


def _visible_sheets(package: Package) -> Iterator[tuple[str, str]]:
    for each in parse(in_utf8(package.data(package.main))).iter("s:sheet"):
        part = package.target(package.main, each.get("r:id"))
        if part in package and each.get("state", "visible") == "visible":
            yield each.get("name", ""), part


def _column_names(package: Package, sheet: str) -> set[str]:
    roots = [package.root(table) for table in package.related(sheet, "table")]
    return {each.get("name", "") for root in roots if root is not None for each in root.iter("s:tableColumn")}


def _note_uses(root: Placed, sheet: str, used: dict[int, str]) -> None:
    for cell in root.iter("s:c"):
        value = cell.find("s:v") if cell.get("t") == "s" else None
        if value is not None and (value.text or "").strip().isdecimal():
            used.setdefault(int((value.text or "").strip()[:9]), f"Sheet {sheet}!{cell.get('r', '')}")


def _inline(data: bytes, cell: Element, sheet: str) -> Iterator[Unit[bytes]]:
    for text in cell.findall("s:is"):
        unit = _unit(data, text, f"Sheet {sheet}!{cell.get('r', '')}")
        if unit is not None:
            yield unit


def _unit(data: bytes, element: Element, anchor: str) -> Unit[bytes] | None:
    if not isinstance(element, Placed):
        return None
    return unit_of(list(_items(data, element)), "cell", anchor, escaped, b"")


def _items(data: bytes, element: Placed) -> Iterator[Item[bytes]]:
    for each in kids(element):
        if each.tag == "s:r":
            yield from (item for _, item in items_of_run(data, each, SHEET, lambda _: False))
        elif each.tag == "s:t":
            name = name_at(data, each)
            around = (b"<" + name + b' xml:space="preserve">', b"</" + name + b">")
            yield Item("text", each.begin, each.end, each.text or "", None, around)
