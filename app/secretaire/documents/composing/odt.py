"""Exports as OpenDocument texts (ODF 1.3, part 3); styles go by LibreOffice's own names.

Written with lxml: *odfpy* comes as source only and has not been kept since 2020.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from lxml.etree import SubElement, tostring

from secretaire.documents.composing.odt_frame import manifest_xml, meta_xml, styles_xml
from secretaire.documents.composing.odt_xml import MEDIA_TYPE, AutomaticStyles, name, root, under
from secretaire.documents.composing.parts import Item, List, Run, Table, ordered, parts, runs
from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

_PIECES = re.compile(" {2,}|[\n\t]|[^\n\t ]+(?: [^\n\t ]+)*| ")
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the oldest that a ZIP can tell: what was exported when stands in meta.xml


def write(blocks: Sequence[WireBlock], about: WireAbout) -> Iterator[bytes]:
    """The file, whole."""
    content = root("document-content")
    automatic = AutomaticStyles(SubElement(content, name("office:automatic-styles")))
    body = _Body(under(under(content, "office:body"), "office:text"), automatic)
    for part in parts(blocks):
        body.add(part)
    files = {
        "mimetype": MEDIA_TYPE.encode(),
        "content.xml": _bytes(content),
        "styles.xml": styles_xml(about),
        "meta.xml": _bytes(meta_xml(about)),
        "META-INF/manifest.xml": manifest_xml(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files.items():  # the first one uncompressed: programs look for it there (part 2, 3.3)
            how = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path, _MOMENT), data, how)
    yield out.getvalue()


def _bytes(element: Any) -> bytes:
    written: bytes = tostring(element, xml_declaration=True, encoding="UTF-8")
    return written


class _Body:
    """Adds blocks at the end of a text."""

    def __init__(self, text: Any, styles: AutomaticStyles) -> None:
        self._text, self._styles, self._tables = text, styles, 0

    def add(self, part: WireBlock | Table | List) -> None:
        """Add a block, table or list."""
        if isinstance(part, Table):
            self._table(part)
        elif isinstance(part, List):
            self._list(self._text, part.items)
        elif part.kind in ("title", "heading"):
            level = 1 if part.kind == "title" else part.level
            style = "Title" if part.kind == "title" else f"Heading_20_{level}"
            named = {"text:outline-level": str(level), "text:style-name": self._style(style, part)}
            self._fill(under(self._text, "text:h", named), part.text, part)
        else:
            names = {"quote": "Quotations", "code": "Preformatted_20_Text"}
            self._paragraph(self._text, part, names.get(part.kind, "Text_20_body"))

    def _style(self, style: str, block: WireBlock, text: str | None = None) -> str:
        return self._styles.of(style, block.text if text is None else text, block.language)

    def _paragraph(self, parent: Any, block: WireBlock, style: str, cell: int = -1) -> None:
        text = block.text if cell < 0 else block.cells[cell] if cell < len(block.cells) else ""
        made = under(parent, "text:p", {"text:style-name": self._style(style, block, text)})
        self._fill(made, text, block, max(cell, 0))

    @staticmethod
    def _fill(made: Any, text: str, block: WireBlock, cell: int = 0) -> None:
        named = block.anchor if cell == 0 else ""
        if named:
            under(made, "text:bookmark-start", {"text:name": named})
        for run in runs(text, block.marks, cell):
            _add_run(made, run)
        if named:
            under(made, "text:bookmark-end", {"text:name": named})

    def _list(self, parent: Any, items: Sequence[Item]) -> None:
        for numbered, group in ordered(items):
            made = under(parent, "text:list", {"text:style-name": "Numbering_20_123" if numbered else "List_20_1"})
            for item in group:
                start = {"text:start-value": str(item.block.number)} if numbered and item is group[0] else {}
                inside = under(made, "text:list-item", start)
                for block in (item.block, *item.more):
                    self._paragraph(inside, block, "List_20_Contents")
                self._list(inside, item.below)

    def _table(self, table: Table) -> None:
        self._tables += 1
        named = {"table:name": f"Table{self._tables}", "table:style-name": "Export_20_Table"}
        made = under(self._text, "table:table", named)
        for share in table.widths():
            under(made, "table:table-column", {"table:style-name": self._styles.column(share)})
        heads = under(made, "table:table-header-rows") if table.heads else made
        for place, row in enumerate(table.rows):
            head = place < table.heads
            line = under(heads if head else made, "table:table-row", {"table:style-name": "Export_20_Row"})
            for cell in range(table.columns):
                about = {"office:value-type": "string", "table:style-name": "Export_20_Cell"}
                inside = under(line, "table:table-cell", about)
                self._paragraph(inside, row, f"Table_20_{'Heading' if head else 'Contents'}", cell)


def _add_run(parent: Any, run: Run) -> None:
    if run.target:
        link = {"xlink:type": "simple", "xlink:href": f"#{run.target}", "text:style-name": "Internet_20_link"}
        parent = under(parent, "text:a", link)
    looks = [("Strong_20_Emphasis", run.strong), ("Emphasis", run.emphasis), ("Source_20_Text", run.code)]
    for style, wanted in looks:
        if wanted:
            parent = under(parent, "text:span", {"text:style-name": style})
    for piece in _PIECES.findall(run.text):
        _add_piece(parent, piece)


def _add_piece(parent: Any, piece: str) -> None:
    """Lines' ends, tabs and runs of spaces are elements (6.1)."""
    last = next(parent.iterchildren(reversed=True), None)  # lxml's len() counts them all
    if piece == "\n":
        under(parent, "text:line-break")
    elif piece == "\t":
        under(parent, "text:tab")
    elif piece.startswith("  ") or (piece == " " and last is None and not parent.text):
        under(parent, "text:s", {"text:c": str(len(piece))})
    elif last is not None:
        last.tail = (last.tail or "") + piece
    else:
        parent.text = (parent.text or "") + piece
