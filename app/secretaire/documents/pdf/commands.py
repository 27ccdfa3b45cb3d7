"""What a page's commands could hide text with; found by a quick search, no interpretation. Runs in the reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from secretaire.documents.pdf.objects import TROUBLE, Objects

_CLIPS = re.compile(rb"\bW\*?\s+n\b")
_REPLACES = re.compile(rb"ActualText")
_NAMED = re.compile(rb"/\w+\s*/[^\s/]+\s+BDC")
_PAINTS = re.compile(rb"\bDo\b|\bBI\s")


@dataclass(frozen=True, slots=True)
class Means:
    """Clipping paths, replacement texts, pictures."""

    clips: bool
    replaces: bool
    pictures: bool

    def __bool__(self) -> bool:
        return self.clips or self.replaces or self.pictures


class Commands:
    """The commands of a file's pages, and of the forms drawn on them, each searched once."""

    def __init__(self, file: Any, objects: Objects) -> None:
        self._file = file
        self._named = objects.holds("ActualText")
        self._forms: dict[int, Means] = {}

    def means(self, page: Any) -> Means:
        """What a page has of them."""
        commands = page.read_contents()
        own = self._searched(commands)
        if not own.pictures:
            return own
        within = [own, *(self._form(each[0]) for each in page.get_xobjects())]
        pictures = b"BI" in commands or bool(page.get_images())
        return Means(any(each.clips for each in within), any(each.replaces for each in within), pictures)

    def _form(self, number: int) -> Means:
        if number not in self._forms:
            try:
                self._forms[number] = self._searched(self._file.xref_stream(number) or b"")
            except TROUBLE:
                self._forms[number] = Means(clips=True, replaces=True, pictures=True)
        return self._forms[number]

    def _searched(self, commands: bytes) -> Means:
        replaces = _REPLACES.search(commands) or (self._named and _NAMED.search(commands))
        return Means(bool(_CLIPS.search(commands)), bool(replaces), bool(_PAINTS.search(commands)))
