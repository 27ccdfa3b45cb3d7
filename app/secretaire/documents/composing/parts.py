"""Blocks as formats want them: runs of one look, items as trees, rows as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from secretaire.documents.reader.wire_blocks import WireBlock, WireMark

_NARROWEST, _WIDEST = 10, 60  # characters of a column


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; ``target`` is the anchor that it leads to, or ""."""

    text: str
    target: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one number of cells; the first ``heads`` are the table's head."""

    rows: Sequence[WireBlock]
    columns: int
    heads: int

    def longest(self) -> list[int]:
        """The length of each column's longest cell."""
        found = [0] * self.columns
        for row in self.rows:
            for column, cell in enumerate(row.cells):
                found[column] = max(found[column], len(cell))
        return found

    def widths(self) -> list[float]:
        """Each column's share of the width, by its longest cell and within bounds."""
        wanted = [min(_WIDEST, max(_NARROWEST, length)) for length in self.longest()]
        return [width / sum(wanted) for width in wanted]


@dataclass(slots=True)
class Item:
    """An item with its further paragraphs and what is listed below it."""

    block: WireBlock
    more: list[WireBlock] = field(default_factory=list)
    below: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class List:
    """Items that stand together, at the outermost level."""

    items: Sequence[Item]


Part = WireBlock | Table | List
_LISTED = ("item", "continued")


def parts(blocks: Sequence[WireBlock]) -> Iterator[Part]:
    """The blocks in order, with their tables and lists put together."""
    for kind, group in groupby(blocks, lambda block: "item" if block.kind in _LISTED else block.kind):
        found = list(group)
        if kind == "row":
            yield Table(found, max(len(row.cells) for row in found) or 1, _heads(found))
        elif kind == "item":
            yield List(_tree(found))
        else:
            yield from found


def _heads(rows: Sequence[WireBlock]) -> int:
    return next((count for count, row in enumerate(rows) if not row.head), len(rows))


def _tree(blocks: Sequence[WireBlock]) -> list[Item]:
    """Items by their levels; one that is deeper by several is one deeper."""
    outermost: list[Item] = []
    open_: list[tuple[int, Item]] = []
    for block in blocks:
        while open_ and open_[-1][0] >= block.level + (block.kind == "continued"):
            open_.pop()
        if block.kind == "continued" and open_:
            open_[-1][1].more.append(block)
            continue
        item = Item(block)
        (open_[-1][1].below if open_ else outermost).append(item)
        open_.append((block.level, item))
    return outermost


def ordered(items: Sequence[Item]) -> Iterator[tuple[bool, list[Item]]]:
    """Neighbours that are all numbered one after the other, or all not: (numbered, items)."""
    group: list[Item] = []
    for item in items:
        number, before = item.block.number, group[-1].block.number if group else 0
        if group and (number != before + 1 if number else before != 0):
            yield group[0].block.number > 0, group
            group = []
        group.append(item)
    if group:
        yield group[0].block.number > 0, group


def runs(text: str, marks: Sequence[WireMark], cell: int = 0) -> Iterator[Run]:
    """The text cut where its look changes."""
    inside = [mark for mark in marks if mark.cell == cell and mark.start < len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in inside), *(min(mark.end, len(text)) for mark in inside)})
    at = 0
    inside.sort(key=lambda mark: mark.start)
    open_: list[WireMark] = []
    for start, end in pairwise(cuts):
        while at < len(inside) and inside[at].start <= start:
            open_.append(inside[at])
            at += 1
        open_ = [mark for mark in open_ if mark.end > start]
        looks = {mark.look for mark in open_}
        target = next((mark.target for mark in open_ if mark.look == "link"), "")
        yield Run(text[start:end], target, "strong" in looks, "emphasis" in looks, "code" in looks)
