"""What is drawn over a worksheet: boxes with text, charts, and the cells that lie under a shape. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.office import charts, drawing
from secretaire.documents.office.drawing import Paint, Theme
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.office_text import unshown
from secretaire.documents.office.ooxml import Package
from secretaire.documents.reader.wire import WhyHidden

_POINT = 12700
_OPAQUE = 0.9


class Drawing:
    """A sheet's drawing part."""

    def __init__(self, package: Package, part: str, theme: Theme) -> None:
        self._package, self._part, self._theme = package, part, theme
        self._root = package.root(part)
        self.covered = list(self._covered())
        """The cells, as first row, first column, last row, last column, that lie wholly under filled rectangles."""

    def pieces(self) -> Iterator[Piece]:
        """Alternative texts, the boxes' texts, the charts."""
        if self._root is None:
            return
        for each in self._root.iter("xdr:cNvPr"):
            yield from drawing.alternatives(each)
        for shape in self._root.iter("xdr:sp"):
            yield from self._text(shape)
        yield from charts.graphics(self._package, self._part, self._root, lambda _: None)

    def _text(self, shape: Element) -> Iterator[Piece]:
        body = shape.find("xdr:txBody")
        if body is None:
            return
        fill = self._fill(shape)
        ground = None if fill is None or fill.alpha <= _OPAQUE else fill.colour

        def unseen(properties: Element | None) -> WhyHidden | None:
            return drawing.run_unseen(self._theme, properties, ground)

        yield from unshown(drawing.paragraphs(body, unseen), _why(shape))

    def _fill(self, shape: Element) -> Paint | None:
        fill, styled = self._theme.fill(shape.find("xdr:spPr")), down(shape, "xdr:style", "a:fillRef")
        if fill is None and styled is not None and styled.get("idx", "0") not in ("0", "1000"):
            return self._theme.paint(styled)
        return fill

    def _covered(self) -> Iterator[tuple[int, int, int, int]]:
        for anchor in () if self._root is None else self._root.iter("xdr:twoCellAnchor"):
            shape = anchor.find("xdr:sp")
            fill = None if shape is None or _why(shape) else self._fill(shape)
            geometry = down(shape, "xdr:spPr", "a:prstGeom")
            plain = geometry is None or geometry.get("prst") == "rect"
            if plain and fill is not None and fill.colour is not None and fill.alpha > _OPAQUE:
                yield (
                    _first(anchor, "xdr:row"), _first(anchor, "xdr:col"), _at(anchor, "xdr:to", "xdr:row"),
                    _at(anchor, "xdr:to", "xdr:col"),
                )  # fmt: skip


def _first(anchor: Element, name: str) -> int:
    """The first row or column, from 1, that is covered whole."""
    return _at(anchor, "xdr:from", name) + 1 + (_at(anchor, "xdr:from", f"{name}Off") > 0)


def _at(anchor: Element, *names: str) -> int:
    found = down(anchor, *names)
    written = "" if found is None else (found.text or "").strip()
    return int(written) if written.isdecimal() and len(written) < 9 else 0


def _why(shape: Element) -> WhyHidden | None:
    """Why nobody sees a shape."""
    named, size = down(shape, "xdr:nvSpPr", "xdr:cNvPr"), down(shape, "xdr:spPr", "a:xfrm", "a:ext")
    if named is not None and named.get("hidden", "0") in ("1", "true"):
        return "not_shown"
    sides = [size.get(name, "") for name in ("cx", "cy")] if size is not None else []
    return "tiny" if sides and all(side.isdecimal() and int(side[:9]) <= _POINT for side in sides) else None
