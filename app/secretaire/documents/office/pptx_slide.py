"""A slide: its shapes in the order in which they are painted, what each lies on, what is beside it or covered.

Runs in the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.opaque import is_opaque
from secretaire.documents.office import charts, drawing, looks
from secretaire.documents.office.alternatives import differing
from secretaire.documents.office.drawing import Paint, Theme
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.looks import Box
from secretaire.documents.office.office_text import Line, as_cell, table, unshown
from secretaire.documents.office.ooxml import Package
from secretaire.documents.office.pptx_shapes import (
    Placed,
    box_of,
    described,
    follows,
    kind_of_placeholder,
    placed,
    placeholder,
    shapes,
    tree,
)
from secretaire.documents.reader.wire import BlockKind, WhyHidden

_EDGE: dict[str, BlockKind] = {"ftr": "footer", "dt": "footer", "sldNum": "footer", "hdr": "header"}
_TITLES = ("title", "ctrTitle")
_MOST_ABOVE = 500
"""Shapes above another that are looked at for covering it."""
_POINT = 12700
_LEAST_SCALE = 0.1
"""Of a text's size: what a box shrinks to less than this is not seen."""
_BARE_TABLES = ("{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}")
"""PowerPoint's table styles without fills."""


class Slide:
    """Reads one slide with its layout and master."""

    def __init__(self, package: Package, part: str, root: Element, size: tuple[float, float]) -> None:
        self._package, self._part, self._root, self._size = package, part, root, size
        self._layout = _first(package, part, "slideLayout")
        self._master = _first(package, self._layout, "slideMaster")
        self._layout_root, self._master_root = package.shared(self._layout), package.shared(self._master)
        aliases = {} if self._master_root is None else dict(getattr(self._master_root.find("p:clrMap"), "attrib", {}))
        changed = down(root, "p:clrMapOvr", "a:overrideClrMapping")
        aliases |= {} if changed is None else changed.attrib
        theme = _first(package, self._master or package.main, "theme")
        self._theme = Theme(package.shared(theme), aliases)
        self._ground = self._background()
        self._painted = looks.Painted()
        self._opaque_pictures: dict[str, bool] = {}

    def pieces(self) -> Iterator[Piece]:
        """The title first, then the rest as it is painted; what layout and master write stands at the end."""
        below = list(self._furniture())
        all_placed = list(placed(tree(self._root)))
        moves = self._root.find("p:timing") is not None
        titles: list[Piece] = []
        rest: list[Piece] = []
        for at, each in enumerate(all_placed):
            found = list(self._shape(each, [] if moves else all_placed[at + 1 : at + 1 + _MOST_ABOVE]))
            (titles if kind_of_placeholder(each.element) in _TITLES else rest).extend(found)
        yield from titles
        yield from rest
        yield from below
        for alternative in self._root.iter("mc:AlternateContent"):
            yield from differing(alternative)

    def _furniture(self) -> Iterator[Piece]:
        """Texts of master and layout that are no placeholders: every slide shows them."""
        shown = self._root.get("showMasterSp", "1") not in ("0", "false")
        from_master = self._layout_root is None or self._layout_root.get("showMasterSp", "1") not in ("0", "false")
        roots = [self._master_root] * (shown and from_master) + [self._layout_root] * shown
        for root in roots:
            for each in placed(tree(root)):
                if down(each.element, "p:nvSpPr", "p:nvPr", "p:ph") is None:
                    for piece in self._shape(each, []):
                        yield Piece(piece.text, "footer") if piece.hidden is None and piece.text else piece

    def _shape(self, one: Placed, above: list[Placed]) -> Iterator[Piece]:
        element = one.element
        box = one.box or self._inherited(element)
        properties = described(element)
        why: WhyHidden | None = "not_shown" if one.hidden else "off_page" if looks.beside(box, *self._size) else None
        if why is None and box is not None:
            why = "covered" if any(self._covers(each, box) for each in above) else _too_small(element, box)
        for piece in self._content(element, box):
            yield from unshown([piece], why)
        yield from drawing.alternatives(properties)
        for click in () if properties is None else properties:
            notice = drawing.action_notice(click)
            if notice:
                yield Piece(notices=(notice,))
        if box is not None and (fill := self._opaque(element)) is not None:
            self._painted.add(box, fill.colour)

    def _content(self, element: Element, box: Box | None) -> Iterator[Piece]:
        ground = self._under(element, box)
        role = kind_of_placeholder(element)
        kind: BlockKind = "heading" if role in _TITLES else _EDGE.get(role, "paragraph")
        body = element.find("p:txBody")
        if body is not None:
            unseen = _Unseen(self._theme, body, ground)
            if kind == "heading":
                yield from _title(body, unseen)
            else:
                yield from drawing.paragraphs(body, unseen, kind, self._bulleted(element, body))
        for found in element.iter("a:tbl"):
            yield from self._table(found, ground)
        yield from charts.graphics(self._package, self._part, element, lambda _: None)

    def _bulleted(self, element: Element, body: Element) -> set[int]:
        """The levels that have bullets by inheritance: of the master's body style, the layout's, the shape's own."""
        if kind_of_placeholder(element) not in ("body", "obj"):
            return set()
        styles = [
            down(self._master_root, "p:txStyles", "p:bodyStyle"),
            down(self._pattern(element), "p:txBody", "a:lstStyle"),
            body.find("a:lstStyle"),
        ]
        said = {
            level: shown
            for style in styles
            for level in range(1, 10)
            if (shown := drawing.bullet(down(style, f"a:lvl{level}pPr"))) is not None
        }
        return {level for level, shown in said.items() if shown}

    def _table(self, element: Element, ground: int | None) -> Iterator[Piece]:
        style = down(element, "a:tblPr", "a:tableStyleId")
        bare = style is None or (style.text or "").upper() in _BARE_TABLES
        rows, aside = [], []
        for row in element.iter("a:tr"):
            cells = []
            for cell in row.findall("a:tc"):
                fill = self._theme.fill(cell.find("a:tcPr"))
                own = fill.colour if fill and fill.alpha else ground if bare else None
                body = cell.find("a:txBody")
                pieces = [] if body is None else drawing.paragraphs(body, _Unseen(self._theme, body, own))
                merged = cell.get("hMerge", "0") in ("1", "true") or cell.get("vMerge", "0") in ("1", "true")
                text, beside = as_cell(unshown(pieces, "not_shown" if merged else None))
                cells.append(text)
                aside += beside
            rows.append(cells)
        yield from table(rows)
        yield from aside

    def _background(self) -> int | None:
        for root in (self._root, self._layout_root, self._master_root):
            background = down(root, "p:cSld", "p:bg")
            if background is None:
                continue
            own = self._theme.fill(background.find("p:bgPr"))
            named = background.find("p:bgRef")
            if named is not None:
                return self._theme.paint(named).colour if named.get("idx") == "1001" else None
            return own.colour if own else None
        return looks.WHITE

    def _under(self, element: Element, box: Box | None) -> int | None:
        """The colour that a shape's text lies on: its own fill, else what was painted below it."""
        own = self._opaque(element)
        if own is not None:
            return own.colour
        return self._painted.under(box, self._ground)

    def _opaque(self, element: Element) -> Paint | None:
        """A shape's fill, None where what lies below shows through."""
        if element.tag == "p:pic":
            return Paint(None)
        fill = self._theme.fill(element.find("p:spPr"))
        styled = down(element, "p:style", "a:fillRef")
        if fill is None and styled is not None and styled.get("idx", "0") not in ("0", "1000"):
            fill = self._theme.paint(styled)
        if fill is None:
            fill = self._theme.fill(down(self._pattern(element), "p:spPr"))
        if fill is None or fill.alpha == 0:
            return None
        return fill if fill.alpha > 0.9 else Paint(None, fill.alpha)

    def _covers(self, other: Placed, box: Box) -> bool:
        if other.box is None or other.hidden or not looks.contains(other.box, box):
            return False
        fill = self._theme.fill(other.element.find("p:spPr"))
        if other.element.tag == "p:pic":
            return self._hides(other.element)
        geometry = down(other.element, "p:spPr", "a:prstGeom")
        plain = geometry is not None and geometry.get("prst") == "rect"
        return plain and fill is not None and fill.colour is not None and fill.alpha > 0.9

    def _hides(self, picture: Element) -> bool:
        """Whether nothing shows through a picture."""
        blip = down(picture, "p:blipFill", "a:blip")
        if blip is None or blip.find("a:alphaModFix") is not None:
            return False
        target = self._package.target(self._part, blip.get("r:embed"))
        if target not in self._package:
            return False
        if target not in self._opaque_pictures:
            self._opaque_pictures[target] = is_opaque(self._package.data(target))
        return self._opaque_pictures[target]

    def _pattern(self, element: Element) -> Element | None:
        """The layout's, else the master's placeholder that this one follows."""
        own = placeholder(element)
        if own is None:
            return None
        for root in (self._layout_root, self._master_root):
            for shape in () if root is None else shapes(root):
                other = placeholder(shape)
                if other is not None and follows(own, other):
                    return shape
        return None

    def _inherited(self, element: Element) -> Box | None:
        pattern = self._pattern(element)
        return None if pattern is None else box_of(down(pattern, "p:spPr", "a:xfrm"))


class _Unseen:
    """Why runs of a body can't be seen, by their own properties over their list level's."""

    def __init__(self, theme: Theme, body: Element, ground: int | None) -> None:
        self._theme, self._ground = theme, ground
        self._level = down(body, "a:lstStyle", "a:lvl1pPr", "a:defRPr")
        fitted = down(body, "a:bodyPr", "a:normAutofit")
        self._shrunk = fitted is not None and drawing.share(fitted.get("fontScale", "100%")) < _LEAST_SCALE

    def __call__(self, properties: Element | None) -> WhyHidden | None:
        if self._shrunk:
            return "tiny"
        own = drawing.run_unseen(self._theme, properties, self._ground)
        says = properties is not None and (self._theme.fill(properties) is not None)
        if own is not None or says:
            return own
        return drawing.run_unseen(self._theme, self._level, self._ground)


def _too_small(shape: Element, box: Box) -> WhyHidden | None:
    """Whether a shape's text has no room: it stands on a point, or is cut off where the shape ends."""
    wide, high = box[2] - box[0], box[3] - box[1]
    clips = down(shape, "p:txBody", "a:bodyPr")
    clipped = clips is not None and clips.get("vertOverflow") == "clip"
    return "tiny" if high <= _POINT and (wide <= _POINT or clipped) else None


def _title(body: Element, unseen: _Unseen) -> Iterator[Piece]:
    """A title is one heading, however many lines it has."""
    line = Line()
    for piece in drawing.paragraphs(body, unseen, "heading"):
        if piece.hidden is not None or not piece.text:
            line.after.append(piece)
        else:
            line.add(("\n" if line.shown else "") + piece.text)
    yield from line.pieces("heading")


def _first(package: Package, part: str, kind: str) -> str:
    return next(iter(package.related(part, kind)), "") if part else ""
