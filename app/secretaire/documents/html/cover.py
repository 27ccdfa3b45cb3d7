"""Boxes that are laid over text by their position. Runs in the reader.

Nothing is laid out here, so only what is sure counts: an opaque box that fills the one it is placed in, and lies over
what stands in it before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from secretaire.documents.formats.flow import Piece
from secretaire.documents.html.rules import Declared
from secretaire.documents.html.style import Look, opaque, resolved

_NOWHERE = re.compile(r"-?0*(?:\.0+)?(?:[a-z]+|%)?|-[\d.]+(?:[a-z]+|%)")
_WHOLE = re.compile(r"(?:\d{3,}(?:\.\d+)?)(?:%|vw|vh|vmax|dvh|dvw)|\d{4,}(?:\.\d+)?px")
_HOLDS = ("relative", "absolute", "fixed", "sticky")


@dataclass(slots=True)
class Covers:
    """What was raised over others so far: a cover may lie below it."""

    raised: int = -1

    def covered_from(self, holder: int, look: Look, declared: Declared) -> int | None:
        """Where what a box covers begins among the pieces; ``holder`` is where its containing block does."""
        if "position" not in declared or look.gone or not look.visible:
            return None
        _, declared = resolved(look, declared)
        if not _fills(declared) or not _is_opaque(declared):
            return None
        begin = 0 if declared["position"] == "fixed" else holder
        return begin if self.raised <= begin else None

    def note(self, declared: Declared, count: int) -> None:
        """Hear of an element that begins behind so many pieces."""
        level = declared.get("z-index", "")
        if level.lstrip("+").isdigit() and int(level) > 0 and not _fills(declared):
            self.raised = max(self.raised, count + 1)


def holds(declared: Declared) -> bool:
    """Whether what is placed within an element is placed by its edges."""
    return declared.get("position", "") in _HOLDS or declared.get("transform", "none") != "none"


def hide(pieces: list[Piece], begin: int) -> None:
    """What lies below a cover can't be seen."""
    for at in range(begin, len(pieces)):
        if not pieces[at].hidden and (said := pieces[at].written.strip()):
            pieces[at] = Piece(said, hidden="covered")


def _is_opaque(declared: Declared) -> bool:
    """Whether it has a colour of its own that lets nothing through, and nothing makes it less."""
    if any(each in declared for each in ("opacity", "filter", "animation")):
        return False
    return opaque(declared.get("background-color") or declared.get("background", ""))


def _fills(declared: Declared) -> bool:
    if declared.get("position", "") not in ("absolute", "fixed") or declared.get("z-index", "").startswith("-"):
        return False
    sides = declared.get("inset", "").split()
    if sides and all(_NOWHERE.fullmatch(each) for each in sides):
        return True
    edges = {each for each in ("top", "left", "right", "bottom") if _NOWHERE.fullmatch(declared.get(each, "auto"))}
    wide = {"left", "right"} <= edges or ("left" in edges and _WHOLE.fullmatch(declared.get("width", "")))
    high = {"top", "bottom"} <= edges or ("top" in edges and _WHOLE.fullmatch(declared.get("height", "")))
    return bool(wide and high)
