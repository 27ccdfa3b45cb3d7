"""A worksheet: its rows as tables, what is hidden in it, its boxes, charts, comments, headers. Runs in the reader."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.office import looks
from secretaire.documents.office.guarded_xml import children
from secretaire.documents.office.number_format import shows_text
from secretaire.documents.office.office_text import as_kind, grid, together
from secretaire.documents.office.ooxml import Package
from secretaire.documents.office.xlsx_cells import Book, area, beside, number_of, place, runs
from secretaire.documents.office.xlsx_drawing import Drawing
from secretaire.documents.office.xlsx_lines import Lines, is_true, whole
from secretaire.documents.office.xlsx_rules import Cell, holds
from secretaire.documents.reader.wire import BlockKind, WhyHidden
from secretaire.documents.unseen import seen

Area = tuple[int, int, int, int]
_MOST_STEPS = 2_000_000
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z&])')
_HEADERS: tuple[tuple[str, BlockKind], ...] = (
    ("s:oddHeader", "header"), ("s:evenHeader", "header"), ("s:firstHeader", "header"),
    ("s:oddFooter", "footer"), ("s:evenFooter", "footer"), ("s:firstFooter", "footer"),
)  # fmt: skip


_SWITCHES = {"even": "differentOddEven", "firs": "differentFirst"}
"""Headers that pages have only where the sheet says so."""


@dataclass(slots=True)
class _Rows:
    """The cells that have text, by row and column."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: list[tuple[str, WhyHidden]] = field(default_factory=list)
    asked: dict[tuple[int, int], Cell] = field(default_factory=dict)
    doubtful: dict[tuple[int, int], list[tuple[str, WhyHidden]]] = field(default_factory=dict)


class Sheet:
    """Takes a sheet's part and gives its pieces."""

    def __init__(self, package: Package, part: str, book: Book) -> None:
        self._package, self._part, self._book = package, part, book
        self._rows = _Rows()
        self._lines = Lines()
        self._ruled: list[tuple[Area, str, list[Element]]] = []
        self._merged: list[Area] = []
        self._coloured: list[Area] = []
        self._after: list[Piece] = []
        self._row = 0

    def take(self, data: bytes) -> bool:
        """Read it; whether it was whole. Raises CannotRead("unpacks_too_large")."""
        try:
            for element in children(data, "s:sheetData"):
                self._take(element)
        except CannotRead as error:
            if error.code == "unpacks_too_large":
                raise
            return False
        return True

    def _take(self, element: Element) -> None:
        tag = element.tag
        if tag == "s:row":
            self._take_row(element)
        elif tag in ("s:cols", "s:sheetFormatPr"):
            self._lines.take(element)
        elif tag == "s:mergeCells":
            self._merged += [found for each in element if (found := area(each.get("ref", "")))]
        elif tag == "s:conditionalFormatting":
            areas = [found for each in element.get("sqref", "").split() if (found := area(each))]
            self._coloured += areas
            rules = [each for each in element if each.tag == "s:cfRule" and each.get("dxfId") is not None]
            rules.sort(key=lambda each: whole(each.get("priority")))
            self._ruled += [(each, element.get("sqref", ""), rules) for each in areas if rules]
        elif tag == "s:headerFooter":
            self._after += _headers(element)
        elif tag == "s:dataValidations":
            texts = [
                each.get(name, "") for each in element for name in ("promptTitle", "prompt", "errorTitle", "error")
            ]
            for listed in element.iter("s:formula1"):  # a list that is written out, not one in cells
                texts += [each for each in (listed.text or "").strip('"').split(",") if " " in each.strip()]
            self._after += [Piece(text, hidden="not_shown") for text in dict.fromkeys(texts) if text.strip()]
        elif tag == "s:scenarios":
            said = [text for each in element.iter() for text in each.attrib.values()]
            self._after += [Piece(text, hidden="not_shown", beside=True) for text in said]
        elif tag == "s:hyperlinks":
            tips = [each.get("tooltip", "") for each in element]
            self._after += [Piece(tip, hidden="alternative") for tip in dict.fromkeys(tips) if " " in tip.strip()]

    def _take_row(self, element: Element) -> None:
        number = whole(element.get("r")) or self._row + 1
        self._row, column = number, 0
        hidden = self._lines.hides_row(element)
        cells: dict[int, str] = {}
        for cell in element:
            where = place(cell.get("r", ""))
            column = where[1] if where else column + 1
            shown = [part for part in runs(cell, self._book) if self._is_shown(number, column, hidden, *part)]
            text, unseen = seen("".join(part[0] for part in shown))
            if text.strip():
                cells[column] = text
                value = number_of(cell)
                self._rows.asked[number, column] = Cell(text if value is None else value, cell.get("s"))
            self._rows.hidden += unseen
            if len(cell) != 1 or cell[0].tag != "s:v":
                self._after += (Piece(said, hidden="not_shown", beside=True) for said in beside(cell))
        if cells:
            self._rows.cells.setdefault(number, {}).update(cells)

    def _is_shown(self, row: int, column: int, hidden: bool, text: str, why: WhyHidden | None, coloured: bool) -> bool:
        if hidden or self._lines.hides_column(column):
            why, coloured = "not_shown", False
        if coloured and why is not None:  # what colours a cell by rule comes after all cells
            self._rows.doubtful.setdefault((row, column), []).append((text, why))
            return True
        if why is not None:
            self._rows.hidden.append((text, why))
        return why is None

    def pieces(self) -> Iterator[Piece]:
        """Tables of neighbouring rows, boxes and charts, headers; hidden text and comments."""
        self._settle_doubts()
        self._settle_rules()
        self._settle_under(self._merged, "not_shown", but_first=True)
        drawings = [
            Drawing(self._package, part, self._book.theme) for part in self._package.related(self._part, "drawing")
        ]
        self._settle_under([area for each in drawings for area in each.covered], "covered")
        yield from grid(self._rows.cells)
        for each in drawings:
            yield from each.pieces()
        yield from together(self._rows.hidden)
        yield from _comments(self._package, self._part)
        yield from self._after

    def _settle_doubts(self) -> None:
        """Text in its ground's colour is hidden unless a rule or a table's style may colour the ground."""
        areas = [*self._coloured, *_table_heads(self._package, self._part)][:10_000]
        for (row, column), parts in self._rows.doubtful.items():
            if any(a <= row <= c and b <= column <= d for a, b, c, d in areas):
                continue
            left = self._rows.cells.get(row, {}).pop(column, "")
            for text, why in parts:
                left = left.replace(text, "", 1)
                self._rows.hidden.append((text, why))
            if left.strip():
                self._rows.cells[row][column] = left

    def _settle_rules(self) -> None:
        """Rules that hold for a cell may give it the colour of its ground, or a format that shows nothing."""
        steps = 0
        for (top, left, bottom, right), areas, rules in self._ruled[:1000]:
            for row in sorted(number for number in self._rows.cells if top <= number <= bottom):
                cells = self._rows.cells[row]
                for at in [at for at in cells if left <= at <= right]:
                    steps += len(rules)
                    if steps > _MOST_STEPS:
                        return
                    if (why := self._ruled_out((row, at), areas, rules)) is not None:
                        self._rows.hidden.append((cells.pop(at), why))

    def _ruled_out(self, where: tuple[int, int], areas: str, rules: Sequence[Element]) -> WhyHidden | None:
        """Why the first rule that holds for a cell leaves nothing to be seen of it."""
        cell = self._rows.asked.get(where)
        rule = None if cell is None else next((each for each in rules if holds(each, areas, cell.value)), None)
        if cell is None or rule is None:
            return None
        style = self._book.styles.overlaid(cell.style, rule)
        why = looks.why_unseen(style.ink, style.ground, style.points)
        return why or (None if shows_text(style.code) else "not_shown")

    def _settle_under(self, areas: Sequence[Area], why: WhyHidden, but_first: bool = False) -> None:
        """Cells under shapes, and those under merged ones but for the first, hold text that nobody sees."""
        numbers = sorted(self._rows.cells)
        steps = 0
        for top, left, bottom, right in areas:
            for row in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
                steps += 1
                if steps > _MOST_STEPS:
                    return
                cells = self._rows.cells[row]
                under = [at for at in cells if left <= at <= right and not (but_first and (row, at) == (top, left))]
                self._rows.hidden += [(cells.pop(at), why) for at in under]


def _comments(package: Package, part: str) -> Iterator[Piece]:
    for kind, tag in (("comments", "s:comment"), ("threadedComment", "tc:threadedComment")):
        for name in package.related(part, kind):
            root = package.root(name)
            for each in () if root is None else root.iter(tag):
                text = "".join(found.text or "" for found in each.iter() if found.tag in ("s:t", "tc:text"))
                if text.strip():
                    yield Piece(text, hidden="comment")


def _table_heads(package: Package, part: str) -> Iterator[Area]:
    """Where a table's style may colour cells: its first and last row, all of it in a dark style."""
    for name in package.related(part, "table"):
        root = package.root(name)
        found = None if root is None else area(root.get("ref", ""))
        style = None if root is None else root.find("s:tableStyleInfo")
        if found is None or style is None or not style.get("name"):
            continue
        if not style.get("name", "").startswith(("TableStyleLight", "TableStyleMedium")):
            yield found
        yield found[0], found[1], found[0], found[3]
        yield found[2], found[1], found[2], found[3]


def _headers(element: Element) -> Iterator[Piece]:
    shown: dict[Piece, None] = {}
    unused: list[str] = []
    for name, kind in _HEADERS:
        found, switch = element.find(name), _SWITCHES.get(name[2:6])
        if found is not None and (text := " ".join(_HEADER_CODE.sub(_plain, found.text or "").split())):
            if switch is None or is_true(element.get(switch)):
                shown |= dict.fromkeys(as_kind([Piece(text)], kind))
            else:
                unused.append(text)
    said = {piece.text for piece in shown}
    yield from shown
    yield from (Piece(text, hidden="not_shown") for text in dict.fromkeys(unused) if text not in said)


def _plain(code: re.Match[str]) -> str:
    """Codes of headers: "&&" is written, "&L", "&C", "&R" part the text, the rest is formats and fields."""
    return {"&&": "&", "&L": " ", "&C": " ", "&R": " "}.get(code[0], "")
