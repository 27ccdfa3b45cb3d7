"""Frames and shapes of OpenDocument: boxes with text, charts and formulas, descriptions. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.office import looks
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.looks import Box
from secretaire.documents.office.office_text import table, unshown
from secretaire.documents.opendocument.odf_styles import Look, filled, length

if TYPE_CHECKING:
    from secretaire.documents.opendocument.odf_story import Place, Story

_FAR_POINTS = 1600.0
"""22 inches: no page is larger."""
_PARTS = (
    "draw:text-box",
    "draw:image",
    "draw:object",
    "draw:object-ole",
    "draw:plugin",
    "draw:applet",
    "draw:floating-frame",
)


def read(shape: Element, place: Place, story: Story) -> Iterator[Piece]:
    """A shape's text, its chart or formula, and its description."""
    box = bounds(shape)
    if place.why is None and box is not None and not _near(box, shape.get("text:anchor-type") == "page"):
        place = replace(place, why="off_page")
    if place.why is None and _is_point(shape):
        place = replace(place, why="tiny")
    look = look_of(shape, story)
    if place.why is None and look.display in ("none", "printer"):
        place = replace(place, why="not_shown")
    full, colour = filled(look)
    inner = replace(place, ground=colour if full else place.ground, look=Look())
    for child in shape:
        if child.tag in ("svg:title", "svg:desc"):
            if text := "".join(child.itertext()).strip():
                yield Piece(text, hidden="alternative")
        elif child.tag == "draw:object":
            yield from unshown(_object(child, story), place.why)
        elif child.tag in _PARTS or not child.tag.startswith("draw:"):
            yield from story.blocks(child, inner) if child.tag in _PARTS else story.block(child, inner)
        else:
            yield from story.block(child, place)


def look_of(shape: Element, story: Story) -> Look:
    """A shape's own look."""
    if (name := shape.get("presentation:style-name")) is not None:
        return story.styles.look("presentation", name)
    return story.styles.look("graphic", shape.get("draw:style-name"))


def bounds(shape: Element) -> Box | None:
    """Where a shape stands, in points; None where it is turned, or says nothing."""
    x, y = length(shape.get("svg:x")), length(shape.get("svg:y"))
    wide, high = length(shape.get("svg:width")), length(shape.get("svg:height"))
    if x is None or y is None or shape.get("draw:transform"):
        return None
    return x, y, x + (wide or 0.0), y + (high or 0.0)


def _near(box: Box, on_page: bool) -> bool:
    if on_page and (box[2] <= 0 or box[3] <= 0):
        return False
    return box[0] < _FAR_POINTS and box[1] < 50 * _FAR_POINTS and box[2] > -_FAR_POINTS and box[3] > -_FAR_POINTS


def _is_point(frame: Element) -> bool:
    """Whether a frame has no room for text, and doesn't grow."""
    wide, high = length(frame.get("svg:width")), length(frame.get("svg:height"))
    text = frame.find("draw:text-box")
    grows = text is None or any(text.get(f"fo:min-{side}") for side in ("width", "height"))
    return wide is not None and high is not None and max(wide, high) <= 1.0 and not grows


def _object(element: Element, story: Story) -> Iterator[Piece]:
    """An embedded chart's titles and numbers, or a formula's signs."""
    root = story.package.taken(element.get("xlink:href", ""))
    if root is None:
        return
    if "math" in root.tag:
        yield Piece(" ".join("".join(each.itertext()).strip() for each in root.iter() if each.tag in _SIGNS))
    for each in root.iter():
        if each.tag in ("chart:title", "chart:subtitle", "chart:footer"):
            yield Piece("".join(each.itertext()).strip(), "caption")
    for each in root.iter("table:table"):
        yield from table(list(_rows(each)))
    body = down(root, "office:body", "office:text")
    if body is not None:
        yield from story.blocks(body, _bare())


_SIGNS = ("math:mi", "math:mn", "math:mo", "math:mtext")


def _bare() -> Place:
    from secretaire.documents.opendocument.odf_story import Place  # a story reads shapes, and shapes have stories

    return Place(looks.WHITE)


def _rows(element: Element) -> Iterator[list[str]]:
    for row in element.iter("table:table-row"):
        yield ["".join(cell.itertext()).strip() for cell in row if cell.tag == "table:table-cell"]
