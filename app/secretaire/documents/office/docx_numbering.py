"""The numbers that Word computes for list items and headings (ECMA-376 part 1, 17.9). Runs in the reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from secretaire.documents.office.counting import counted
from secretaire.documents.office.docx_styles import whole

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts list items in the order in which they are asked for."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        abstract = {each.get("w:abstractNumId", ""): each for each in root.findall("w:abstractNum")}
        shared = {name: _List(_levels(_linked(each, abstract))) for name, each in abstract.items()}
        for each in root.findall("w:num"):
            base = each.find("w:abstractNumId")
            found = shared.get("" if base is None else base.get("w:val", ""), _List())
            overridden = _levels(*each.findall("w:lvlOverride"))
            name = each.get("w:numId", "")
            self._lists[name] = _List({**found.levels, **overridden}, found.counts) if overridden else found
            self._starts[name] = {
                whole(change.get("w:ilvl")): whole(start.get("w:val"), 1)
                for change in each.findall("w:lvlOverride")
                if (start := change.find("w:startOverride")) is not None
            }

    def level_of_style(self, list: str, style: str) -> int | None:
        """The level that a list ties to a paragraph style."""
        found = self._lists.get(list)
        return None if found is None else next((at for at, each in found.levels.items() if each.style == style), None)

    def next(self, list: str, level: int) -> tuple[bool, str]:
        """Whether an item of this list and level is one, and its number ("" for a bullet)."""
        found = self._lists.get(list)
        if found is None or level not in found.levels:
            return False, ""
        self._count(list, found, level)
        own = found.levels[level]
        if own.format in ("bullet", "none") and not _PLACE.search(own.text):
            return own.format == "bullet" or bool(own.text), "" if own.format == "bullet" else own.text
        return True, _PLACE.sub(lambda place: self._written(found, int(place[1]) - 1, own.legal), own.text).strip()

    def _count(self, list: str, found: _List, level: int) -> None:
        start = found.levels[level].start
        if level in self._starts[list] and (list, level) not in self._begun:
            start = self._starts[list][level]
            found.counts.pop(level, None)
        self._begun.add((list, level))
        found.counts[level] = found.counts[level] + 1 if level in found.counts else start
        for deeper in range(level + 1, LEVELS):
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart != 0 and (restart is None or level < restart):
                found.counts.pop(deeper, None)

    def _written(self, found: _List, level: int, legal: bool) -> str:
        each = found.levels.get(level, _Level())
        number = found.counts.get(level, each.start)
        return counted(number, "decimal" if legal and each.format != "decimalZero" else each.format)


def _linked(each: Element, abstract: dict[str, Element]) -> Element:
    """A list that takes its levels from a list style has none of its own."""
    link = each.find("w:numStyleLink")
    if link is None:
        return each
    for other in abstract.values():
        own = other.find("w:styleLink")
        if own is not None and own.get("w:val") == link.get("w:val"):
            return other
    return each


def _levels(*parents: Element) -> dict[int, _Level]:
    found = {}
    for each in (level for parent in parents for level in parent.findall("w:lvl")):
        start, written, text = each.find("w:start"), each.find("w:numFmt"), each.find("w:lvlText")
        restart, style = each.find("w:lvlRestart"), each.find("w:pStyle")
        found[whole(each.get("w:ilvl"))] = _Level(
            1 if start is None else whole(start.get("w:val"), 1),
            "decimal" if written is None else written.get("w:val", "decimal"),
            "" if text is None else text.get("w:val", "")[:200],
            None if restart is None else whole(restart.get("w:val")),
            each.find("w:isLgl") is not None,
            "" if style is None else style.get("w:val", ""),
        )
    return found
