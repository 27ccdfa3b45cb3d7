"""How an OpenDocument text looks: styles with all they inherit (ODF 1.3 part 3, 16). Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from xml.etree.ElementTree import Element

from secretaire.documents.office import looks
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.reader.wire import WhyHidden

_MOST_ANCESTORS = 20
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_NARROW = 10.0
_TIGHT = -4.0
"""Points between letters from which on they lie on each other."""
_NO_COLOUR = -1
"""A colour that the program chooses, or a fill that there is not: it takes back what was inherited."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of a style; None is unsaid. Colours as ``looks`` has them, or ``_NO_COLOUR``."""

    vanish: bool | None = None
    ink: int | None = None
    text_ground: int | None = None
    points: float | None = None
    narrow: bool | None = None
    opaque: float | None = None
    ground: int | None = None
    fill: str | None = None
    fill_colour: int | None = None
    outline: int | None = None
    list: str | None = None
    display: str | None = None
    visibility: str | None = None
    protected: bool | None = None
    mapped: bool | None = None
    master: str | None = None
    high: float | None = None
    wide: float | None = None
    shows: bool | None = None
    shape_opacity: float | None = None
    raised: bool | None = None


UNSAID = Look()


@lru_cache(maxsize=4096)
def over(lower: Look, upper: Look) -> Look:
    """What ``upper`` says, and for the rest what ``lower`` says."""
    said = {each.name: value for each in fields(upper) if (value := getattr(upper, each.name)) is not None}
    return replace(lower, **said) if said else lower


class Styles:
    """The styles that a part may name: its own automatic ones, and the document's."""

    def __init__(self, document: Element | None, part: Element | None) -> None:
        named, automatic = down(document, "office:styles"), down(part, "office:automatic-styles")
        self._elements: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, Element] = {}
        self._defaults: dict[str, Look] = {}
        self._blank: set[str] = set()
        for each in (*(named if named is not None else ()), *(automatic if automatic is not None else ())):
            if each.tag == "style:style":
                self._elements[each.get("style:family", ""), each.get("style:name", "")] = each
            elif each.tag == "text:list-style":
                self._lists[each.get("style:name", "")] = each
            elif each.tag == "number:text-style" and not _says(each):
                self._blank.add(each.get("style:name", ""))
            elif each.tag == "style:default-style":
                self._defaults[each.get("style:family", "")] = _look(each)
        self.outline = down(named, "text:outline-style")
        self._known: dict[tuple[str, str], Look] = {}

    def look(self, family: str, name: str | None) -> Look:
        """A style with all it inherits, a family's defaults below."""
        key = family, name or ""
        if key not in self._known:
            made = self._defaults.get(family, Look())
            for each in reversed(list(self._ancestry(*key))):
                made = over(made, _look(each, made.points))
                if (format_ := each.get("style:data-style-name")) is not None:
                    made = replace(made, shows=format_ not in self._blank)
            self._known[key] = made
        return self._known[key]

    def own(self, family: str, name: str | None) -> Look:
        """The same without the family's defaults: what a span says over its paragraph."""
        made = Look()
        for each in reversed(list(self._ancestry(family, name or ""))):
            made = over(made, _look(each, made.points))
        return made

    def list_style(self, name: str | None) -> Element | None:
        """A list's levels."""
        return self._lists.get(name or "")

    def _ancestry(self, family: str, name: str) -> Iterator[Element]:
        for _ in range(_MOST_ANCESTORS):
            each = self._elements.get((family, name))
            if each is None:
                return
            yield each
            name = each.get("style:parent-style-name", "")


def _look(style: Element, inherited_points: float | None = None) -> Look:
    made = Look(
        outline=_whole(style.get("style:default-outline-level")),
        list=style.get("style:list-style-name"),
        mapped=True if style.find("style:map") is not None else None,
        master=style.get("style:master-page-name"),
    )
    for each in style:
        if each.tag == "style:text-properties":
            made = over(made, _text(each, inherited_points))
        elif each.tag in _GROUNDED:
            made = over(made, Look(ground=_colour(each.get("fo:background-color"))))
            made = over(made, _drawn(each))
    return made


_GROUNDED = (
    "style:paragraph-properties", "style:table-cell-properties", "style:table-row-properties", "style:table-properties",
    "style:graphic-properties", "style:drawing-page-properties", "style:page-layout-properties",
    "style:table-column-properties", "loext:graphic-properties", "style:header-footer-properties",
    "style:section-properties",
)  # fmt: skip


def _text(each: Element, inherited_points: float | None) -> Look:
    display = each.get("text:display")
    ink = _colour(each.get("fo:color"))
    opaque = _percent(each.get("loext:opacity"))
    if each.get("style:use-window-font-color") == "true":
        ink, opaque = _NO_COLOUR, 100.0  # LibreOffice writes 0 % beside a colour that it chooses by itself
    position = (each.get("style:text-position") or "").split()
    small = len(position) > 1 and (_percent(position[1]) or 100.0) < _NARROW
    scale = _percent(each.get("style:text-scale"))
    tight = (length(each.get("fo:letter-spacing")) or 0.0) <= _TIGHT
    return Look(
        vanish=None if display is None else display == "none",
        ink=ink,
        text_ground=_colour(each.get("fo:background-color")),
        points=_size(each.get("fo:font-size"), inherited_points),
        narrow=True if small or tight or (scale is not None and scale < _NARROW) else None,
        opaque=opaque,
        raised=None if not position else position[0] == "super" or (_percent(position[0]) or 0.0) > 0,
    )


def _drawn(each: Element) -> Look:
    display = each.get("table:display") or each.get("draw:display")
    visibility = each.get("presentation:visibility")
    protect = each.get("style:cell-protect")
    fitted = each.get("style:use-optimal-row-height") == "true" or each.get("style:use-optimal-column-width") == "true"
    return Look(
        fill=each.get("draw:fill"),
        shape_opacity=_percent(each.get("draw:opacity")),
        fill_colour=_colour(each.get("draw:fill-color")),
        display=display,
        visibility=visibility,
        protected=None if protect is None else "hidden-and-protected" in protect,
        high=None if fitted else length(each.get("style:row-height")),
        wide=None if fitted else length(each.get("style:column-width")),
    )


def _says(format_: Element) -> bool:
    """Whether a text's format shows the text, or anything at all."""
    return any(each.tag == "number:text-content" or "".join(each.itertext()).strip() for each in format_)


def why_unseen(look: Look, ground: int | None) -> WhyHidden | None:
    """Why nobody sees a run with this look on this ground."""
    if look.vanish:
        return "invisible"
    if look.opaque == 0:
        return "transparent"
    if look.narrow:
        return "tiny"
    on = ground if look.text_ground in (None, _NO_COLOUR) else look.text_ground
    return looks.why_unseen(None if look.ink == _NO_COLOUR else look.ink, on, look.points)


def lies_on(look: Look, ground: int | None) -> int | None:
    """The colour of a paragraph, cell or page with this look, over what is below it."""
    return ground if look.ground in (None, _NO_COLOUR) else look.ground


def filled(look: Look) -> tuple[bool, int | None]:
    """Whether a shape is filled, and its colour (None: unknown)."""
    if look.fill == "none":
        return False, None
    if look.fill == "solid":
        return True, None if look.fill_colour == _NO_COLOUR else look.fill_colour
    if look.fill is None:
        return look.ground not in (None, _NO_COLOUR), look.ground
    return True, None


def length(written: str | None) -> float | None:
    """In points."""
    match = _LENGTH.fullmatch(written or "")
    return float(match[1]) * _POINTS[match[2]] if match and len(match[1]) < 12 else None


def _colour(written: str | None) -> int | None:
    if written is None:
        return None
    found = looks.colour(written)
    return _NO_COLOUR if found is None else found


def _size(written: str | None, inherited: float | None) -> float | None:
    share = _percent(written)
    if share is None:
        return length(written)
    return inherited * share / 100 if inherited is not None else 1.0 if share < _NARROW else None


def _percent(written: str | None) -> float | None:
    if not written or not written.endswith("%"):
        return None
    try:
        return float(written[:-1])
    except ValueError:
        return None


def _whole(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 9 else None
