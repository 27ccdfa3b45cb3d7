"""Where a slide's shapes stand, through the transforms of groups, and what they are for. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from secretaire.documents.office.alternatives import chosen
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.looks import Box

_SHAPES = ("p:sp", "p:pic", "p:graphicFrame", "p:cxnSp")
_SIZE = (9144000.0, 6858000.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape, where it stands (None: unknown), and whether it or its group is hidden."""

    element: Element
    box: Box | None
    hidden: bool = False


def shapes(root: Element) -> Iterator[Element]:
    """The shapes of a slide, in groups too."""
    return (each.element for each in placed(tree(root)))


def kind_of_placeholder(shape: Element) -> str:
    """What a placeholder is for, "" for no placeholder."""
    found = placeholder(shape)
    return "" if found is None else found.get("type", "obj")


def sized(element: Element | None) -> tuple[float, float]:
    """A slide's width and height."""
    wide, high = (_number(element, "cx"), _number(element, "cy")) if element is not None else _SIZE
    return (wide, high) if wide > 0 and high > 0 else _SIZE


def tree(root: Element | None) -> Element | None:
    """A slide's shapes."""
    return down(root, "p:cSld", "p:spTree")


def placed(parent: Element | None, scale: tuple[float, ...] = (1, 1, 0, 0), hidden: bool = False) -> Iterator[Placed]:
    """Shapes with their places on the slide, through the transforms of groups."""
    for child in () if parent is None else parent:
        if child.tag == "mc:AlternateContent":
            yield from placed(chosen(child), scale, hidden)
        elif child.tag == "p:grpSp":
            named = down(child, "p:nvGrpSpPr", "p:cNvPr")
            inner = _grouped(down(child, "p:grpSpPr", "a:xfrm"), scale)
            yield from placed(child, inner, hidden or _is_hidden(named))
        elif child.tag in _SHAPES:
            found = down(child, "p:spPr", "a:xfrm")
            box = box_of(child.find("p:xfrm") if found is None else found)
            moved = box and (
                box[0] * scale[0] + scale[2], box[1] * scale[1] + scale[3],
                box[2] * scale[0] + scale[2], box[3] * scale[1] + scale[3],
            )  # fmt: skip
            yield Placed(child, moved or None, hidden or _is_hidden(described(child)))


def _grouped(transform: Element | None, scale: tuple[float, ...]) -> tuple[float, ...]:
    outer, inner = box_of(transform), box_of(transform, "a:chOff", "a:chExt")
    if outer is None or inner is None:
        return scale
    wide = (outer[2] - outer[0]) / (inner[2] - inner[0] or 1)
    high = (outer[3] - outer[1]) / (inner[3] - inner[1] or 1)
    across, down_ = outer[0] - inner[0] * wide, outer[1] - inner[1] * high
    return (scale[0] * wide, scale[1] * high, scale[0] * across + scale[2], scale[1] * down_ + scale[3])


def box_of(transform: Element | None, offset: str = "a:off", extent: str = "a:ext") -> Box | None:
    """A transform\'s box; None where it has none."""
    at, size = down(transform, offset), down(transform, extent)
    if at is None or size is None:
        return None
    x, y = _number(at, "x"), _number(at, "y")
    return x, y, x + _number(size, "cx"), y + _number(size, "cy")


def described(shape: Element) -> Element | None:
    """A shape's name and description."""
    for child in shape:
        if child.tag in ("p:nvSpPr", "p:nvPicPr", "p:nvGraphicFramePr", "p:nvCxnSpPr"):
            return child.find("p:cNvPr")
    return None


def _is_hidden(named: Element | None) -> bool:
    return named is not None and named.get("hidden", "0") in ("1", "true")


def placeholder(shape: Element) -> Element | None:
    """What makes a shape a placeholder, if it is one."""
    for child in shape:
        if child.tag in ("p:nvSpPr", "p:nvPicPr", "p:nvGraphicFramePr"):
            return down(child, "p:nvPr", "p:ph")
    return None


def follows(own: Element, other: Element) -> bool:
    """Whether a placeholder takes after another, of its layout or master."""
    if own.get("idx") is not None and own.get("idx") == other.get("idx"):
        return True
    kinds = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
    mine, its = own.get("type", "obj"), other.get("type", "obj")
    return own.get("idx") is None and kinds.get(mine, mine) == kinds.get(its, its)


def _number(element: Element, name: str) -> float:
    try:
        found = float(element.get(name, 0))
    except ValueError:
        return 0.0
    return found if abs(found) < 1e12 else 0.0
