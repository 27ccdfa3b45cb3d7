"""XLSX: sheets in their order, each an anchor; cells as they are shown (ECMA-376 part 1, 18). Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead, Readable, Source
from secretaire.documents.office import ooxml
from secretaire.documents.office.beside import of_part
from secretaire.documents.office.charts import chart
from secretaire.documents.office.drawing import Theme
from secretaire.documents.office.guarded_xml import children
from secretaire.documents.office.office_text import Damage, unshown
from secretaire.documents.office.ooxml import Package
from secretaire.documents.office.xlsx_cells import Book, Text, readings, text_of
from secretaire.documents.office.xlsx_sheet import Sheet
from secretaire.documents.office.xlsx_styles import CellStyles
from secretaire.documents.reader.wire import NoticeCode

_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LINKS = ("s:ddeLink", "s:oleLink")


def recognises(source: Source) -> bool:
    """A package whose main part is a workbook, with macros or without."""
    return ooxml.is_kind(source, "xl")


def open_file(source: Source) -> Readable:
    """Raises CannotRead: ``damaged``, ``unpacks_too_large``, ``password_unsupported``."""
    return ooxml.office_file(source, _MEDIA_TYPE, _pieces)


def _pieces(package: Package, root: Element, damage: Damage) -> Iterator[Piece]:
    book = _book(package, root)
    listed = [
        (each.get("name", ""), each.get("state", ""), package.target(package.main, each.get("r:id")))
        for each in root.iter("s:sheet")
    ]
    notices = package.other_notices(but=[part for _, _, part in listed]) + _commands(package)
    properties = [*package.properties(), *_beside(package, root, book)]
    for name, state, part in listed:
        anchor = f"Sheet {name}"[:1000]
        yield Piece(anchor=anchor, notices=tuple(dict.fromkeys(notices + package.notices(part))))
        yield from properties
        notices, properties = (), []
        hidden = state in ("hidden", "veryHidden")
        yield from unshown(_sheet(package, part, book, anchor, damage), "not_shown" if hidden else None)
    unused = (text for at, text in enumerate(book.strings) if at not in book.used)
    yield from (Piece(_written(text), hidden="metadata", beside=True) for text in unused)
    if not listed:
        damage.cut_off()
    if book.damaged:
        for name, _, _ in listed:
            damage.within(f"Sheet {name}"[:1000])


def _sheet(package: Package, part: str, book: Book, anchor: str, damage: Damage) -> Iterator[Piece]:
    try:
        data = package.data(part)
    except CannotRead as error:
        damage.within(anchor, error.code)
        return
    if "/chartsheets/" in f"/{part}":
        for drawn in package.related(part, "drawing"):
            for other in package.related(drawn, "chart"):
                found = package.root(other)
                yield from chart(found, lambda _: None) if found is not None else ()
        return
    sheet = Sheet(package, part, book)
    if not sheet.take(data):
        damage.within(anchor)
    yield from sheet.pieces()


def _book(package: Package, root: Element) -> Book:
    themes, styles = package.related(package.main, "theme"), package.related(package.main, "styles")
    theme = Theme(package.root(themes[0]) if themes else None)
    settings = root.find("s:workbookPr")
    book = Book(CellStyles(package.root(styles[0]) if styles else None, theme), theme)
    book.from_1904 = settings is not None and settings.get("date1904", "0") in ("1", "true")
    for part in package.related(package.main, "sharedStrings"):
        try:
            for each in children(package.data(part), ""):
                if each.tag == "s:si":
                    book.strings.append(text_of(each, book.styles))
                    book.readings += readings(each)
        except CannotRead as error:
            if error.code == "unpacks_too_large":
                raise
            book.damaged = True
    return book


def _beside(package: Package, root: Element, book: Book) -> Iterator[Piece]:
    """What names stand for and are said to be, readings, and what was kept of other workbooks."""
    said = [
        text for each in root.iter("s:definedName") for text in (each.get("comment", ""), (each.text or "").strip('"'))
    ]
    for part in package.related(package.main, "externalLink"):
        other = package.root(part)
        said += () if other is None else of_part(other)
    yield from (Piece(text, hidden="metadata", beside=True) for text in (*said, *book.readings) if text)


def _written(text: Text) -> str:
    return text if isinstance(text, str) else "".join(part.text for part in text)


def _commands(package: Package) -> tuple[NoticeCode, ...]:
    """Links to other programs (DDE), which could start them."""
    for part in package.related(package.main, "externalLink"):
        root = package.root(part)
        if root is not None and any(each.tag in _LINKS for each in root):
            return ("launch_action",)
    return ()
