"""Drawings in a DOCX: boxes with text and what they lie on, art, alternative content. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

from secretaire.documents.office import looks
from secretaire.documents.office.alternatives import chosen
from secretaire.documents.office.docx_styles import whole
from secretaire.documents.office.drawing import Paint, Theme
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.reader.wire import WhyHidden

_EMU = 635
"""English metric units a twip."""
_LEAST_SIDE = 40
"""Width or height, in twips, of a box of text that shows nothing of it."""
_SHAPES = ("v:shape", "v:rect", "v:roundrect", "v:oval", "v:polyline", "v:line", "v:arc", "v:curve")
_FAR_POINTS = 1584
"""22 inches: no page is larger."""
_HIDDEN_STYLE = re.compile(
    r"(?:visibility|display)\s*:\s*(?:hidden|none)|(?:^|;)\s*(?:width|height)\s*:\s*0(?:pt|in|px|mm|cm)?\s*(?:;|$)"
)
_PLACE_STYLE = re.compile(r"(?:margin-left|margin-top|left|top)\s*:\s*(-?[\d.]+)\s*pt")


class Drawn:
    """A drawing's place on the page."""

    def __init__(self, element: Element, page: tuple[int, int]) -> None:
        self.anchor = element.find("wp:anchor")
        self._element = element
        self._page = page

    @property
    def behind(self) -> bool:
        """Whether text runs over it."""
        return self.anchor is not None and self.anchor.get("behindDoc", "0") in ("1", "true")

    @cached_property
    def _extent(self) -> tuple[int, int]:
        found = None if self.anchor is None else self.anchor.find("wp:extent")
        return (0, 0) if found is None else (whole(found.get("cx")) // _EMU, whole(found.get("cy")) // _EMU)

    @property
    def share(self) -> float:
        """Of the page's area."""
        return self._extent[0] * self._extent[1] / max(1, self._page[0] * self._page[1])

    @property
    def why(self) -> WhyHidden | None:
        """Why nobody sees it."""
        if any(_HIDDEN_STYLE.search(each.get("style", "")) for each in self._element if each.tag in _SHAPES):
            return "not_shown"
        places = [
            place
            for each in self._element
            if each.tag in _SHAPES
            for place in _PLACE_STYLE.findall(each.get("style", ""))
        ]
        if any(abs(float(place)) >= _FAR_POINTS for place in places if place.count(".") < 2 and place.strip("-.")):
            return "off_page"
        if self.anchor is None:
            return None
        named = self.anchor.find("wp:docPr")
        if named is not None and named.get("hidden", "0") in ("1", "true"):
            return "not_shown"
        if self.anchor.find("wp:extent") is not None and min(self._extent) <= _LEAST_SIDE and self.says:
            return "tiny"
        across = self._beside("wp:positionH", self._extent[0], self._page[0])
        return "off_page" if across or self._beside("wp:positionV", self._extent[1], self._page[1]) else None

    @property
    def says(self) -> bool:
        """Whether it has boxes with text."""
        return next(self._element.iter("w:txbxContent"), None) is not None

    def _beside(self, name: str, length: int, page: int) -> bool:
        """Whether it lies wholly beside the page, whatever within the page its place is counted from."""
        found = None if self.anchor is None else self.anchor.find(name)
        offset = None if found is None else found.find("wp:posOffset")
        if found is None or offset is None:
            return False
        at = whole(offset.text) // _EMU
        if found.get("relativeFrom") == "page":
            return at >= page or at + length <= 0
        return at >= page or at + length <= -page


def described(element: Element) -> Iterator[Element]:
    """Where alternative texts stand."""
    for each in _own(element):
        if each.tag in ("wp:docPr", "pic:cNvPr", "wps:cNvPr", "wpg:cNvPr"):
            yield each
        elif each.tag in _SHAPES and each.get("alt"):
            yield Element("v", {"descr": each.get("alt", "")})


def word_art(element: Element) -> Iterator[str]:
    """Text drawn along a path: watermarks."""
    for each in _own(element):
        if each.tag == "v:textpath" and each.get("string", "").strip():
            yield each.get("string", "")


def has_art(root: Element) -> bool:
    """Whether a part shows pictures, over which an unfilled box may lie."""
    return next(root.iter("a:blip"), None) is not None or next(root.iter("v:imagedata"), None) is not None


def boxes(element: Element, theme: Theme, bare: int | None) -> Iterator[tuple[Element, int | None]]:
    """Text boxes that don't lie in another, and the colour each lies on; ``bare`` is what an unfilled one lies on."""
    for child in element:
        if child.tag == "w:txbxContent":
            yield child, bare
        elif child.tag == "mc:AlternateContent":
            yield from boxes(chosen(child), theme, bare)
        elif child.tag in ("wps:wsp", *_SHAPES):
            yield from boxes(child, theme, _filled(child, theme, bare))
        else:
            yield from boxes(child, theme, bare)


def _filled(shape: Element, theme: Theme, bare: int | None) -> int | None:
    paint = _fill(shape, theme)
    if paint is None or paint.alpha == 0:
        return bare
    return paint.colour if paint.alpha > 0.9 else None


def _fill(shape: Element, theme: Theme) -> Paint | None:
    if shape.tag != "wps:wsp":
        if shape.get("filled", "t") in ("f", "false") or shape.find("v:imagedata") is not None:
            return None
        fill = shape.find("v:fill")
        if fill is not None and fill.get("type", "solid") != "solid":
            return Paint(None)
        return Paint(looks.colour(shape.get("fillcolor")) if shape.get("fillcolor") else looks.WHITE)
    own = theme.fill(shape.find("wps:spPr"))
    styled = down(shape, "wps:style", "a:fillRef")
    if own is None and styled is not None and styled.get("idx", "0") not in ("0", "1000"):
        return theme.paint(styled)
    return own


def _own(element: Element) -> Iterator[Element]:
    """All of a drawing but the text in its boxes; of alternatives the one that is shown."""
    for child in chosen(element) if element.tag == "mc:AlternateContent" else element:
        if child.tag != "w:txbxContent":
            yield child
            yield from _own(child)
