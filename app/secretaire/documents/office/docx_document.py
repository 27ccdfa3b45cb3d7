"""What the stories of a DOCX share: styles, lists, notes, comments, settings, the page. Runs in the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.office import looks
from secretaire.documents.office.counting import counted
from secretaire.documents.office.docx_numbering import Numbering
from secretaire.documents.office.docx_styles import Styles, truth, whole
from secretaire.documents.office.drawing import Theme
from secretaire.documents.office.office_text import as_kind, unshown
from secretaire.documents.office.ooxml import Package
from secretaire.documents.reader.wire import NoticeCode

Reader = Callable[[str, Element], Iterator[Piece]]
"""Reads the blocks of an element of a part."""
_PAINTED = ("v:imagedata", "v:fill")
_REMOTE = ("http:", "https:", "ftp:", "file:", "\\\\")
_LETTER = (12240, 15840)
_MOST_TWIPS = 31680
"""Word's largest page: 22 inches."""


class Document:
    """A DOCX's main part and what belongs to it. Notes and comments are given out once each."""

    def __init__(self, package: Package, root: Element) -> None:
        self.package, self.root = package, root
        self.styles = Styles(self._related("styles"), Theme(self._related("theme")))
        self.numbering = Numbering(self._related("numbering"))
        self._settings = self._related("settings")
        self.even_pages = self._set("w:evenAndOddHeaders")
        self.ground = self._ground()
        self.page = self._page()
        self.endnotes: list[Piece] = []
        self._waiting = {kind: self._numbered(kind) for kind in ("footnote", "endnote", "comment")}
        self._counts = {"footnote": 0, "endnote": 0}

    def _related(self, kind: str) -> Element | None:
        found = self.package.related(self.package.main, kind)
        return self.package.root(found[0]) if found else None

    def _set(self, name: str) -> bool:
        found = None if self._settings is None else self._settings.find(name)
        return found is not None and truth(found.get("w:val", "1"))

    def _ground(self) -> int:
        """The page's colour: shown on the screen only where the settings say so."""
        found = self.root.find("w:background")
        own = None if found is None else looks.colour(found.get("w:color"))
        return own if own is not None and self._set("w:displayBackgroundShape") else looks.WHITE

    def _page(self) -> tuple[int, int]:
        """Width and height of the largest page, in twips."""
        sizes = list(self.root.iter("w:pgSz"))
        wide = max((whole(each.get("w:w")) for each in sizes), default=0)
        high = max((whole(each.get("w:h")) for each in sizes), default=0)
        return min(wide or _LETTER[0], _MOST_TWIPS), min(high or _LETTER[1], _MOST_TWIPS)

    def framed(self) -> tuple[NoticeCode, ...]:
        """Whether other files are named: frames to show beside the text, pictures by their address."""
        web = self._related("webSettings")
        found: list[NoticeCode] = []
        if web is not None and next(web.iter("w:sourceFileName"), None) is not None:
            found.append("external_reference")
        if any(each.get("src", "").casefold().startswith(_REMOTE) for tag in _PAINTED for each in self.root.iter(tag)):
            found.append("remote_image")
        return tuple(found)

    def variables(self) -> Iterator[Piece]:
        """Variables that the settings hold."""
        for each in () if self._settings is None else self._settings.iter("w:docVar"):
            if text := each.get("w:val", "").strip():
                yield Piece(text, hidden="metadata")

    def _numbered(self, kind: str) -> dict[str, tuple[str, Element]]:
        found = {}
        for part in self.package.related(self.package.main, f"{kind}s"):
            root = self.package.root(part)
            for each in () if root is None else root.findall(f"w:{kind}"):
                if each.get("w:type", "normal") == "normal":  # else a line that parts notes from text
                    found[each.get("w:id", "")] = (part, each)
        return found

    def note(self, kind: str, id: str, read: Reader) -> tuple[str, list[Piece]]:
        """A note's number as it is written, and its text; endnotes gather at the end."""
        if id not in self._waiting[kind]:
            return "", []
        self._counts[kind] += 1
        number = counted(self._counts[kind], "decimal" if kind == "footnote" else "lowerRoman")
        pieces = list(_marked(as_kind(self._take(kind, id, read), "footnote"), f"[{number}]"))
        if kind == "footnote":
            return f"[{number}]", pieces
        self.endnotes += pieces
        return f"[{number}]", []

    def comment(self, id: str, read: Reader) -> list[Piece]:
        """A comment's text: nobody sees it on the page."""
        return list(unshown(self._take("comment", id, read), "comment"))

    def _take(self, kind: str, id: str, read: Reader) -> Iterator[Piece]:
        found = self._waiting[kind].pop(id, None)
        if found is not None:
            yield from read(*found)

    def left_over(self, read: Reader) -> Iterator[Piece]:
        """Notes and comments that nothing refers to."""
        for kind, why in (("footnote", "not_shown"), ("endnote", "not_shown"), ("comment", "comment")):
            for left in list(self._waiting[kind]):
                yield from unshown(self._take(kind, left, read), why)  # type: ignore[arg-type]  # one of these two


def _marked(pieces: Iterator[Piece], mark: str) -> Iterator[Piece]:
    for piece in pieces:
        if mark and piece.hidden is None and piece.text.strip():
            yield Piece(f"{mark} {piece.text.lstrip()}", piece.kind, piece.level, notices=piece.notices)
            mark = ""
        else:
            yield piece
