"""Exports as Word documents (ECMA-376, 5th edition, part 1), on python-docx's template with its built-in styles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from lxml.etree import SubElement

from secretaire.documents.composing.docx_frame import frame
from secretaire.documents.composing.docx_styles import prepare
from secretaire.documents.composing.parts import Item, List, Run, Table, ordered, parts, runs
from secretaire.documents.composing.text import right_to_left
from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

_DEEPEST_LIST = 3
_TEXT_WIDTH, _INDENT = 9070, 454  # twentieths of a point: 160 mm, 8 mm
_PIECES = re.compile("[^\n\t]+|[\n\t]")
_BREAKS = {"\n": "w:br", "\t": "w:tab"}


def write(blocks: Sequence[WireBlock], about: WireAbout) -> Iterator[bytes]:
    """The file, whole."""
    document = Document()
    prepare(document, about.language)
    section = document.element.body.sectPr  # it is the last thing in a body
    document.element.body.remove(section)
    body = _Body(document)
    for part in parts(blocks):
        body.add(part)
    document.element.body.append(section)
    frame(document, about)
    out = io.BytesIO()
    document.save(out)
    yield out.getvalue()


class _Body:
    """Adds blocks at the end of a document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._body = document.element.body
        self._styles = {style.name: style.style_id for style in document.styles}  # a look-up walks them all
        self._numbering = document.part.numbering_part.element
        self._bookmarks = 0

    def add(self, part: WireBlock | Table | List) -> None:
        """Add a block, table or list."""
        if isinstance(part, Table):
            self._table(part)
        elif isinstance(part, List):
            self._items(part.items, 1)
        elif part.kind == "heading":
            self._paragraph(self._body, part, f"Heading {part.level}")
        else:
            names = {"title": "Title", "quote": "Quote", "code": "Secretaire Code"}
            self._paragraph(self._body, part, names.get(part.kind, "Normal"))

    def _items(self, items: Sequence[Item], depth: int) -> None:
        suffix = f" {min(depth, _DEEPEST_LIST)}" if depth > 1 else ""
        for numbered, group in ordered(items):
            style = f"List {'Number' if numbered else 'Bullet'}{suffix}"
            list_ = self._new_list(style, group[0].block.number) if numbered else 0
            for item in group:
                self._paragraph(self._body, item.block, style, list_=list_, depth=min(depth, _DEEPEST_LIST))
                for more in item.more:
                    self._paragraph(self._body, more, f"List Continue{suffix}")
                self._items(item.below, depth + 1)

    def _new_list(self, style: str, start: int) -> int:
        """A further list of the style's numbering, which begins at a number."""
        own = self._document.styles[style].element.pPr.numPr.numId.val
        abstract = self._numbering.num_having_numId(own).abstractNumId.val
        made = self._numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)

    def _table(self, table: Table) -> None:
        made = _under(self._body, "w:tbl")
        properties = _under(made, "w:tblPr")
        _under(properties, "w:tblStyle", {"w:val": self._styles["Table Grid"]})
        _under(properties, "w:tblW", {"w:type": "pct", "w:w": "5000"})
        grid = _under(made, "w:tblGrid")
        widths = [str(round(share * _TEXT_WIDTH)) for share in table.widths()]
        for width in widths:
            _under(grid, "w:gridCol", {"w:w": width})
        for place, row in enumerate(table.rows):
            self._row(_under(made, "w:tr"), row, widths, head=place < table.heads)
        _under(self._body, "w:p")  # or the next table would be one with this

    def _row(self, made: Any, row: WireBlock, widths: Sequence[str], *, head: bool) -> None:
        properties = _under(made, "w:trPr")
        _under(properties, "w:cantSplit")
        if head:
            _under(properties, "w:tblHeader")
        for cell, width in enumerate(widths):
            inside = _under(made, "w:tc")
            _under(_under(inside, "w:tcPr"), "w:tcW", {"w:type": "dxa", "w:w": width})
            self._paragraph(inside, row, "Secretaire Table Head" if head else "Secretaire Table", cell=cell)

    def _paragraph(
        self, parent: Any, block: WireBlock, style: str, *, list_: int = 0, depth: int = 0, cell: int = 0
    ) -> None:
        """A paragraph; its properties stand in the order that the schema has (17.3.1)."""
        text = block.text if block.kind != "row" else block.cells[cell] if cell < len(block.cells) else ""
        made = _under(parent, "w:p")
        properties = _under(made, "w:pPr")
        _under(properties, "w:pStyle", {"w:val": self._styles[style]})
        if list_:
            number = _under(properties, "w:numPr")
            _under(number, "w:ilvl", {"w:val": "0"})
            _under(number, "w:numId", {"w:val": str(list_)})
        turned = right_to_left(text)
        if turned:
            _under(properties, "w:bidi")
        if list_:  # the list's own indent, which is none, would go before the style's
            _under(properties, "w:ind", {"w:left": str(_INDENT * depth), "w:hanging": str(_INDENT)})
        named = block.anchor if cell == 0 else ""
        if named:
            self._bookmarks += 1
            _under(made, "w:bookmarkStart", {"w:id": str(self._bookmarks), "w:name": named})
        for run in runs(text, block.marks, cell):
            _add_run(made, run, block.language, turned=turned)
        if named:
            _under(made, "w:bookmarkEnd", {"w:id": str(self._bookmarks)})


def _add_run(paragraph: Any, run: Run, language: str, *, turned: bool) -> None:
    parent = paragraph
    if run.target:
        parent = _under(paragraph, "w:hyperlink", {"w:anchor": run.target, "w:history": "1"})
    made = _under(parent, "w:r")
    looks = [
        ("w:rStyle", {"w:val": "SecretaireCodeCharacter" if run.code else "Hyperlink"}, run.code or run.target),
        ("w:b", {}, run.strong),
        ("w:i", {}, run.emphasis),
        ("w:rtl", {}, turned),
        ("w:lang", {"w:bidi" if turned else "w:val": language}, language),
    ]
    if any(wanted for _, _, wanted in looks):
        properties = _under(made, "w:rPr")
        for tag, attributes, wanted in looks:
            if wanted:
                _under(properties, tag, attributes)
    for piece in _PIECES.findall(run.text):
        if piece in _BREAKS:
            _under(made, _BREAKS[piece])
        else:
            _under(made, "w:t", {"xml:space": "preserve"}).text = piece


_name = cache(qn)


def _under(parent: Any, tag: str, attributes: Mapping[str, str] | None = None) -> Any:
    named = {_name(name): value for name, value in attributes.items()} if attributes else {}
    return SubElement(parent, _name(tag), named)
