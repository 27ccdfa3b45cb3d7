"""A page's style sheets: which rules are for which elements, the strongest last. Runs in the reader.

Rules of ``<style>`` and ``style`` attributes are applied as browsers do (CSS Cascade 4, Nesting 1), by the few
properties that can hide text. Rules for other media, and for narrow or wide windows only, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import tinycss2
import tinycss2.ast
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

Declared = dict[str, str]
MOST_CSS = 2_000_000
MOST_MATCHES = 20_000_000
"""Rules times elements; a page with more of them has its last rules left out."""
OF_INTEREST = frozenset(
    "display visibility opacity font font-size color background background-color background-image position left top "
    "right bottom text-indent margin-left margin-top margin transform clip clip-path width height max-height max-width "
    "overflow overflow-x overflow-y filter content-visibility white-space line-height -webkit-text-fill-color scale "
    "translate zoom letter-spacing mask mask-image -webkit-mask -webkit-mask-image inset fill "
    "z-index animation content mix-blend-mode rotate text-shadow -webkit-text-stroke background-clip "
    "-webkit-background-clip fill-opacity backface-visibility font-size-adjust "
    "list-style list-style-type".split()
)
_ALIASES = {
    "block-size": "height", "inline-size": "width", "max-block-size": "max-height", "max-inline-size": "max-width",
    "-webkit-transform": "transform", "-webkit-filter": "filter", "-webkit-clip-path": "clip-path",
}  # fmt: skip
_COMPUTED = re.compile(r"calc\(\s*(-?[\d.]+)([a-z%]*)\s*(\*|\s-\s)\s*(-?[\d.]+)([a-z%]*)\s*\)")
_NOT_NOW = re.compile(r":not\(\s*:(?:hover|focus|focus-within|active|target)\s*\)")
_CONSTANT = re.compile(r"calc\(\s*(-?[\d.]+[a-z%]*)\s*\)")
_LONGEST_VALUE = 1000
_OWN_SIGNS = re.compile("[\ue000-\uf8ff]")
_GENERATED = re.compile(r"::?(before|after)\s*$", re.IGNORECASE)


class Styles:
    """The rules of a document's style sheets, by the elements they are for."""

    def __init__(self, document: LexborHTMLParser) -> None:
        self._of: dict[tuple[int, str], list[tuple[tuple[int, ...], Declared]]] = {}
        sheets = [node.text_content or node.text() or "" for node in document.css("style") if _for_screens(node)]
        self.fetches = any(re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", sheet, re.IGNORECASE) for sheet in sheets)
        left = MOST_MATCHES
        elements = max(1, len(document.css("*"))) if any(sheets) else 1
        for order, (selector, declared, important) in enumerate(_rules("\n".join(sheets)[:MOST_CSS])):
            left -= elements
            if left < 0:
                break
            rank = (int(important), *_weight(selector), order)
            generated = _GENERATED.search(selector)
            selector = selector[: generated.start()] or "*" if generated else selector
            for node in _matching(document, selector):
                of = (node.mem_id, generated[1].lower() if generated else "")
                self._of.setdefault(of, []).append((rank, declared))

    def of(self, node: LexborNode, attributes: Mapping[str, str | None]) -> Declared:
        """What is declared for an element, the strongest rule last."""
        own = list(_declarations(attributes["style"] or "")) if "style" in attributes else []
        rules = self._of.get((node.mem_id, ""), ()) if self._of else ()
        return _together([*rules, *(((int(each[1]), 1, 0, 0, 0), each[0]) for each in own)])

    def generated(self, node: LexborNode, where: str) -> Declared:
        """What is declared for what stands ``before`` or ``after`` an element's content; nothing where nothing does."""
        declared = _together(self._of.get((node.mem_id, where), ())) if self._of else {}
        return declared if "content" in declared else {}


def _for_screens(node: LexborNode) -> bool:
    """Whether a style sheet's own ``media`` lets it apply to the page."""
    return _on_screens(node.attributes.get("media") or "")


def _on_screens(query: str) -> bool:
    return any(each.strip() in ("", "all", "screen", "only screen", "only all") for each in query.lower().split(","))


def _together(rules: Iterable[tuple[tuple[int, ...], Declared]]) -> Declared:
    declared: Declared = {}
    for _, each in sorted(rules, key=lambda entry: entry[0]):
        if "background" in each:
            declared.pop("background-color", None)
        declared |= each
    return declared


def written(content: str, attributes: Mapping[str, str | None]) -> str:
    """The letters of a ``content``: its strings and attributes (CSS Generated Content 3); "" where there are none.

    Pictures, counters and signs of a font's own are left out, and what says nothing.
    """
    said = ""
    for token in tinycss2.parse_component_value_list(content[:_LONGEST_VALUE], skip_comments=True):
        if token.type == "literal" and token.value == "/":
            break  # what follows is spoken, not shown
        if token.type == "string":
            said += token.value
        elif token.type == "function" and token.lower_name == "attr":
            named = tinycss2.serialize(token.arguments).split(",")[0].strip().lower()
            said += attributes.get(named) or ""
    said = _OWN_SIGNS.sub("", said)
    return said if any(map(str.isalnum, said)) else ""


def _rules(css: str) -> Iterator[tuple[str, Declared, bool]]:
    """Selectors with what they declare, the important ones apart."""
    parsed = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    waiting: list[tuple[tinycss2.ast.Node, str]] = [(each, "") for each in reversed(parsed)]
    while waiting:
        rule, around = waiting.pop()
        if isinstance(rule, tinycss2.ast.AtRule) and rule.content is not None and _applies(rule):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            waiting += [(each, around) for each in reversed(inner)]
        elif isinstance(rule, tinycss2.ast.QualifiedRule):
            selectors = [_nested(each, around) for each in _selectors(rule.prelude)]
            found = list(_declarations(rule.content))
            for selector in selectors:
                for declared, important in found:
                    yield selector, declared, important
            if "{" in tinycss2.serialize(rule.content) and len(", ".join(selectors)) < _LONGEST_VALUE:
                inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
                waiting += [(each, ", ".join(selectors)) for each in reversed(inner)]


def _nested(selector: str, around: str) -> str:
    """A selector that stands within another rule (CSS Nesting 1)."""
    if not around:
        return selector
    return selector.replace("&", f":is({around})") if "&" in selector else f":is({around}) {selector}"


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
        return _on_screens(prelude)
    return rule.lower_at_keyword in ("supports", "layer", "scope")


def _declarations(source: str | list[tinycss2.ast.Node]) -> Iterator[tuple[Declared, bool]]:
    """What is declared of the properties of interest: as usual, and as important."""
    usual: Declared = {}
    important: Declared = {}
    for each in tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True):
        if not isinstance(each, tinycss2.ast.Declaration):
            continue
        name = _ALIASES.get(each.lower_name, each.lower_name)
        if name in OF_INTEREST or each.name.startswith("--"):
            value = tinycss2.serialize(each.value).strip()
            value = value if name == "content" else _CONSTANT.sub(r"\1", _COMPUTED.sub(_computed, value.lower()))
            (important if each.important else usual)[name] = value
    return iter([(found, flag) for found, flag in ((usual, False), (important, True)) if found])


def _computed(match: re.Match[str]) -> str:
    """A product or difference of two numbers."""
    try:
        one, other = float(match[1]), float(match[4])
    except ValueError:
        return match[0]
    if match[3] == "*":
        return f"{one * other:f}{match[2] or match[5]}"
    return f"{one - other:f}{match[2]}" if match[2] == match[5] else match[0]


def _matching(document: LexborHTMLParser, selector: str) -> list[LexborNode]:
    selector = _NOT_NOW.sub("", selector) or "*"
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
