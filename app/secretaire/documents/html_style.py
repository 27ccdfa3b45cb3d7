"""What of a page's styles tells whether its text can be seen. Runs in the reader.

Rules of ``<style>`` and ``style`` attributes are applied as browsers do (CSS Cascade 4), by the few properties that can
hide text. Rules for other media, and for narrow or wide windows only, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import tinycss2
import tinycss2.ast
import tinycss2.color4
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from secretaire.documents.wire import WhyHidden

Declared = dict[str, str]
Colour = tuple[int, int, int]
MOST_CSS = 2_000_000
MOST_MATCHES = 20_000_000
"""Rules times elements; a page with more of them has its last rules left out."""
_OF_INTEREST = frozenset(
    "display visibility opacity font font-size color background background-color background-image position left top "
    "right bottom text-indent margin-left margin-top margin transform clip clip-path width height max-height max-width "
    "overflow filter content-visibility white-space line-height -webkit-text-fill-color".split()
)
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|vw|vh|in|cm|mm|pc)?")
_PX = {"px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "rem": 16, "vw": 12, "vh": 8, "": 1}
_NAMED_SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}
_FAR = 400.0
_TINY = 1.5
_FAINT = 0.05
_ALIKE = 10
"""Pixels beside the page, pixels of type, opacity, and the difference of colours (0 to 255) that can't be seen."""
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

    @property
    def hidden(self) -> WhyHidden | None:
        """Why its own text can't be seen."""
        if self.gone:
            return self.gone
        if not self.visible:
            return "invisible"
        if self.clear:
            return "transparent"
        if self.size <= _TINY:
            return "tiny"
        if self.colour and self.background and _alike(self.colour, self.background):
            return "white" if min(self.background) > 245 else "same_colour"
        return None


class Styles:
    """The rules of a document's style sheets, by the elements they are for."""

    def __init__(self, document: LexborHTMLParser) -> None:
        self._of: dict[int, list[tuple[tuple[int, ...], Declared]]] = {}
        sheets = [node.text_content or node.text() or "" for node in document.css("style")]
        self.fetches = any(re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", sheet, re.IGNORECASE) for sheet in sheets)
        left = MOST_MATCHES
        elements = max(1, len(document.css("*"))) if any(sheets) else 1
        for order, (selector, declared, important) in enumerate(_rules("\n".join(sheets)[:MOST_CSS])):
            left -= elements
            if left < 0:
                break
            rank = (int(important), *_weight(selector), order)
            for node in _matching(document, selector):
                self._of.setdefault(node.mem_id, []).append((rank, declared))

    def of(self, node: LexborNode, attributes: Mapping[str, str | None]) -> Declared:
        """What is declared for an element, the strongest rule last."""
        declared: Declared = {}
        own = list(_declarations(attributes["style"] or "")) if "style" in attributes else []
        rules = self._of.get(node.mem_id, ()) if self._of else ()
        if not own and not rules:
            return declared
        ranked = [*rules, *(((int(each[1]), 1, 0, 0, 0), each[0]) for each in own)]
        for _, each in sorted(ranked, key=lambda entry: entry[0]):
            if "background" in each:
                declared.pop("background-color", None)
            declared |= each
        return declared


def look(around: Look, tag: str, attributes: Mapping[str, str | None], declared: Declared) -> Look:
    """How text shows in an element that stands in another."""
    if not attributes and not declared and tag not in _PREFORMATTED:
        return around
    here = around
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
    return replace(_styled(here, declared), gone=gone) if declared or gone else here


def _styled(here: Look, declared: Declared) -> Look:
    if "visibility" in declared:
        here = replace(here, visible=declared["visibility"] not in ("hidden", "collapse"))
    size = _size(declared, here.size)
    colour, clear = here.colour, here.clear
    told = declared.get("-webkit-text-fill-color") or declared.get("color", "")
    if told and told not in ("inherit", "currentcolor", "unset"):
        clear = _is_clear(told)
        colour = _colour(told)
    background = _background(declared, here.background)
    preformatted = here.preformatted
    if "white-space" in declared:
        preformatted = declared["white-space"].startswith("pre") or declared["white-space"] == "break-spaces"
    return replace(here, size=size, colour=colour, clear=clear, background=background, preformatted=preformatted)


def _gone(attributes: Mapping[str, str | None], declared: Declared) -> WhyHidden | None:
    """Why an element with all it holds can't be seen."""
    if not declared:
        return "not_shown" if "hidden" in attributes else None
    display = declared.get("display", "")
    if display == "none" or ("hidden" in attributes and not display):
        return "not_shown"
    if declared.get("content-visibility") == "hidden":
        return "not_shown"
    if _share(declared.get("opacity", "")) <= _FAINT or re.search(
        r"opacity\(\s*0*(?:\.0+)?%?\s*\)", declared.get("filter", "")
    ):
        return "transparent"
    moved = declared.get("transform", "")
    if re.search(r"scale[xy3d]*\(\s*0*(?:\.0\d*)?\s*[,)]", moved):
        return "tiny"
    if any(abs(_px(each)) >= _FAR for each in re.findall(r"-[\d.]+\w+", moved) if "translate" in moved):
        return "off_page"
    clip, path = declared.get("clip", ""), declared.get("clip-path", "")
    if re.match(r"rect\(\s*(?:0|1px)", clip) or re.search(
        r"inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0|polygon\(\s*0[^,]*\)", path
    ):
        return "not_shown"
    if "hidden" in declared.get("overflow", "") and any(
        0 <= _px(declared[each]) <= 1 for each in ("width", "height", "max-height", "max-width") if each in declared
    ):
        return "not_shown"
    return "off_page" if _is_off(declared) else None


def _is_off(declared: Declared) -> bool:
    """Moved out of the page to the left or above, where no scrolling leads."""
    moving = ["text-indent", "margin-left", "margin-top", "margin"]
    if declared.get("position", "static") not in ("static", ""):
        moving += ["left", "top"]
        if any(_px(declared[each]) >= _FAR * 2 for each in ("right", "bottom") if each in declared):
            return True
        if declared["position"] == "fixed" and any(_px(declared.get(each, "")) >= 5000 for each in ("left", "top")):
            return True
    return any(_px(part) <= -_FAR for each in moving if each in declared for part in declared[each].split())


def _rules(css: str) -> Iterator[tuple[str, Declared, bool]]:
    """Selectors with what they declare, the important ones apart."""
    waiting = list(reversed(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)))
    while waiting:
        rule = waiting.pop()
        if isinstance(rule, tinycss2.ast.AtRule) and rule.content is not None and _applies(rule):
            waiting += reversed(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        elif isinstance(rule, tinycss2.ast.QualifiedRule):
            found = list(_declarations(rule.content))
            for selector in _selectors(rule.prelude):
                for declared, important in found:
                    yield selector, declared, important


def _selectors(prelude: Iterable[tinycss2.ast.Node]) -> list[str]:
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [text for part in parts if (text := tinycss2.serialize(part).strip())]


def _applies(rule: tinycss2.ast.AtRule) -> bool:
    """Whether a block of rules is for a screen of any size."""
    prelude = tinycss2.serialize(rule.prelude).strip().lower()
    if rule.lower_at_keyword == "media":
        return any(each.strip() in ("", "all", "screen", "only screen", "only all") for each in prelude.split(","))
    return rule.lower_at_keyword in ("supports", "layer", "scope")


def _declarations(source: str | list[tinycss2.ast.Node]) -> Iterator[tuple[Declared, bool]]:
    """What is declared of the properties of interest: as usual, and as important."""
    usual: Declared = {}
    important: Declared = {}
    for each in tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True):
        if isinstance(each, tinycss2.ast.Declaration) and each.lower_name in _OF_INTEREST:
            (important if each.important else usual)[each.lower_name] = tinycss2.serialize(each.value).strip().lower()
    return iter([(found, flag) for found, flag in ((usual, False), (important, True)) if found])


def _matching(document: LexborHTMLParser, selector: str) -> list[LexborNode]:
    if re.search(r":(?:hover|focus|active|visited|target|before|after|checked|disabled|first-l)|::", selector):
        return []
    try:
        return document.css(selector)
    except (SelectolaxError, ValueError):
        return []


def _weight(selector: str) -> tuple[int, int, int, int]:
    """A selector's specificity, behind the place of a ``style`` attribute (Selectors 4, 17)."""
    ids, classes = selector.count("#"), len(re.findall(r"[.\[]|:(?!not|is|where)", selector))
    return 0, ids, classes, len(re.findall(r"(?:^|[\s>+~(])[a-zA-Z]", selector))


def _size(declared: Declared, around: float) -> float:
    told = declared.get("font-size", "")
    if not told and "font" in declared:
        found = re.search(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%|pc|in|cm|mm))", declared["font"])
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
    if "url(" in behind or "gradient(" in behind:
        return None
    if not told or told in ("inherit", "initial", "unset", "none"):
        return around
    for token in tinycss2.parse_component_value_list(told, skip_comments=True):
        text = tinycss2.serialize([token])
        if token.type in ("ident", "hash", "function") and (colour := _colour(text)):
            return around if _is_clear(text) else colour
    return around


@lru_cache(maxsize=1000)
def _colour(told: str) -> Colour | None:
    told = told.strip()
    parsed = tinycss2.color4.parse_color(told) or (
        re.fullmatch(r"[0-9a-fA-F]{6}", told) and tinycss2.color4.parse_color(f"#{told}")
    )
    if not parsed or isinstance(parsed, str):
        return None
    parsed = parsed.to("srgb") if parsed.space != "srgb" else parsed
    red, green, blue = (round(255 * max(0.0, min(1.0, each or 0.0))) for each in parsed.coordinates)
    return red, green, blue


@lru_cache(maxsize=1000)
def _is_clear(told: str) -> bool:
    parsed = tinycss2.color4.parse_color(told.strip())
    return bool(parsed) and not isinstance(parsed, str) and parsed.alpha <= _FAINT


def _alike(one: Colour, other: Colour) -> bool:
    return abs(one[0] - other[0]) <= _ALIKE and abs(one[1] - other[1]) <= _ALIKE and abs(one[2] - other[2]) <= _ALIKE
