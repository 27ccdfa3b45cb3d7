"""ODP: slides of OpenDocument in their order, each an anchor; notes told apart. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import Source
from secretaire.documents.office import looks
from secretaire.documents.office.looks import Box
from secretaire.documents.office.office_text import Line, OfficeFile, as_kind, unshown
from secretaire.documents.opendocument import odf, odf_shapes
from secretaire.documents.opendocument.odf_document import Document, opened
from secretaire.documents.opendocument.odf_story import Place, Story
from secretaire.documents.opendocument.odf_styles import filled
from secretaire.documents.reader.wire import WhyHidden

_MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.presentation"
_TITLE = "title"
_MOST_ABOVE = 500
"""Shapes above another that are looked at for covering it."""
_OPAQUE_PERCENT = 90.0
_FIELDS = {"footer": "presentation:footer-decl", "date-time": "presentation:date-time-decl"}


def recognises(source: Source) -> bool:
    """A package that says it is a presentation, or a template of one."""
    return odf.recognised(source, "presentation")


def open_file(source: Source) -> OfficeFile:
    """Raises CannotRead: ``damaged``, ``password_unsupported``, ``unpacks_too_large``."""
    document = opened(source, "office:presentation")
    return OfficeFile(_MEDIA_TYPE, _pieces(document), document.title, document.damage, document.unread)


def _pieces(document: Document) -> Iterator[Piece]:
    masters = document.masters()
    pages_story = document.pages_story()
    declared = {
        (each.tag, each.get("presentation:name")): "".join(each.itertext()).strip()
        for tag in _FIELDS.values()
        for each in document.body.iter(tag)
    }
    opening = list(document.opening())
    for number, page in enumerate(document.body.iter("draw:page"), start=1):
        yield Piece(anchor=f"Slide {number}")
        yield from opening
        opening = []
        master = masters.get(page.get("draw:master-page-name", ""))
        slide = _Slide(document, page, master, pages_story)
        below = list(slide.furniture(declared))
        yield from unshown(slide.pieces(), slide.why)
        yield from unshown(below, slide.why)
        yield from _notes(document, page, f"Slide {number}, notes")


class _Slide:
    """One slide over its master page."""

    def __init__(self, document: Document, page: Element, master: Element | None, pages_story: Story) -> None:
        self._document, self._page, self._master, self._pages_story = document, page, master, pages_story
        self._size, _ = document.layout(master)
        look = document.story.styles.look("drawing-page", page.get("draw:style-name"))
        self.why: WhyHidden | None = "not_shown" if look.visibility == "hidden" else None
        self._painted = looks.Painted()
        self._ground = self._background(filled(look))

    def _background(self, own: tuple[bool, int | None]) -> int | None:
        if own[0]:
            return own[1]
        if self._master is None:
            return looks.WHITE
        styles = self._pages_story.styles
        full, colour = filled(styles.look("drawing-page", self._master.get("draw:style-name")))
        return colour if full else looks.WHITE

    def pieces(self) -> Iterator[Piece]:
        """Titles first, as headings, then the rest as it is painted."""
        titles: list[Piece] = []
        rest: list[Piece] = []
        shapes = [each for each in self._page if each.tag.startswith(("draw:", "office:annotation"))]
        moves = any(each.tag.startswith("anim:") or "animation" in each.tag for each in self._page)
        for at, shape in enumerate(shapes):
            found = self._shape(shape, self._document.story, [] if moves else shapes[at + 1 : at + 1 + _MOST_ABOVE])
            if shape.get("presentation:class") == _TITLE:
                titles += _heading(found)
            else:
                rest += found
        yield from titles
        yield from rest

    def furniture(self, declared: Mapping[tuple[str, str | None], str]) -> Iterator[Piece]:
        """What the master writes on every slide, and the footer's and date's texts that the slide uses."""
        for shape in () if self._master is None else self._master:
            placeholder = shape.get("presentation:placeholder") == "true" or shape.get("presentation:class")
            if shape.tag.startswith("draw:") and not placeholder:
                yield from as_kind(self._shape(shape, self._pages_story), "footer")
        for use, tag in _FIELDS.items():
            if text := declared.get((tag, self._page.get(f"presentation:use-{use}-name"))):
                yield Piece(text, "footer")

    def _shape(self, shape: Element, story: Story, above: Sequence[Element] = ()) -> Iterator[Piece]:
        box = odf_shapes.bounds(shape)
        why: WhyHidden | None = "off_page" if looks.beside(box, *self._size) else None
        if why is None and shape.get("draw:layer") in self._document.hidden_layers:
            why = "layer_off"
        if why is None and box is not None and any(_covers(each, box, story) for each in above):
            why = "covered"
        yield from story.block(shape, Place(self._painted.under(box, self._ground), why))
        full, colour = filled(odf_shapes.look_of(shape, story))
        picture = any(child.tag in ("draw:image", "draw:object") for child in shape)
        if box is not None and (full or picture):
            self._painted.add(box, None if picture else colour)


def _covers(shape: Element, box: Box, story: Story) -> bool:
    """Whether a shape is a filled rectangle over all of a box."""
    outer = odf_shapes.bounds(shape)
    if outer is None or not looks.contains(outer, box) or shape.tag not in ("draw:rect", "draw:frame"):
        return False
    look = odf_shapes.look_of(shape, story)
    full, colour = filled(look)
    opaque = look.shape_opacity is None or look.shape_opacity >= _OPAQUE_PERCENT
    return full and colour is not None and opaque and look.display not in ("none", "printer")


def _heading(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A title is one heading, however many lines it has."""
    line = Line()
    for piece in pieces:
        if piece.hidden is not None or not piece.text:
            line.after.append(piece)
        else:
            line.add(("\n" if line.shown else "") + piece.text)
    yield from line.pieces("heading")


def _notes(document: Document, page: Element, anchor: str) -> Iterator[Piece]:
    begun = False
    for notes in page.findall("presentation:notes"):
        for frame in notes.findall("draw:frame"):
            if frame.get("presentation:class", "notes") != "notes":
                continue
            for piece in document.story.block(frame, Place(None)):
                if piece.text.strip() and piece.hidden is None and not begun:
                    begun = True
                    piece = replace(piece, anchor=anchor)
                yield piece
