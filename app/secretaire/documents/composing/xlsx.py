"""Exports as a workbook: each table on a sheet of its own, all other text on the first.

XlsxWriter writes in memory (the reader may write no file); texts are written as texts, so that none is a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from secretaire.documents.composing.parts import Item, List, Table, parts
from secretaire.documents.composing.properties import properties
from secretaire.documents.composing.text import clean, page_words, right_to_left
from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

MOST_CHARACTERS = 32_000  # of a cell: Excel's limit is 32,767 UTF-16 units
MOST_ROWS = 1_000_000
_MOST_PROPERTY = 255
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST, _NARROWEST, _TEXT_WIDTH = 60, 10, 100  # characters
_LINE = {"title": 22.0, "heading": 17.0}  # points


def write(blocks: Sequence[WireBlock], about: WireAbout) -> Iterator[bytes]:
    """The file, whole."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Book(book, about).write(blocks)
    book.close()
    yield out.getvalue()


class _Book:
    """Fills a workbook."""

    def __init__(self, book: Any, about: WireAbout) -> None:
        self._book, self._about = book, about
        self._names: set[str] = set()
        wrapped = {"text_wrap": True, "valign": "top"}
        self._formats = {
            "": book.add_format(wrapped),
            "rtl": book.add_format({**wrapped, "reading_order": 2}),
            "head": book.add_format({**wrapped, "bold": True, "bg_color": "#FAFAF8", "bottom": 1}),
            "title": book.add_format({**wrapped, "bold": True, "font_size": 16}),
            "heading": book.add_format({**wrapped, "bold": True, "font_size": 12}),
            "quote": book.add_format({**wrapped, "font_name": "Cambria", "bg_color": "#FFFDF6", "indent": 1}),
        }

    def write(self, blocks: Sequence[WireBlock]) -> None:
        """All blocks and what stands around them."""
        title = clean(self._about.title)
        text = self._sheet(title)
        text.set_column(0, 0, _TEXT_WIDTH)
        heading, row = title, 0
        for part in parts(blocks):
            if isinstance(part, Table):
                self._table(part, heading)
                continue
            if not isinstance(part, List) and part.kind == "heading":
                heading = part.text
            for line, look in _lines(part):
                row = self._put(text, row, line, look)
        self._properties()

    def _put(self, sheet: Any, row: int, text: str, look: str) -> int:
        """Write a text into the first column, in as many rows as it takes; the next free row."""
        for at in range(0, len(text) or 1, MOST_CHARACTERS):
            if row < MOST_ROWS:
                sheet.write_string(row, 0, text[at : at + MOST_CHARACTERS], self._format(text, look))
                _set_height(sheet, row, [(text[at : at + MOST_CHARACTERS], _TEXT_WIDTH)], _LINE.get(look, 15))
                row += 1
        return row

    def _format(self, text: str, look: str = "") -> Any:
        return self._formats["rtl" if not look and right_to_left(text) else look]

    def _table(self, table: Table, heading: str) -> None:
        sheet = self._sheet(heading)
        longest = table.longest()
        widths = [min(_WIDEST, max(_NARROWEST, length + 2)) for length in longest]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        line = 0
        for place, row in enumerate(table.rows):
            line = self._row(sheet, line, row, widths, "head" if place < table.heads else "")
        if table.heads:
            sheet.freeze_panes(table.heads, 0)
            sheet.repeat_rows(0, table.heads - 1)
            sheet.autofilter(table.heads - 1, 0, max(line - 1, table.heads), table.columns - 1)

    def _row(self, sheet: Any, line: int, row: WireBlock, widths: Sequence[int], look: str) -> int:
        """Write a row; what no cell can hold goes on in the cell below. The next free line."""
        deep = max((len(cell) for cell in row.cells), default=0)
        for at in range(0, deep or 1, MOST_CHARACTERS):
            if line >= MOST_ROWS:
                break
            for column, cell in enumerate(row.cells):
                if at == 0 or cell[at:]:
                    sheet.write_string(line, column, cell[at : at + MOST_CHARACTERS], self._format(cell, look))
            _set_height(sheet, line, [(cell[at : at + MOST_CHARACTERS], widths[n]) for n, cell in enumerate(row.cells)])
            line += 1
        return line

    def _sheet(self, wanted: str) -> Any:
        """A sheet with a name that Excel takes: at most 31 characters, some forbidden, each name once."""
        name = _NO_NAME.sub(" ", wanted).strip(" '")[:25].strip(" '") or "Sheet"
        counted, number = name, 2
        while counted.casefold() in self._names or counted.casefold() == "history":
            counted, number = f"{name} {number}", number + 1
        self._names.add(counted.casefold())
        sheet = self._book.add_worksheet(counted)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        before, between, after = (part.replace("&", "&&") for part in page_words(self._about))
        marking = clean(self._about.provenance.marking).replace("&", "&&")[:100]
        sheet.set_header(f"&C&B{marking}" if marking else "")
        notice = clean(self._about.notice).replace("&", "&&")[:80]
        sheet.set_footer(f"&L{notice}&C&B{marking}&R{before[:20]}&P{between[:20]}&N{after[:20]}"[:255])
        return sheet

    def _properties(self) -> None:
        about = self._about
        self._book.set_properties(
            {
                "title": clean(about.title)[:_MOST_PROPERTY],
                "author": "Secretaire",
                "comments": clean(about.notice)[:_MOST_PROPERTY],
                "category": clean(about.provenance.marking)[:_MOST_PROPERTY],
                "created": datetime.fromisoformat(about.provenance.exported_at).replace(tzinfo=None),
            }
        )
        for name, value in properties(about.provenance):
            self._book.set_custom_property(name, value[:_MOST_PROPERTY], "text")


def _set_height(sheet: Any, row: int, cells: Sequence[tuple[str, int]], line: float = 15) -> None:
    """Room for wrapped texts; not every program works it out by itself. In points, at most Excel's 409."""
    lines = max(sum(-(-len(part) // width) or 1 for part in text.split("\n")) for text, width in cells or [("", 1)])
    if lines > 1 or line > 15:
        sheet.set_row(row, min(409, line * lines))


def _lines(part: WireBlock | List) -> Iterator[tuple[str, str]]:
    """Texts with their looks."""
    if isinstance(part, List):
        for item in part.items:
            yield from _item(item, "")
        return
    yield part.text, part.kind if part.kind in ("title", "heading", "quote") else ""


def _item(item: Item, indent: str) -> Iterator[tuple[str, str]]:
    mark = f"{item.block.number}. " if item.block.number else "• "
    yield indent + mark + item.block.text, ""
    for more in item.more:
        yield f"{indent}  {more.text}", ""
    for below in item.below:
        yield from _item(below, f"{indent}    ")
