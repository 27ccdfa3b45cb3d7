"""PPTX: slides in their order, their notes, and what master and layout write on every slide.

Charts, diagrams and comments stay as they are, and so do hidden slides and shapes (ECMA-376 part 1, 19 to 21). Runs in
the reader.
"""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.office import ooxml
from secretaire.documents.office.drawing import Theme, run_unseen
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.ooxml import Package
from secretaire.documents.office.pptx_shapes import kind_of_placeholder, placed, placeholder, tree
from secretaire.documents.reader.wire import UnitKind
from secretaire.documents.rewriting.package import PackageFile, Part, whole_archive
from secretaire.documents.rewriting.placed_xml import Placed, escaped, in_utf8, kids, parse
from secretaire.documents.rewriting.runs import DRAWING, alone, items_of_run
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_SILENT = ("a:pPr", "a:endParaRPr")
_BODIES = ("p:txBody", "a:txBody")
_TITLES = ("title", "ctrTitle")
_THEME = Theme(None)


def open_file(source: Source) -> PackageFile:
    """Raises CannotRead: ``damaged``, ``encrypted``, ``unpacks_too_large``."""
    whole_archive(source)
    package = ooxml.opened(source)
    if package is None:
        raise CannotRead("damaged")
    return PackageFile(source, list(_parts(package)))


def _parts(package: Package) -> Iterator[Part]:
    below: dict[str, None] = {}
    for number, name in enumerate(_slides(package), start=1):
        if name not in package:
            continue
        data = in_utf8(package.data(name))
        root = parse(data)
        if root.get("show", "1") in ("0", "false"):
            continue
        anchor = f"Slide {number}"
        yield Part(package.entry(name), data, list(_units(data, root, anchor, "paragraph")))
        for notes in package.related(name, "notesSlide"):
            if notes in package:
                written = in_utf8(package.data(notes))
                units = list(_units(written, parse(written), f"{anchor}, notes", "notes"))
                yield Part(package.entry(notes), written, units)
        for layout in package.related(name, "slideLayout"):
            below |= dict.fromkeys((layout, *package.related(layout, "slideMaster")))
    for name in below:
        if name in package:
            data = in_utf8(package.data(name))
            yield Part(package.entry(name), data, list(_units(data, parse(data), "", "footer")))


def _slides(package: Package) -> list[str]:
    listed = down(parse(in_utf8(package.data(package.main))), "p:sldIdLst")
    if listed is None:
        return package.related(package.main, "slide")
    named = [package.target(package.main, each.get("r:id")) for each in listed]
    return list(dict.fromkeys(named))


def _units(data: bytes, root: Placed, anchor: str, kind: UnitKind) -> Iterator[Unit[bytes]]:
    for shape in placed(tree(root)):
        role = kind_of_placeholder(shape.element)
        prompt = kind == "footer" and placeholder(shape.element) is not None  # shown only to who edits the slides
        if shape.hidden or prompt:
            continue
        for body in shape.element.iter():
            if body.tag not in _BODIES:
                continue
            of = "heading" if role in _TITLES and kind == "paragraph" else "cell" if body.tag == "a:txBody" else kind
            for paragraph in body.findall("a:p"):
                unit = unit_of(list(_items(data, paragraph)), of, anchor, escaped, b"")
                if unit is not None:
                    yield unit


def _items(data: bytes, paragraph: object) -> Iterator[Item[bytes]]:
    for each in kids(paragraph) if isinstance(paragraph, Placed) else ():
        if each.tag == "a:r":
            yield from (item for _, item in items_of_run(data, each, DRAWING, _unseen))
        elif each.tag not in _SILENT:
            yield alone(each)


def _unseen(properties: Placed | None) -> bool:
    return run_unseen(_THEME, properties, None) is not None
