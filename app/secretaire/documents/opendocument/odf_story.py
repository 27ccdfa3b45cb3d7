"""Running text of OpenDocument: paragraphs, lists, tables, shapes, notes, and what is hidden in them (part 3, 5 to 10).

Runs in the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.note_marks import in_brackets
from secretaire.documents.office.office_text import Line, as_kind, unshown
from secretaire.documents.opendocument import odf_shapes, odf_table
from secretaire.documents.opendocument.odf import Package
from secretaire.documents.opendocument.odf_lists import Counter, Lists
from secretaire.documents.opendocument.odf_styles import UNSAID, Look, Styles, lies_on, over, why_unseen
from secretaire.documents.reader.wire import BlockKind, WhyHidden

_SILENT = (
    "text:sequence-decls", "text:dde-connection-decls",
    "text:alphabetical-index-auto-mark-file", "text:note-citation", "text:ruby-text", "office:script",
    "office:event-listeners", "office:annotation-end", "table:table-column", "table:table-columns",
    "table:calculation-settings", "table:content-validations", "svg:title", "svg:desc", "dc:creator", "dc:date",
    "meta:creator-initials", "draw:glue-point",
)  # fmt: skip
_MOST_BLANKS = 100
_MOST_REPEATED = 300_000
"""Cells with text that repeating may make of a document."""
_PREFIX = re.compile(r"[\w-]+:(?!=)")
_SPACES = re.compile(r"[ \t\r\n]+")
_BESIDE = ("text:user-field-decls", "text:variable-decls", "office:forms")
_UNSHOWN = frozenset({"text:string-value", "office:string-value", "text:description"})
"""What fields and marks say that may not be what they show."""
_SWITCHED = ("text:string-value-if-true", "text:string-value-if-false")


@dataclass(frozen=True, slots=True)
class Place:
    """Where text stands: on which colour (None: unknown), why nobody sees any of it, and the cell's own text look."""

    ground: int | None
    why: WhyHidden | None = None
    look: Look = UNSAID


class Story:
    """Reads one part's running text."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self.package, self.styles = package, styles
        self._lists = Lists(styles)
        self._repeats = _MOST_REPEATED

    def repeat(self, cells: int) -> None:
        """Count cells that only repeating makes. Raises CannotRead("unpacks_too_large")."""
        if cells > self._repeats:
            raise CannotRead("unpacks_too_large")
        self._repeats -= cells

    def blocks(self, parent: Element, place: Place) -> Iterator[Piece]:
        """The paragraphs, lists, tables and shapes of an element."""
        for child in parent:
            yield from self.block(child, place)

    def block(self, child: Element, place: Place, mark: str = "", item: int = 0) -> Iterator[Piece]:
        """One block; ``item`` is its level in a list, 0 outside."""
        tag = child.tag
        if tag in ("text:p", "text:h"):
            yield from self._paragraph(child, place, mark, item)
        elif tag == "text:list":
            yield from self._list(child, place)
        elif tag == "table:table":
            yield from odf_table.read(child, place, self)
        elif tag == "text:section":
            hidden = child.get("text:display") == "none" or child.get("text:is-hidden") == "true"
            hidden = hidden or (child.get("text:display") == "condition" and _always(child.get("text:condition", "")))
            inner = replace(place, why="not_shown") if hidden and place.why is None else place
            yield from self.blocks(child, inner)
        elif tag == "text:tracked-changes":
            yield from self._changes(child)
        elif tag == "office:annotation":
            yield from unshown(self.blocks(child, place), "comment")
        elif tag in _BESIDE:
            yield from _beside(child)
        elif tag.startswith("draw:") or tag == "dr3d:scene":
            yield from odf_shapes.read(child, place, self)
        elif tag not in _SILENT and not tag.endswith(("-source", "-decls")):
            yield from self.blocks(child, place)

    def _changes(self, element: Element) -> Iterator[Piece]:
        for each in element.iter():
            if each.tag in ("text:deletion", "table:deletion", "table:previous"):
                yield from unshown(self.blocks(each, Place(None)), "deleted")

    def _paragraph(self, element: Element, place: Place, mark: str, item: int) -> Iterator[Piece]:
        look = self.styles.look("paragraph", element.get("text:style-name"))
        hidden = next(element.iter("text:hidden-paragraph"), None)
        if hidden is not None and hidden.get("text:is-hidden", "true") == "true":
            place = replace(place, why=place.why or "not_shown")
        place = replace(place, ground=lies_on(look, place.ground))
        line = Line()
        self._inline(element, line, over(place.look, look) if place.look != UNSAID else look, place)
        kind: BlockKind = "item" if item else "paragraph"
        level = item
        outline = _level(element.get("text:outline-level")) if element.tag == "text:h" else look.outline
        if outline:
            kind, level = "heading", outline
            if not item and element.tag == "text:h" and element.get("text:is-list-header") != "true":
                mark = self._lists.outline.next(outline, element.get("text:start-value"))
        yield from line.pieces(kind, level, mark)

    def _list(self, element: Element, place: Place, counter: Counter | None = None, level: int = 1) -> Iterator[Piece]:
        named = element.get("text:style-name")
        if counter is None:
            counter = self._lists.begin(element, named or "")
        elif named and self.styles.list_style(named) is not None:
            counter.style = self.styles.list_style(named)
        for child in element:
            if child.tag not in ("text:list-item", "text:list-header"):
                continue
            pending = child.tag == "text:list-item"
            for block in child:
                if block.tag == "text:list":
                    yield from self._list(block, place, counter, level + 1)
                elif block.tag in ("text:p", "text:h"):
                    mark = counter.next(level, child.get("text:start-value")) if pending else ""
                    yield from self.block(block, place, mark, level)
                    pending = False
                elif block.tag != "text:number":
                    yield from self.block(block, place)

    def _inline(self, parent: Element, line: Line, look: Look, place: Place) -> None:
        why = place.why or why_unseen(look, place.ground)
        if parent.text:
            said = _folded(parent.text)
            line.add(in_brackets("".join(line.shown[-2:]), said) if look.raised else said, why)
        for child in parent:
            self._child(child, line, look, place, why)
            if child.tail:
                line.add(_folded(child.tail), why)

    def _child(self, child: Element, line: Line, look: Look, place: Place, why: WhyHidden | None) -> None:
        tag = child.tag
        if tag == "text:span":
            said = self.styles.own("text", child.get("text:style-name"))
            self._inline(child, line, over(look, said), place)
        elif tag == "text:s":
            line.add(" " * min(_MOST_BLANKS, _count(child.get("text:c"))), why)
        elif tag == "text:tab":
            line.add("\t", why)
        elif tag == "text:line-break":
            line.add("\n", why)
        elif tag == "text:note":
            self._note(child, line, place, why)
        elif tag == "office:annotation":
            line.after += unshown(self.blocks(child, Place(None)), "comment")
        elif tag in ("text:hidden-text", "text:conditional-text"):
            self._switched(child, line, look, place)
        elif tag.startswith("draw:"):
            line.after += self.block(child, replace(place, why=why))
        elif tag == "text:ruby":
            for base in child.findall("text:ruby-base"):
                self._inline(base, line, look, place)
        elif tag in _BESIDE:
            line.after += _beside(child)
        elif tag == "text:script":
            line.add("".join(child.itertext()), "not_shown")
        elif tag not in _SILENT:
            if tag == "text:drop-down" or not _UNSHOWN.isdisjoint(child.attrib):
                line.after += (Piece(text, hidden="not_shown", beside=True) for text in _behind(child) if text)
            shown = child.get("text:display") != "none"
            self._inline(child, line, look, place if shown else replace(place, why=place.why or "not_shown"))
            if tag == "text:a" and (title := child.get("office:title", "").strip()):
                line.after.append(Piece(title, hidden="alternative"))

    def _note(self, element: Element, line: Line, place: Place, why: WhyHidden | None) -> None:
        citation, body = element.find("text:note-citation"), element.find("text:note-body")
        mark = "" if citation is None else f"[{''.join(citation.itertext()).strip()}]"
        line.add(mark, why)
        if body is not None:
            pieces = as_kind(self.blocks(body, replace(place, look=UNSAID)), "footnote")
            line.after += unshown(marked(pieces, mark), why)

    def _switched(self, element: Element, line: Line, look: Look, place: Place) -> None:
        """Text that a condition shows or hides, and what it would show otherwise."""
        shown = "".join(element.itertext())
        if element.get("text:is-hidden") == "true" or element.tag == "text:conditional-text":
            others = [element.get("text:string-value", ""), *(element.get(name, "") for name in _SWITCHED)]
            line.after += (Piece(other, hidden="not_shown") for other in others if other.strip() and other != shown)
        if element.tag == "text:hidden-text" and element.get("text:is-hidden", "true") == "true":
            place = replace(place, why=place.why or "not_shown")
        self._inline(element, line, look, place)


def _beside(element: Element) -> Iterator[Piece]:
    """What declared fields stand for, and what a form holds beside its fields."""
    for each in element.iter():
        for name in ("office:string-value", "form:title", *(("form:value",) if each.tag == "form:hidden" else ())):
            if text := each.get(name, ""):
                yield Piece(text, hidden="not_shown", beside=True)


def _behind(field: Element) -> Iterator[str]:
    """What a field or mark holds, and what it offers."""
    yield from (field.get(name, "") for name in _UNSHOWN)
    yield from (each.get("text:value", "") for each in field.findall("text:label"))


def _always(condition: str) -> bool:
    """Whether a condition holds whatever the document says: TRUE, a number, something that equals itself."""
    condition = _PREFIX.sub("", condition.strip())
    one, equal, other = (part.strip() for part in condition.partition("=="))
    return one == other if equal else condition.casefold() in ("true", "1")


def marked(pieces: Iterator[Piece], mark: str) -> Iterator[Piece]:
    """A note's paragraphs, the first with the note's number."""
    for piece in pieces:
        if mark and piece.hidden is None and piece.text.strip():
            piece, mark = replace(piece, text=f"{mark} {piece.text.lstrip()}"), ""
        yield piece


def _folded(text: str) -> str:
    """White space is one blank (part 3, 6.1.2)."""
    return text if "\n" not in text and "\t" not in text and "  " not in text else _SPACES.sub(" ", text)


def _level(written: str | None) -> int | None:
    return min(9, int(written)) if written and written.isdecimal() and len(written) < 9 else None


def _count(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 9 else 1
