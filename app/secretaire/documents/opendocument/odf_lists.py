"""The numbers of list items and headings in OpenDocument (ODF 1.3 part 3, 16.30 to 16.34). Runs in the reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from secretaire.documents.office.counting import counted
from secretaire.documents.opendocument.odf_styles import Styles

_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
_LEVELS = 10


@dataclass(slots=True)
class Counter:
    """A list that counts: its levels, and how far each has come."""

    style: Element | None
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int, start: str | None = None) -> str:
        """The number of the next item of a level (from 1), "" for a bullet."""
        own = self._level(level)
        begin = _whole(start) or _whole(None if own is None else own.get("text:start-value")) or 1
        fresh = level not in self.counts or start is not None
        self.counts[level] = begin if fresh else self.counts[level] + 1
        for deeper in range(level + 1, _LEVELS + 1):
            self.counts.pop(deeper, None)
        if own is None or own.tag == "text:list-level-style-bullet" or not own.get("style:num-format"):
            return ""
        shown = min(level, max(1, _whole(own.get("text:display-levels")) or 1))
        parts = [self._written(at) for at in range(level - shown + 1, level + 1)]
        return (
            f"{own.get('style:num-prefix', '')}{'.'.join(filter(None, parts))}{own.get('style:num-suffix', '')}".strip()
        )

    def _written(self, level: int) -> str:
        own = self._level(level)
        style = _FORMATS.get(own.get("style:num-format", "") if own is not None else "1", "decimal")
        return counted(self.counts.get(level, 1), style)

    def _level(self, level: int) -> Element | None:
        for each in () if self.style is None else self.style:
            if each.get("text:level") == str(level):
                return each
        return None


class Lists:
    """The lists of a document, which may go on where another ended."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.outline = Counter(styles.outline)
        self._by_style: dict[str, Counter] = {}
        self._by_id: dict[str, Counter] = {}

    def begin(self, element: Element, style: str) -> Counter:
        """The counter of a list that begins here, or goes on."""
        after = self._by_id.get(element.get("text:continue-list", ""))
        if after is None and element.get("text:continue-numbering") == "true":
            after = self._by_style.get(style)
        counter = after or Counter(self._styles.list_style(style))
        self._by_style[style] = counter
        if (own := element.get("{http://www.w3.org/XML/1998/namespace}id")) is not None:
            self._by_id[own] = counter
        return counter


def _whole(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 7 else None
