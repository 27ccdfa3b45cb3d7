"""The units of a DOCX's story: paragraphs, in boxes and tables too (ECMA-376 part 1, 17). Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from secretaire.documents.office.docx_document import Document
from secretaire.documents.office.docx_styles import Paragraph, Run, over, why_unseen
from secretaire.documents.reader.wire import UnitKind
from secretaire.documents.rewriting.placed_xml import Placed, child, escaped, kids, parse
from secretaire.documents.rewriting.runs import WORD, alone, items_of_run
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_PAIRS = ("w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:hyperlink", "w:dir", "w:bdo")
_GONE = ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:tblPr", "w:sectPr", "w:comment")
_NOISE = ("w:pPr", "w:proofErr")
_CHOSEN = ("w:dropDownList", "w:comboBox", "w14:checkbox", "w:date", "w:dataBinding")
"""Content controls whose text is chosen, or comes from elsewhere."""
_SAYING = frozenset("HYPERLINK TOC TOA INDEX QUOTE IF FORMTEXT BIBLIOGRAPHY CITATION INCLUDETEXT".split())
"""Fields whose results are words of the document; those of others are computed anew."""


@dataclass(slots=True)
class _Field:
    """A field that has begun: the items of its instruction, until its result begins."""

    number: int
    items: list[Item[bytes]] = field(default_factory=list)
    instruction: str = ""
    result: bool = False
    says: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    style_run: Run
    style_vanish: bool | None
    paragraph: Paragraph
    ground: int | None


class Story:
    """One part of the document."""

    def __init__(self, data: bytes, document: Document, kind: UnitKind) -> None:
        self._data, self._document, self._kind = data, document, kind
        self._fields: list[_Field] = []
        self._count = 0
        self._pairs = 0
        self._found: list[Unit[bytes]] = []

    def units(self) -> list[Unit[bytes]]:
        """The units in order. Raises CannotRead("damaged")."""
        self._walk(parse(self._data), self._document.ground, self._kind)
        return self._found

    def _walk(self, parent: Placed, ground: int | None, kind: UnitKind) -> None:
        for each in kids(parent):
            if each.tag in _GONE or each.get("w:type") in ("separator", "continuationSeparator"):
                continue
            inner = None if each.tag in ("w:tc", "w:txbxContent") else ground
            of = "cell" if each.tag == "w:tc" and kind == "paragraph" else kind
            if each.tag == "w:p":
                self._paragraph(each, ground, kind)
            self._walk(each, inner, of)

    def _paragraph(self, element: Placed, ground: int | None, kind: UnitKind) -> None:
        styles = self._document.styles
        properties = element.find("w:pPr")
        named = None if properties is None else properties.find("w:pStyle")
        style = styles.style(styles.default if named is None else named.get("w:val", ""))
        paragraph = over(style.paragraph, styles.paragraph(properties))
        look = _Look(over(styles.defaults, style.run), style.run.vanish, paragraph, ground)
        items = list(self._items(element, look))
        for begun in self._fields:  # one that goes on in another paragraph
            items += begun.items
            begun.items = []
        self._count += 1
        if kind == "paragraph":
            kind = "heading" if paragraph.outline is not None and paragraph.outline < 9 else kind
            kind = "item" if kind == "paragraph" and paragraph.list not in (None, "0") else kind
        unit = unit_of(items, kind, f"¶ {self._count}" if self._kind == "paragraph" else "", escaped, b"")
        if unit is not None:
            self._found.append(unit)

    def _items(self, parent: Placed, look: _Look) -> Iterator[Item[bytes]]:
        for each in kids(parent):
            if each.tag == "w:r":
                yield from self._run(each, look)
            elif each.tag in _PAIRS:
                yield from self._pair(each, each, look)
            elif each.tag == "w:fldSimple":
                says = _says(each.get("w:instr", ""))
                yield from self._pair(each, each, look) if says else [alone(each)]
            elif each.tag == "w:sdt":
                yield from self._control(each, look)
            elif each.tag not in _NOISE:
                yield from self._kept(alone(each))

    def _control(self, element: Placed, look: _Look) -> Iterator[Item[bytes]]:
        content, properties = child(element, "w:sdtContent"), element.find("w:sdtPr")
        chosen = properties is not None and any(each.tag in _CHOSEN for each in properties)
        if content is None or chosen:
            yield from self._kept(alone(element))
        else:
            yield from self._pair(element, content, look)

    def _pair(self, outer: Placed, inner: Placed, look: _Look) -> Iterator[Item[bytes]]:
        self._pairs += 1
        number = self._pairs
        yield from self._kept(
            Item("open", outer.begin, inner.inside, pair=number, pieces=((outer.begin, inner.inside),))
        )
        yield from self._items(inner, look)
        yield from self._kept(Item("close", inner.until, outer.end, pair=number, pieces=((inner.until, outer.end),)))

    def _run(self, run: Placed, look: _Look) -> Iterator[Item[bytes]]:
        for each, item in items_of_run(self._data, run, WORD, lambda properties: self._unseen(properties, look)):
            if each.tag == "w:fldChar":
                yield from self._field(each, replace(item, kind="alone"))
            elif each.tag == "w:instrText" and self._fields:
                self._fields[-1].instruction += each.text or ""
                yield from self._kept(item)
            else:
                yield from self._kept(item)

    def _silent(self) -> _Field | None:
        """The outermost field of which no words are told now: its instruction is read, or its result is computed."""
        return next((each for each in self._fields if not (each.result and each.says)), None)

    def _kept(self, item: Item[bytes]) -> Iterator[Item[bytes]]:
        """An item where it counts: within a field that says nothing it is a part of that."""
        silent = self._silent()
        if silent is None:
            yield item
        elif item.kind == "text":
            silent.items.append(Item("alone", item.begin, item.end, pieces=_as_it_is(item)))
        else:
            silent.items.append(replace(item, kind="alone"))

    def _field(self, char: Placed, item: Item[bytes]) -> Iterator[Item[bytes]]:
        kind = char.get("w:fldCharType")
        if kind == "begin":
            self._pairs += 1
            self._fields.append(_Field(self._pairs))
        if not self._fields:
            yield item
            return
        inner = self._fields[-1]
        if kind == "end" and self._silent() is None:
            self._fields.pop()
            yield replace(item, kind="close", pair=inner.number)
            return
        yield from self._kept(item)
        if kind == "separate":
            inner.result, inner.says = True, _says(inner.instruction)
        elif kind == "end":
            self._fields.pop()
        if kind in ("separate", "end") and self._silent() is None:
            yield from _one(inner.items, inner.number if kind == "separate" else 0)
            inner.items = []

    def _unseen(self, properties: Placed | None, look: _Look) -> bool:
        """As the reader judges it (``formats.docx_story``)."""
        styles, said = self._document.styles, look.style_run
        if properties is not None:
            named = properties.find("w:rStyle")
            own = styles.run(properties)
            character = styles.style(named.get("w:val")).run if named is not None else Run()
            said = over(over(said, character), own)
            if own.vanish is None and character.vanish and look.style_vanish:
                said = replace(said, vanish=False)
        return why_unseen(said, look.paragraph, look.ground) is not None


def _says(instruction: str) -> bool:
    words = instruction.split(maxsplit=1)
    return bool(words) and words[0].upper() in _SAYING


def _one(items: list[Item[bytes]], pair: int) -> Iterator[Item[bytes]]:
    """Several items as one tag, which opens a pair where that has a number."""
    if items:
        pieces = tuple(piece for item in items for piece in item.pieces)
        yield Item("open" if pair else "alone", items[0].begin, items[-1].end, pair=pair, pieces=pieces)


def _as_it_is(item: Item[bytes]) -> tuple[bytes, ...]:
    around = item.around or (b"", b"")
    return around[0], escaped(item.text), around[1]
