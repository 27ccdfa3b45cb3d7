"""PPTX: slides in their order, each an anchor; notes told apart; what nobody sees on them. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead, Readable, Source
from secretaire.documents.office import ooxml
from secretaire.documents.office.drawing import paragraphs
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.office_text import Damage, unshown
from secretaire.documents.office.ooxml import Package
from secretaire.documents.office.pptx_shapes import kind_of_placeholder, shapes, sized
from secretaire.documents.office.pptx_slide import Slide

_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FURNITURE = ("sldImg", "hdr", "ftr", "dt", "sldNum")


def recognises(source: Source) -> bool:
    """A package whose main part is a presentation, with macros or without."""
    return ooxml.is_kind(source, "ppt")


def open_file(source: Source) -> Readable:
    """Raises CannotRead: ``damaged``, ``unpacks_too_large``, ``password_unsupported``."""
    return ooxml.office_file(source, _MEDIA_TYPE, _pieces)


def _pieces(package: Package, root: Element, damage: Damage) -> Iterator[Piece]:
    slides = _slides(package, root)
    size = sized(root.find("p:sldSz"))
    notices, properties = package.other_notices(but=slides), list(package.properties())
    for number, part in enumerate(slides, start=1):
        anchor = f"Slide {number}"
        yield Piece(anchor=anchor, notices=notices + package.notices(part))
        yield from properties
        notices, properties = (), []
        try:
            tree = package.tree(part)
        except CannotRead as error:
            damage.within(anchor, error.code)
            continue
        if not tree.whole:
            damage.within(anchor)
        hidden = tree.root.get("show", "1") in ("0", "false")
        yield from unshown(Slide(package, part, tree.root, size).pieces(), "not_shown" if hidden else None)
        yield from _comments(package, part)
        yield from _notes(package, part, f"{anchor}, notes")
    if not slides:
        damage.cut_off()


def _slides(package: Package, root: Element) -> list[str]:
    """The slides' parts in their order, each once; of a presentation without a list, those there are."""
    listed = down(root, "p:sldIdLst")
    if listed is None:
        return package.related(package.main, "slide")
    parts = [package.target(package.main, each.get("r:id")) for each in listed]
    first = {part: at for at, part in reversed(list(enumerate(parts)))}
    return [part for at, part in enumerate(parts) if not part or first[part] == at]


def _notes(package: Package, slide: str, anchor: str) -> Iterator[Piece]:
    begun = False
    for part in package.related(slide, "notesSlide"):
        root = package.root(part)
        if root is None:
            continue
        for shape in shapes(root):
            body = shape.find("p:txBody")
            if body is None or kind_of_placeholder(shape) in _FURNITURE:
                continue
            for piece in paragraphs(body, lambda _: None):
                if piece.text.strip() and not begun:
                    begun = True
                    yield Piece(anchor=anchor)
                yield piece


def _comments(package: Package, slide: str) -> Iterator[Piece]:
    for part in package.related(slide, "comments"):
        root = package.root(part)
        for each in () if root is None else root.iter():
            if each.tag == "p:text" and (each.text or "").strip():
                yield Piece(each.text or "", hidden="comment")
            elif each.tag == "p188:txBody":
                text = "\n".join("".join(run.text or "" for run in line.iter("a:t")) for line in each.iter("a:p"))
                yield Piece(text, hidden="comment")
