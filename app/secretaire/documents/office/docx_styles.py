"""How a DOCX's text looks: what styles and themes give a run or a paragraph (ECMA-376 part 1, 17.7). In the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from secretaire.documents.office import looks
from secretaire.documents.office.drawing import Theme
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.reader.wire import WhyHidden

_MOST_ANCESTORS = 20
_NARROW_PERCENT = 10
_CLEAR = 95_000
"""Thousandths of a per cent of transparency."""
_RAISED_OFF = 1400
"""Half-points: letters raised or lowered so far stand beside most pages."""
LOW_TWIPS = 40
"""A line or row of a fixed height below two points shows nothing."""
_TIGHT, _USUAL_HALF_POINTS = 4.0, 22.0
"""Letters moved together by more than two fifths of their size (twips a half-point) lie on each other."""
_SCHEME = {"background1": "lt1", "light1": "lt1", "text1": "dk1", "dark1": "dk1", "background2": "lt2", "light2": "lt2"}
_SCHEME |= {"text2": "dk2", "dark2": "dk2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}
_NONE = -1
"""A colour or fill that is expressly automatic."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is said of a run's look; None is unsaid. ``ink`` and ``ground`` may be ``_NONE``."""

    vanish: bool | None = None
    ink: int | None = None
    ground: int | None = None
    shaded: bool | None = None
    half_points: float | None = None
    width: int | None = None
    clear: bool | None = None
    spacing: int | None = None
    raised: int | None = None


UNSAID = Run()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is said of a paragraph; ``outline`` 0 to 8 are headings, 9 is body text."""

    outline: int | None = None
    list: str | None = None
    list_level: int | None = None
    ground: int | None = None
    shaded: bool | None = None
    line: int | None = None
    indent: int | None = None


_T = TypeVar("_T", Run, Paragraph)


def over(lower: _T, upper: _T) -> _T:
    """What ``upper`` says, and for the rest what ``lower`` says."""
    merged: _T = _over(lower, upper)
    return merged


@lru_cache(maxsize=4096)
def _over(lower: Any, upper: Any) -> Any:
    said = {each.name: value for each in fields(upper) if (value := getattr(upper, each.name)) is not None}
    return replace(lower, **said) if said else lower


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What a table's style says of cells under a condition ("firstRow"; "" for all of them)."""

    condition: str
    run: Run
    shaded: bool = False
    ground: int | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all it inherits. ``cells``: a table style's conditions, with the shades and texts they give."""

    name: str = ""
    run: Run = Run()
    paragraph: Paragraph = Paragraph()
    cells: tuple[CellStyle, ...] = ()


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: Element | None, theme: Theme) -> None:
        self.theme = theme
        self._elements = {} if root is None else {each.get("w:styleId", ""): each for each in root.iter("w:style")}
        self._known: dict[str, Style] = {}
        defaults = down(root, "w:docDefaults", "w:rPrDefault", "w:rPr")
        self.defaults = self.run(defaults)
        self.default = next(
            (
                name
                for name, each in self._elements.items()
                if each.get("w:type") == "paragraph" and truth(each.get("w:default", "0"))
            ),
            "",
        )

    def style(self, name: str | None) -> Style:
        """A style by its id; an unknown one says nothing."""
        name = name or ""
        if name not in self._known:
            made = Style()
            for each in reversed(list(self._ancestry(name))):
                made = Style(
                    _name(each),
                    over(made.run, self.run(each.find("w:rPr"))),
                    over(made.paragraph, self._paragraph_of(each)),
                    (*made.cells, *self._cells(each)),
                )
            self._known[name] = made
        return self._known[name]

    def _ancestry(self, name: str) -> Iterator[Element]:
        for _ in range(_MOST_ANCESTORS):
            each = self._elements.get(name)
            if each is None:
                return
            yield each
            based = each.find("w:basedOn")
            name = "" if based is None else based.get("w:val", "")

    def _paragraph_of(self, style: Element) -> Paragraph:
        found = self.paragraph(style.find("w:pPr"))
        words = _name(style)
        if found.outline is None and style.get("w:type") == "paragraph":
            if words == "title":
                return replace(found, outline=0)
            if words.startswith("heading ") and words[8:].isdigit():
                return replace(found, outline=min(8, int(words[8:]) - 1))
        return found

    def _cells(self, style: Element) -> Iterator[CellStyle]:
        if style.get("w:type") != "table":
            return
        for parent, condition in (
            (style, ""),
            *((each, each.get("w:type", "")) for each in style.iter("w:tblStylePr")),
        ):
            shaded, ground = self._shade(down(parent, "w:tcPr", "w:shd"))
            run = self.run(parent.find("w:rPr")) if condition or parent is style else UNSAID
            if shaded or run != UNSAID:
                yield CellStyle(condition, run, bool(shaded), ground)

    def run(self, properties: Element | None) -> Run:
        """What ``w:rPr`` says."""
        if properties is None:
            return Run()
        ink, size, width = properties.find("w:color"), properties.find("w:sz"), properties.find("w:w")
        spacing, position = properties.find("w:spacing"), properties.find("w:position")
        shaded, ground = self._shade(properties.find("w:shd"))
        highlight = properties.find("w:highlight")
        if highlight is not None and highlight.get("w:val") != "none":
            shaded, ground = True, looks.colour(highlight.get("w:val"))
        clear, painted = self._filled(properties.find("w14:textFill"))
        if painted is None and ink is not None:
            painted = self._ink(ink)
        return Run(
            _flag(properties, "w:vanish"),
            painted,
            ground,
            shaded,
            None if size is None else _number(size.get("w:val")),
            None if width is None else whole(width.get("w:val", "").rstrip("%"), 100),
            clear,
            None if spacing is None else whole(spacing.get("w:val")),
            None if position is None else whole(position.get("w:val")),
        )

    def _filled(self, fill: Element | None) -> tuple[bool | None, int | None]:
        """A text effect's fill, which counts for more than the colour: whether it is clear, and its colour."""
        if fill is None:
            return None, None
        if fill.find("w14:noFill") is not None:
            return True, None
        inks = [self._effect(each) for each in fill.iter() if each.tag in ("w14:srgbClr", "w14:schemeClr")]
        first = inks[0] if inks else (False, None)
        alike = all(clear is first[0] and (ink == first[1] or looks.same(ink, first[1])) for clear, ink in inks)
        return first if inks and alike else (False, _NONE)  # of many colours

    def _effect(self, element: Element) -> tuple[bool, int | None]:
        """Whether a text effect's colour is clear, and which it is."""
        see_through, named = element.find("w14:alpha"), element.get("w14:val", "")
        clear = see_through is not None and whole(see_through.get("w14:val")) >= _CLEAR
        return clear, looks.colour(named) if element.tag == "w14:srgbClr" else self.theme.named(named)

    def paragraph(self, properties: Element | None) -> Paragraph:
        """What ``w:pPr`` says."""
        if properties is None:
            return Paragraph()
        outline, listed = properties.find("w:outlineLvl"), properties.find("w:numPr")
        name = None if listed is None else listed.find("w:numId")
        level = None if listed is None else listed.find("w:ilvl")
        shaded, ground = self._shade(properties.find("w:shd"))
        spacing, indent = properties.find("w:spacing"), properties.find("w:ind")
        exact = spacing is not None and spacing.get("w:lineRule") == "exact"
        left = None if indent is None else indent.get("w:left", indent.get("w:start"))
        return Paragraph(
            None if outline is None else whole(outline.get("w:val"), 9),
            None if name is None else name.get("w:val"),
            None if level is None else whole(level.get("w:val")),
            ground,
            shaded,
            whole(spacing.get("w:line"), 240) if spacing is not None and exact else None,
            None if left is None else whole(left),
        )

    def cell_ground(self, properties: Element | None, inherited: int | None) -> int | None:
        """A cell's or a box's own shade over what it lies on."""
        shaded, ground = self._shade(None if properties is None else properties.find("w:shd"))
        return ground if shaded else inherited

    def _ink(self, element: Element) -> int:
        found = self._themed(element, "w:theme", "Color")
        if found is None:
            found = looks.colour(element.get("w:val"))
        return _NONE if found is None else found

    def _themed(self, element: Element, before: str, what: str) -> int | None:
        """A theme's colour with its tint or shade: it counts for more than the colour written beside it."""
        name = element.get(before + what)
        base = self.theme.named(_SCHEME.get(name, name)) if name else None
        if base is None:
            return None
        what = "" if what == "Color" else what
        if (tint := element.get(f"{before}{what}Tint")) is not None:
            return looks.mixed(looks.WHITE, base, _hex(tint) / 255)
        if (shade := element.get(f"{before}{what}Shade")) is not None:
            return looks.mixed(0, base, _hex(shade) / 255)
        return base

    def _shade(self, element: Element | None) -> tuple[bool | None, int | None]:
        """Whether it is said to be shaded, and its colour (None: unknown)."""
        if element is None:
            return None, None
        pattern = element.get("w:val", "clear")
        if pattern == "solid":
            return True, self._themed(element, "w:theme", "Color") or looks.colour(element.get("w:color")) or 0
        if pattern in ("clear", "nil"):
            fill = self._themed(element, "w:theme", "Fill")
            fill = looks.colour(element.get("w:fill")) if fill is None else fill
            return (True, fill) if fill is not None else (False, None)
        return True, None


def why_unseen(run: Run, paragraph: Paragraph, ground: int | None) -> WhyHidden | None:
    """Why nobody sees a run with these properties, in this paragraph, on this ground."""
    if run.vanish:
        return "invisible"
    if run.clear:
        return "transparent"
    if run.raised is not None and abs(run.raised) >= _RAISED_OFF:
        return "off_page"
    if run.width is not None and run.width < _NARROW_PERCENT:
        return "tiny"
    if run.spacing is not None and -run.spacing > _TIGHT * (run.half_points or _USUAL_HALF_POINTS):
        return "tiny"
    if paragraph.line is not None and 0 < paragraph.line < LOW_TWIPS:
        return "tiny"
    on = run.ground if run.shaded else paragraph.ground if paragraph.shaded else ground
    ink = None if run.ink == _NONE else run.ink
    return looks.why_unseen(ink, on, None if run.half_points is None else run.half_points / 2)


def truth(value: str) -> bool:
    """An on/off value (ST_OnOff)."""
    return value not in ("0", "false", "off")


def whole(value: str | None, default: int = 0) -> int:
    """A whole number that a stranger wrote."""
    number = _number(value)
    return default if number is None else int(number)


def _number(value: str | None) -> float | None:
    try:
        found = float(value or "")
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None


def _name(style: Element) -> str:
    """The built-in styles' names are English in every language; their ids are not."""
    name = style.find("w:name")
    return "" if name is None else name.get("w:val", "").casefold()


def _hex(value: str) -> int:
    try:
        return min(255, int(value, 16))
    except ValueError:
        return 255


def _flag(parent: Element, name: str) -> bool | None:
    found = parent.find(name)
    return None if found is None else truth(found.get("w:val", "1"))
