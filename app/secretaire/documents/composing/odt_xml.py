"""Names of OpenDocument's elements, and the automatic styles of a text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml.etree import Element, SubElement

from secretaire.documents.composing.text import right_to_left

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = {
    **{part: f"{_OASIS}{part}:1.0" for part in ("office", "text", "table", "style", "meta", "manifest")},
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
VERSION = "1.3"
LINE = "#d9dad6"


@cache
def name(prefixed: str) -> str:
    """ "text:p" in lxml's notation."""
    prefix, local = prefixed.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def root(kind: str) -> Any:
    """A file's root element."""
    return Element(name(f"office:{kind}"), {name("office:version"): VERSION}, nsmap=NAMESPACES)


def under(parent: Any, tag: str, attributes: Mapping[str, str] | None = None) -> Any:
    """A further child."""
    return SubElement(parent, name(tag), {name(each): value for each, value in (attributes or {}).items()})


class AutomaticStyles:
    """Common styles with another language or direction, and columns, made when they are wanted."""

    def __init__(self, place: Any) -> None:
        self._place = place
        self._made: dict[tuple[str, str, bool], str] = {}
        self._columns: set[str] = set()
        table = self._style("Export_20_Table", "table")
        under(table, "style:table-properties", {"table:align": "margins", "fo:margin-bottom": "0.3cm"})
        row = self._style("Export_20_Row", "table-row")
        under(row, "style:table-row-properties", {"fo:keep-together": "always"})
        cell = self._style("Export_20_Cell", "table-cell")
        under(cell, "style:table-cell-properties", {"fo:padding": "0.1cm", "fo:border": f"0.5pt solid {LINE}"})

    def _style(self, called: str, family: str) -> Any:
        return under(self._place, "style:style", {"style:name": called, "style:family": family})

    def of(self, style: str, text: str, language: str) -> str:
        """The style to use for a text: the common one, or one that adds its language or direction."""
        turned = right_to_left(text)
        if not turned and not language:
            return style
        key = (style, language, turned)
        if key not in self._made:
            self._made[key] = f"P{len(self._made) + 1}"
            made = self._style(self._made[key], "paragraph")
            made.set(name("style:parent-style-name"), style)
            if turned:
                under(made, "style:paragraph-properties", {"style:writing-mode": "rl-tb", "fo:text-align": "right"})
            if language:
                under(made, "style:text-properties", language_of(language, turned=turned))
        return self._made[key]

    def column(self, share: float) -> str:
        """The style of a table's column that takes a share of the width."""
        called = f"Column{round(share * 1000)}"
        if called not in self._columns:
            self._columns.add(called)
            made = self._style(called, "table-column")
            under(made, "style:table-column-properties", {"style:rel-column-width": f"{round(share * 1000)}*"})
        return called


def language_of(language: str, *, turned: bool = False) -> dict[str, str]:
    """A language's attributes; of scripts from right to left they have other names (20.193)."""
    country = {"en": "US", "de": "DE", "fr": "FR"}.get(language, "none")
    if turned:
        return {"style:language-complex": language, "style:country-complex": country}
    return {"fo:language": language, "fo:country": country}
