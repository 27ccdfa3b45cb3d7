"""What of a page's styles tells whether its text can be seen. Runs in the reader.

``rules.py`` tells what is declared for an element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import tinycss2

from secretaire.documents.html.colours import Colour, paint
from secretaire.documents.html.rules import OF_INTEREST, Declared
from secretaire.documents.reader.wire import WhyHidden

_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|vw|vh|in|cm|mm|pc)?")
_PX = {"px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "rem": 16, "vw": 12, "vh": 8, "": 1}
_NAMED_SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}
_FAR = 400.0
_TINY = 1.5
_FAINT = 0.05
_ALIKE = 10
"""Pixels beside the page, pixels of type, opacity, and the difference of colours (0 to 255) that can't be seen."""
_TIGHT = -8.0
"""Pixels between letters from which on they lie on each other."""
_BLURRED = 8.0
_WELL_BESIDE = 2000.0
"""Pixels of a blur, and to the right of the window, that leave nothing to read."""
_MOST_VARIABLES = 500
_DEEPEST_VARIABLE = 8
_LONGEST_VALUE = 1000
_VANISHING = ("screen", "lighten", "color-dodge", "plus-lighter", "difference", "exclusion")
"""Ways of blending by which dark letters vanish on a white ground."""
_COLOURS = re.compile(
    r"#[0-9a-f]{3,8}|\b(?:rgb|hsl)a?\([^()]*\)|\b(?!to\b|top|left|right|bottom|linear|radial|gradient)[a-z]{3,}\b"
)
_SVG = frozenset(("svg", "g", "text", "tspan", "textpath"))
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*(?:\([^()]*\)[^()]*)*))?\)")
_PREFORMATTED = ("pre", "textarea", "listing", "xmp")
_BLACK, _WHITE, _LINK = (0, 0, 0), (255, 255, 255), (0, 0, 238)


@dataclass(frozen=True, slots=True)
class Look:
    """How text shows in an element: what is inherited, and ``gone``, why nothing within it can be seen."""

    gone: WhyHidden | None = None
    visible: bool = True
    clear: bool = False
    size: float = 16.0
    colour: Colour | None = _BLACK
    background: Colour | None = _WHITE
    preformatted: bool = False
    opacity: float = 1.0
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def hidden(self) -> WhyHidden | None:
        """Why its own text can't be seen."""
        if self.gone:
            return self.gone
        if self.opacity <= _FAINT:
            return "transparent"
        if not self.visible:
            return "invisible"
        if self.clear:
            return "transparent"
        if self.size <= _TINY:
            return "tiny"
        if self.colour and self.background and _alike(self.colour, self.background):
            return "white" if min(self.background) > 245 else "same_colour"
        return None


def look(around: Look, tag: str, attributes: Mapping[str, str | None], declared: Declared) -> Look:
    """How text shows in an element that stands in another."""
    if not attributes and not declared and tag not in _PREFORMATTED:
        return around
    here = around
    if tag in _SVG:
        declared = _drawn(attributes) | declared
    if any(name.startswith("--") or "var(" in value for name, value in declared.items()) or here.variables:
        here, declared = resolved(here, declared)
    if tag == "a" and "href" in attributes:
        here = replace(here, colour=_LINK)
    if tag == "font" or tag == "body":
        here = replace(here, colour=_colour(attributes.get("color") or attributes.get("text") or "") or here.colour)
    if attributes.get("bgcolor"):
        here = replace(here, background=_colour(attributes["bgcolor"] or "") or here.background)
    if tag in _PREFORMATTED:
        here = replace(here, preformatted=True)
    if tag == "font" and (attributes.get("size") or "").strip() == "0":
        here = replace(here, size=9.0)
    if "background" in attributes:
        here = replace(here, background=None)
    gone = around.gone or _gone(attributes, declared)
    if "opacity" in declared:
        here = replace(here, opacity=here.opacity * min(1.0, _share(declared["opacity"])))
    return replace(_styled(here, declared), gone=gone) if declared or gone else here


def _drawn(attributes: Mapping[str, str | None]) -> Declared:
    """What the attributes of a drawing's element say in place of a style (SVG 2, 6.6)."""
    said = {name: told.lower() for name, told in attributes.items() if told and name in OF_INTEREST}
    if any(_NUMBER.match(said.get(side, "")) and _px(said[side]) == 0 for side in ("width", "height")):
        said["display"] = "none"
    return said


def resolved(here: Look, declared: Declared) -> tuple[Look, Declared]:
    """Custom properties, which are inherited, and what refers to them (CSS Variables 1); what names none is dropped."""
    known = dict(here.variables)
    known |= {name: value for name, value in declared.items() if name.startswith("--")}
    here = replace(here, variables=tuple(known.items())[:_MOST_VARIABLES])
    told: Declared = {}
    for name, value in declared.items():
        for _ in range(_DEEPEST_VARIABLE):
            if "var(" not in value:
                break
            value = _VARIABLE.sub(lambda match: known.get(match[1], match[2] or "var("), value)[:_LONGEST_VALUE]
        if "var(" not in value and not name.startswith("--"):
            told[name] = value.strip()
    return here, told


def _styled(here: Look, declared: Declared) -> Look:
    if "visibility" in declared:
        here = replace(here, visible=declared["visibility"] not in ("hidden", "collapse"))
    size = _size(declared, here.size)
    colour, clear = here.colour, here.clear
    told = declared.get("-webkit-text-fill-color") or declared.get("fill") or declared.get("color", "")
    told = "transparent" if told == "none" else told
    if told and told not in ("inherit", "currentcolor", "unset"):
        clear = _is_clear(told) or _share(declared.get("fill-opacity", "")) <= _FAINT
        colour = _colour(told)
    if clear and _is_drawn_otherwise(declared):
        clear, colour = False, None
    background = _background(declared, here.background)
    if "currentcolor" in (declared.get("background-color", ""), declared.get("background", "")):
        background = colour
    if declared.get("mix-blend-mode") in _VANISHING and background and min(background) > 245:
        colour = background
    preformatted = here.preformatted
    if "white-space" in declared:
        preformatted = declared["white-space"].startswith("pre") or declared["white-space"] == "break-spaces"
    return replace(here, size=size, colour=colour, clear=clear, background=background, preformatted=preformatted)


def _is_drawn_otherwise(declared: Declared) -> bool:
    """Whether letters without colour are seen by their shadow, outline, or the picture that they cut out."""
    shadow, outline = declared.get("text-shadow", "none"), declared.get("-webkit-text-stroke", "0")
    clip = declared.get("background-clip") or declared.get("-webkit-background-clip") or ""
    behind = declared.get("background", "") + declared.get("background-image", "")
    return (
        (shadow != "none" and not re.search(r"transparent|rgba\([^)]*,\s*0?\.?0*\)", shadow))
        or _px(outline) > 0
        or ("text" in clip and ("gradient(" in behind or "url(" in behind))
    )


def _gone(attributes: Mapping[str, str | None], declared: Declared) -> WhyHidden | None:
    """Why an element with all it holds can't be seen."""
    if not declared:
        return "not_shown" if "hidden" in attributes else None
    display = declared.get("display", "")
    if display == "none" or ("hidden" in attributes and not display):
        return "not_shown"
    if declared.get("content-visibility") == "hidden":
        return "not_shown"
    if declared.get("font-size-adjust") == "0":
        return "tiny"
    if _share(declared.get("opacity", "")) <= _FAINT or re.search(
        r"opacity\(\s*0*(?:\.0+)?%?\s*\)", declared.get("filter", "")
    ):
        return "transparent"
    if re.search(r"gradient\(\s*(?:[^(),]*,)?\s*transparent\s*,\s*transparent\s*\)", _any(declared, "mask")):
        return "transparent"
    blur = re.search(r"blur\(([^()]*)\)", declared.get("filter", ""))
    if blur and _px(blur[1] or "0") >= _BLURRED:
        return "not_shown"
    moved = _moves(declared)
    if re.search(r"scale[xy3d]*\(\s*0*(?:\.0\d*)?\s*[,)]", moved) or 0 < _share(declared.get("zoom", "")) < 0.1:
        return "tiny"
    if "letter-spacing" in declared and _px(declared["letter-spacing"]) <= _TIGHT:
        return "tiny"
    if re.search(r"rotate[xy]\(\s*-?(?:90|270)(?:\.0+)?deg|skew[xy]?\(\s*-?90deg", moved):
        return "not_shown"
    if re.search(r"matrix(?:3d)?\(\s*0(?:\.0+)?\s*,\s*0(?:\.0+)?\s*,\s*0(?:\.0+)?\s*,\s*0", moved):
        return "tiny"
    if declared.get("backface-visibility") == "hidden" and re.search(r"rotate[xy]\(\s*-?180deg", moved):
        return "not_shown"
    if any(abs(_px(each)) >= _FAR for each in re.findall(r"-[\d.]+\w+", moved) if "translate" in moved):
        return "off_page"
    clip, path = declared.get("clip", ""), declared.get("clip-path", "")
    if (
        re.match(r"rect\(\s*(?:0|1px)", clip)
        or re.search(
            r"inset\(\s*(?:[5-9]\d|100)%|(?:circle|ellipse)\(\s*0|polygon\(\s*0[^,]*\)"
            r"|(?:rect|xywh)\(\s*0\w*\s+0\w*\s+0\w*\s+0|path\(\s*['\"]\s*m[^a-z]*['\"]",
            path,
        )
        or _is_flat(path)
    ):
        return "not_shown"
    if re.search("hidden|clip|auto|scroll", _any(declared, "overflow")) and any(
        0 <= _px(declared[each]) <= 1
        for each in ("width", "height", "max-height", "max-width", "line-height")
        if each in declared and (each != "line-height" or _px(declared[each]) == 0)
    ):
        return "not_shown"
    return "off_page" if _is_off(declared) else None


def _any(declared: Declared, name: str) -> str:
    """A property's values, those of its parts and its vendors' names."""
    return " ".join(value for each, value in declared.items() if each.removeprefix("-webkit-").startswith(name))


def _moves(declared: Declared) -> str:
    """All that moves or scales an element, as functions."""
    single = [f"{name}({declared[name]})" for name in ("scale", "translate") if name in declared]
    single += [f"rotate{axis}({angle})" for axis, _, angle in [declared.get("rotate", "").partition(" ")] if angle]
    return " ".join([declared.get("transform", ""), *(each.replace(" ", ", ") for each in single)])


def _is_flat(path: str) -> bool:
    """Whether a polygon's points lie in a line along the page: nothing is within."""
    points = re.match(r"polygon\((.*)\)", path)
    pairs = [each.split()[:2] for each in points[1].split(",") if len(each.split()) > 1] if points else []
    sides = zip(*pairs, strict=True)
    return any(len(set(side)) == 1 for side in sides)


def _is_off(declared: Declared) -> bool:
    """Moved out of the page to the left or above, where no scrolling leads."""
    if sides := declared.get("inset", "").split()[:4]:  # top, right, bottom, left; what is missing is as its opposite
        right = sides[1 % len(sides)]
        four = (sides[0], right, sides[2] if len(sides) > 2 else sides[0], sides[3] if len(sides) > 3 else right)
        declared = {**dict(zip(("top", "right", "bottom", "left"), four, strict=True)), **declared}
    moving = ["text-indent", "margin-left", "margin-top", "margin"]
    if declared.get("position", "static") not in ("static", ""):
        moving += ["left", "top"]
        if any(_px(declared[each]) >= _FAR * 2 for each in ("right", "bottom") if each in declared):
            return True
        if _px(declared.get("right", "0")) <= -_WELL_BESIDE or _px(declared.get("left", "0")) >= 5000:
            return True
        if re.match(r"[1-9]\d\d+(?:\.\d+)?vw", declared.get("left", "")):
            return True
        if declared["position"] == "fixed" and any(_px(declared.get(each, "")) >= 5000 for each in ("left", "top")):
            return True
    return any(_px(part) <= -_FAR for each in moving if each in declared for part in declared[each].split())


def _size(declared: Declared, around: float) -> float:
    told = declared.get("font-size", "")
    if not told and "font" in declared:
        found = re.search(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%|pc|in|cm|mm)|0+(?=[/\s]))", declared["font"])
        told = found[1] if found else ""
    if told in _NAMED_SIZES:
        return float(_NAMED_SIZES[told])
    match = _NUMBER.match(told)
    if not match:
        return around
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "%", "ex", "ch"):
        return around * number / (100 if unit == "%" else 1 if unit == "em" else 2)
    return number * _PX[unit]


def _px(told: str) -> float:
    match = _NUMBER.search(told)
    if not match:
        return 16.0
    unit = match[2] or ""
    return float(match[1]) * {"em": 16.0, "ex": 8.0, "ch": 8.0, "%": 10.0}.get(unit, _PX.get(unit, 1))


def _share(told: str) -> float:
    match = _NUMBER.match(told)
    return float(match[1]) / (100 if match[2] == "%" else 1) if match else 1.0


def _background(declared: Declared, around: Colour | None) -> Colour | None:
    """None where a picture or a gradient lies behind."""
    told = declared.get("background-color") or declared.get("background", "")
    behind = declared.get("background-image", "") + declared.get("background", "")
    if "gradient(" in behind and "url(" not in behind:
        colours = {_colour(each) for each in _COLOURS.findall(behind)}
        return next(iter(colours)) if len(colours) == 1 else None
    if "url(" in behind or "gradient(" in behind:
        return None
    if not told or told in ("inherit", "initial", "unset", "none"):
        return around
    for token in tinycss2.parse_component_value_list(told, skip_comments=True):
        text = tinycss2.serialize([token])
        if token.type in ("ident", "hash", "function") and (colour := _colour(text)):
            return around if _is_clear(text) else colour
    return around


def opaque(told: str) -> bool:
    """Whether a background lets nothing through: a colour of its own without transparency."""
    for token in tinycss2.parse_component_value_list(told, skip_comments=True):
        if token.type in ("ident", "hash", "function") and (painted := paint(tinycss2.serialize([token]))):
            return painted.alpha > 1 - _FAINT
    return False


@lru_cache(maxsize=1000)
def _colour(told: str) -> Colour | None:
    painted = paint(told)
    return painted.colour if painted else None


@lru_cache(maxsize=1000)
def _is_clear(told: str) -> bool:
    painted = paint(told)
    return painted is not None and painted.alpha <= _FAINT


def _alike(one: Colour, other: Colour) -> bool:
    return abs(one[0] - other[0]) <= _ALIKE and abs(one[1] - other[1]) <= _ALIKE and abs(one[2] - other[2]) <= _ALIKE
