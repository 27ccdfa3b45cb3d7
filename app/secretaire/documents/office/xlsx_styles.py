"""Cell styles of a workbook: number formats, and what a cell's text looks like on its ground. Runs in the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element

from secretaire.documents.office import looks
from secretaire.documents.office.drawing import Theme
from secretaire.documents.office.number_format import BUILT_IN

_THEME = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
_T = TypeVar("_T")
_PALETTE = (0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF)


@dataclass(frozen=True, slots=True)
class CellStyle:
    """A format code, the text's colour and size, and its ground (None: unknown)."""

    code: str = ""
    ink: int | None = None
    ground: int | None = looks.WHITE
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a conditional format lays over a cell; what it doesn't give is the cell's own."""

    code: str = ""
    ink: int | None = None
    fills: bool = False
    ground: int | None = None


class CellStyles:
    """By the index that a cell names."""

    def __init__(self, root: Element | None, theme: Theme) -> None:
        self._theme = theme
        codes = dict(BUILT_IN)
        fonts, fills = self._each(root, "s:fonts"), self._each(root, "s:fills")
        for each in self._each(root, "s:numFmts"):
            codes[_whole(each.get("numFmtId"))] = each.get("formatCode", "")
        inks = [(self.colour(font.find("s:color")), _size(font)) for font in fonts]
        grounds = [self._ground(fill) for fill in fills]
        self._styles = []
        for each in self._each(root, "s:cellXfs"):
            ink, points = _at(inks, each.get("fontId"), (None, None))
            ground = _at(grounds, each.get("fillId"), looks.WHITE)
            self._styles.append(CellStyle(codes.get(_whole(each.get("numFmtId")), ""), ink, ground, points))

        self._rules = [self._rule(each) for each in self._each(root, "s:dxfs")]

    def _rule(self, element: Element) -> Overlay:
        font, fill, code = element.find("s:font"), element.find("s:fill"), element.find("s:numFmt")
        ink = None if font is None else self.colour(font.find("s:color"))
        pattern = None if fill is None else fill.find("s:patternFill")
        ground = None if pattern is None else self.colour(pattern.find("s:bgColor"))
        return Overlay("" if code is None else code.get("formatCode", ""), ink, pattern is not None, ground)

    def overlaid(self, index: str | None, rule: Element) -> CellStyle:
        """A cell's style under a conditional format's rule."""
        under, over = self.style(index), _at(self._rules, rule.get("dxfId"), Overlay())
        ground = over.ground if over.fills else under.ground
        ink = under.ink if over.ink is None else over.ink
        return CellStyle(over.code or under.code, ink, ground, under.points)

    def style(self, index: str | None) -> CellStyle:
        """A cell's style; the first for a cell that names none."""
        return _at(self._styles, index or "0", CellStyle())

    @staticmethod
    def _each(root: Element | None, name: str) -> list[Element]:
        found = None if root is None else root.find(name)
        return [] if found is None else list(found)

    def colour(self, element: Element | None) -> int | None:
        """A colour by value, theme or palette; None for the program's own choice."""
        if element is None:
            return None
        base = looks.colour((element.get("rgb") or "")[-6:])
        if (themed := element.get("theme")) is not None and _whole(themed) < len(_THEME):
            base = self._theme.named(_THEME[_whole(themed)])
        elif (indexed := element.get("indexed")) is not None:
            base = _PALETTE[_whole(indexed) % 8] if _whole(indexed) < 16 else None
        tint = _share(element.get("tint"))
        if base is None or not tint:
            return base
        return looks.mixed(base, looks.WHITE if tint > 0 else 0, abs(tint))

    def _ground(self, fill: Element) -> int | None:
        pattern = fill.find("s:patternFill")
        if pattern is None:
            return None
        kind = pattern.get("patternType", "none")
        if kind == "none":
            return looks.WHITE
        return self.colour(pattern.find("s:fgColor")) if kind == "solid" else None


def _size(font: Element) -> float | None:
    found = font.find("s:sz")
    return None if found is None else _share(found.get("val"))


def _share(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _whole(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else 0


def _at(values: list[_T], index: str | None, default: _T) -> _T:
    at = _whole(index)
    return values[at] if at < len(values) else default
