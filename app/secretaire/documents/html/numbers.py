"""The numbers of a list's items, as a browser writes them (HTML, 4.4.5 and 4.4.8). Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from secretaire.documents.html.rules import Declared
from secretaire.documents.office.counting import counted

_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none", "disc": "none", "circle": "none",
    "square": "none",
}  # fmt: skip
_WHOLE = re.compile(r"\s*([-+]?\d{1,9})")


@dataclass(slots=True)
class Numbers:
    """The numbers of one list: its style by Word's names, what the next item has, and which way it counts."""

    style: str
    following: int
    step: int

    @classmethod
    def of(cls, node: LexborNode, attributes: Mapping[str, str | None], declared: Declared) -> Numbers:
        """Those of an ``ol``."""
        backwards = "reversed" in attributes
        first = sum(child.tag == "li" for child in node.iter()) if backwards else 1
        start = _whole(attributes.get("start"))
        return cls(_style(attributes, declared, "decimal"), first if start is None else start, -1 if backwards else 1)

    def next(self, attributes: Mapping[str, str | None], declared: Declared) -> str:
        """What stands before the next item; "" where nothing does."""
        told = _whole(attributes.get("value"))
        number = self.following if told is None else told
        self.following = number + self.step
        written = counted(number, _style(attributes, declared, self.style))
        return f"{written}. " if written else ""


def _style(attributes: Mapping[str, str | None], declared: Declared, otherwise: str) -> str:
    """As the style sheet has it, else the element itself."""
    words = f"{declared.get('list-style-type', '')} {declared.get('list-style', '')}".lower().split()
    told = _TYPES.get(attributes.get("type") or "", otherwise)
    return next((_STYLES[word] for word in words if word in _STYLES), told)


def _whole(told: str | None) -> int | None:
    found = _WHOLE.match(told or "")
    return int(found[1]) if found else None
