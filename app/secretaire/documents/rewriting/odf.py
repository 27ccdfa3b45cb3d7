"""ODT, ODP, ODS: paragraphs of the content and of the pages' headers and footers, notes and boxes too.

Comments, deleted and hidden text, fields and numbers stay as they are (ODF 1.3 part 3); cells of hidden sheets, rows
and columns are told, and left. Runs in the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from xml.etree.ElementTree import Element

from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.opendocument import odf
from secretaire.documents.opendocument.odf_styles import Look, Styles, over, why_unseen
from secretaire.documents.opendocument.odf_table import COLUMNS_REPEATED, hidden_columns, is_unseen, repeated
from secretaire.documents.reader.wire import UnitKind
from secretaire.documents.rewriting.package import PackageFile, Part, whole_archive
from secretaire.documents.rewriting.placed_xml import Placed, escaped, in_utf8, kids, parse
from secretaire.documents.rewriting.runs import alone
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_GONE = (
    "text:tracked-changes", "office:annotation", "office:forms", "office:automatic-styles", "office:styles",
    "office:scripts", "office:font-face-decls", "text:note-citation", "svg:title", "svg:desc", "table:tracked-changes",
)  # fmt: skip
_PAIRS = ("text:span", "text:a", "text:meta", "text:text-input")
_NOISE = ("text:soft-page-break",)
_KINDS: dict[str, UnitKind] = {
    "style:header": "header", "style:header-left": "header", "style:header-first": "header",
    "style:footer": "footer", "style:footer-left": "footer", "style:footer-first": "footer",
    "text:note-body": "footnote", "text:list-item": "item", "table:table-cell": "cell", "presentation:notes": "notes",
}  # fmt: skip
_CELLS = ("table:table-cell", "table:covered-table-cell")
_NUMBERS = ("float", "percentage", "currency", "date", "time", "boolean")
_NO_LOOK = frozenset({"rsid", "paragraph-rsid"})
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands here and where, whether nobody sees it, and which columns of the table are hidden."""

    kind: UnitKind
    anchor: str = ""
    hidden: bool = False
    columns: frozenset[int] = frozenset()


def open_file(source: Source) -> PackageFile:
    """Raises CannotRead: ``damaged``, ``encrypted``, ``unpacks_too_large``."""
    whole_archive(source)
    package = odf.opened(source)
    if package is None:
        raise CannotRead("damaged")
    package.refuse_encrypted()
    content = in_utf8(package.data("content.xml"))
    root = parse(content)
    parts = []
    page = package.root("styles.xml")
    if page is not None:
        styles = in_utf8(package.data("styles.xml"))
        own = parse(styles)
        masters = down(own, "office:master-styles")
        units = _Story(styles, own, Styles(own, own)).units(masters) if isinstance(masters, Placed) else []
        parts.append(Part("styles.xml", styles, units))
    parts.append(Part("content.xml", content, _Story(content, root, Styles(page, root)).units(root)))
    return PackageFile(source, parts)


class _Story:
    def __init__(self, data: bytes, root: Placed, styles: Styles) -> None:
        self._data, self._styles = data, styles
        self._plain = _styles_without_look(root)
        self._numbers = count(1)
        self._slides = 0
        self._found: list[Unit[bytes]] = []

    def units(self, root: Placed) -> list[Unit[bytes]]:
        self._walk(root, _Place("paragraph"))
        return self._found

    def _walk(self, parent: Placed, place: _Place) -> None:
        column = 0
        for each in kids(parent):
            if each.tag in _GONE or _is_hidden(each):
                continue
            if each.tag in ("text:p", "text:h"):
                self._paragraph(each, place)
            if each.tag == "table:table-cell" and each.get("office:value-type") in _NUMBERS:
                column += repeated(each, COLUMNS_REPEATED)
                continue
            within = self._within(each, place)
            if each.tag in _CELLS:
                within = replace(within, hidden=within.hidden or column in place.columns)
                column += repeated(each, COLUMNS_REPEATED)
            self._walk(each, within)

    def _within(self, element: Placed, place: _Place) -> _Place:
        if element.tag == "draw:page":
            self._slides += 1
            return _Place("paragraph", f"Slide {self._slides}")
        if element.tag == "table:table":
            look = self._styles.look("table", element.get("table:style-name"))
            place = replace(place, columns=frozenset(hidden_columns(element)))
            place = replace(place, hidden=place.hidden or look.display == "false")
            return place if place.anchor else replace(place, anchor=f"Sheet {element.get('table:name', '')}")
        if element.tag == "table:table-row" and is_unseen(element):
            return replace(place, hidden=True)
        kind = _KINDS.get(str(element.tag))
        return replace(place, kind=kind) if kind else place

    def _paragraph(self, element: Placed, place: _Place) -> None:
        look = self._styles.look("paragraph", element.get("text:style-name"))
        hidden = element.find("text:hidden-paragraph")
        if why_unseen(look, None) or (hidden is not None and hidden.get("text:is-hidden", "true") == "true"):
            return
        kind = "heading" if element.tag == "text:h" and place.kind == "paragraph" else place.kind
        anchor = place.anchor or f"¶ {next(self._numbers)}"
        unit = unit_of(list(self._items(element, look)), kind, anchor, escaped, b"")
        if unit is not None:
            self._found.append(replace(unit, hidden=place.hidden))

    def _items(self, parent: Placed, look: Look) -> Iterator[Item[bytes]]:
        at = parent.inside
        if parent.text:
            yield _text(parent.text, at, self._next(parent, 0))
        for index, each in enumerate(kids(parent)):
            yield from self._child(each, look)
            if each.tail:
                yield _text(each.tail, each.end, self._next(parent, index + 1))

    def _next(self, parent: Placed, index: int) -> int:
        """Where the text before a child ends."""
        following = parent[index] if index < len(parent) else None
        return following.begin if isinstance(following, Placed) else parent.until

    def _child(self, each: Placed, look: Look) -> Iterator[Item[bytes]]:
        if each.tag in _NOISE:
            return
        if each.tag not in _PAIRS:
            yield alone(each)
            return
        named = each.get("text:style-name") if each.tag == "text:span" else None
        look = over(look, self._styles.own("text", named)) if named else look
        if why_unseen(look, None) is not None:
            yield alone(each)
        elif named in self._plain:
            yield from (replace(item, begin=each.begin, end=each.end) for item in self._items(each, look))
        else:
            number = each.begin + 1
            yield Item("open", each.begin, each.inside, pair=number, pieces=((each.begin, each.inside),))
            yield from self._items(each, look)
            yield Item("close", each.until, each.end, pair=number, pieces=((each.until, each.end),))


def _text(text: str, begin: int, end: int) -> Item[bytes]:
    return Item("text", begin, end, _SPACES.sub(" ", text))


def _is_hidden(element: Element) -> bool:
    if element.tag == "text:section":
        return element.get("text:display") == "none" or element.get("text:is-hidden") == "true"
    return str(element.tag).startswith("style:") and element.get("style:display") == "false"


def _styles_without_look(root: Placed) -> frozenset[str]:
    """Automatic styles that only say when something was edited: LibreOffice makes them by the dozen."""
    found = set()
    for style in root.iter("style:style"):
        said = [name.rpartition("}")[2].rpartition(":")[2] for each in style for name in each.attrib]
        if set(said) <= _NO_LOOK and style.get("style:family") == "text" and not style.get("style:parent-style-name"):
            found.add(style.get("style:name", ""))
    return frozenset(found)
