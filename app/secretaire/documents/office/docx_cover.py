"""Text boxes of a DOCX that lie wholly under a picture or a filled rectangle. Runs in the reader.

Nothing is laid out: only boxes and covers with places on the page itself count, with no page's end between them and
so little text that they are on one page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from secretaire.documents.formats.opaque import is_opaque
from secretaire.documents.office import looks
from secretaire.documents.office.docx_styles import whole
from secretaire.documents.office.drawing import Theme
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.ooxml import Package

_ON_PAGE = ("page", "margin", "leftMargin", "topMargin")
_MOST_BETWEEN = 500
"""Characters of text between two drawings of one page."""
_MOST_DRAWINGS = 300
_OPAQUE = 0.9


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A drawing, where it stands and from where that is counted, what it lies over, and where in the text it is."""

    element: Element
    counted: tuple[str, str]
    box: looks.Box
    over: tuple[bool, int]
    page: int
    at: int


def covered(package: Package, part: str, root: Element, theme: Theme) -> set[Element]:
    """The anchors of a part whose text boxes nobody sees."""
    drawn = list(_anchored(root))[:_MOST_DRAWINGS]
    covers = [each for each in drawn if _is_opaque(package, part, each.element, theme)]
    return {
        each.element
        for each in drawn
        if next(each.element.iter("w:txbxContent"), None) is not None and any(_hides(other, each) for other in covers)
    }


def _hides(cover: _Anchored, box: _Anchored) -> bool:
    near = cover.page == box.page and abs(cover.at - box.at) <= _MOST_BETWEEN and cover.counted == box.counted
    return near and cover.over > box.over and looks.contains(cover.box, box.box)


def _anchored(root: Element) -> Iterator[_Anchored]:
    page = at = 0
    for each in root.iter():
        if each.tag == "w:t":
            at += len(each.text or "")
        elif each.tag in ("w:lastRenderedPageBreak", "w:pageBreakBefore", "w:sectPr") or each.get("w:type") == "page":
            page += 1
        elif each.tag == "wp:anchor":
            across, down_ = _place(each, "wp:positionH"), _place(each, "wp:positionV")
            extent = each.find("wp:extent")
            if across is not None and down_ is not None and extent is not None:
                x, y = across[1], down_[1]
                box = (x, y, x + whole(extent.get("cx")), y + whole(extent.get("cy")))
                front = each.get("behindDoc", "0") not in ("1", "true")
                over = (front, whole(each.get("relativeHeight")))
                yield _Anchored(each, (across[0], down_[0]), box, over, page, at)


def _place(anchor: Element, name: str) -> tuple[str, int] | None:
    found, offset = anchor.find(name), down(anchor, name, "wp:posOffset")
    origin = "" if found is None else found.get("relativeFrom", "")
    return (origin, whole(offset.text)) if offset is not None and origin in _ON_PAGE else None


def _is_opaque(package: Package, part: str, anchor: Element, theme: Theme) -> bool:
    content = down(anchor, "a:graphic", "a:graphicData")
    for each in () if content is None else content:
        if each.tag == "pic:pic":
            return _is_solid(package, part, down(each, "pic:blipFill", "a:blip"))
        if each.tag == "wps:wsp":
            fill, shape = theme.fill(each.find("wps:spPr")), down(each, "wps:spPr", "a:prstGeom")
            plain = shape is not None and shape.get("prst") == "rect"
            return plain and fill is not None and fill.colour is not None and fill.alpha > _OPAQUE
    return False


def _is_solid(package: Package, part: str, blip: Element | None) -> bool:
    if blip is None or blip.find("a:alphaModFix") is not None:
        return False
    target = package.target(part, blip.get("r:embed"))
    return target in package and is_opaque(package.data(target))
