"""Text of a PDF that belongs to no page's drawing: notes, descriptions, metadata, layers, versions.

Runs in the reader. What the page shows anyway is not told again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.notes import MOST_TEXT, Notes, rectangle
from secretaire.documents.pdf.objects import REFERENCE, TROUBLE, Objects, object_text, value
from secretaire.documents.pdf.versions import in_xml, unlike_now
from secretaire.documents.reader.wire import UntrustedHidden, WhyHidden

LEAST_METADATA_WORDS = 6
"""Titles, names and keywords are no text that could say something."""
_HIGHEST = 6
_PAGE = re.compile(r"/Pg (\d+) 0 R")
_PARENT = re.compile(r"/P (\d+) 0 R")
_BOX = re.compile(r"/BBox\[([-\d. ]+)\]")
_NOT_METADATA = frozenset("CreationDate ModDate Producer Creator Trapped SourceModified PTEX.Fullbanner".split())
_NO_LETTERS = re.compile(r"[\W_]+")
_XML_TEXT = re.compile(r"<([\w:]+)[^<>]*>([^<>]{20,})</")
_XML_VALUE = re.compile(r"\s([\w:]+)=[\"']([^<>\"']{20,})[\"']")
_ABOUT_THE_FILE = re.compile(r"(?:pdfa|xmp|xmlns|x:xmp|stEvt|stRef|rdf:about|pdf:Producer)")


class Unshown:
    """What a file says beside its pages."""

    def __init__(self, file: Any, objects: Objects, path: str, password: str) -> None:
        self._file, self._objects, self._path, self._password = file, objects, path, password

    def of_page(self, page: Any, number: int, text: str) -> list[UntrustedHidden]:
        """All of it that belongs to a page (1-based) which shows ``text``; the whole file's belongs to the first."""
        found = [*Notes(self._file, page, text), *self._on_layers(page, number)]
        whole: Box = tuple(page.rect)
        for said, place in self._descriptions.get(number, ()):
            found.append(UntrustedHidden(said[:MOST_TEXT], "alternative", place or whole))
        if number == 1:
            found += [UntrustedHidden(said[:MOST_TEXT], why, whole) for said, why in self._of_file()]
        if not found:
            return found
        shown = letters(text)
        return [
            each for each in found if (said := letters(each.text)) and (each.why == "layer_off" or said not in shown)
        ]

    def _of_file(self) -> Iterator[tuple[str, WhyHidden]]:
        yield from ((said, "not_shown") for said in in_xml(self._file))
        yield from ((said, "deleted") for said in unlike_now(self._file, self._path, self._password))
        yield from ((said, "metadata") for said in self._metadata())

    @cached_property
    def _descriptions(self) -> dict[int, list[tuple[str, Box | None]]]:
        """Descriptions and replacement texts in the file's structure, by page."""
        numbers = {self._file.page_xref(at): at + 1 for at in range(len(self._file))}
        found: dict[int, list[tuple[str, Box | None]]] = {}
        for each in self._objects.holding("Alt", "ActualText"):
            written = object_text(self._file, each)
            at = numbers.get(self._page_of(written), 1)
            page = self._file.load_page(at - 1) if _BOX.search(written) else None
            for key in ("Alt", "ActualText"):
                said = value(self._file, each, key) if f"/{key}" in written else ""
                if " " in said and not said.startswith(("<<", "/", "[")):
                    box = _described(page, written) if page is not None else None
                    found.setdefault(at, []).append((said, box))
        return found

    def _page_of(self, written: str) -> int:
        """The number of the page's object; 0 where the structure doesn't tell."""
        for _ in range(_HIGHEST):
            if page := _PAGE.search(written):
                return int(page[1])
            kids = written.partition("/K")[2]
            for kid in REFERENCE.findall(kids)[:3]:
                if page := _PAGE.search(object_text(self._file, int(kid))):
                    return int(page[1])
            parent = _PARENT.search(written)
            if parent is None:
                return 0
            written = object_text(self._file, int(parent[1]))
        return 0

    def _metadata(self) -> list[str]:
        said = []
        try:
            kind, reference = self._file.xref_get_key(-1, "Info")
            number = int(reference.split()[0]) if kind == "xref" else 0
            keys = self._file.xref_get_keys(number) if number else ()
            said += [value(self._file, number, key) for key in keys if key not in _NOT_METADATA]
            packet = self._file.get_xml_metadata() or ""
            described = _XML_TEXT.findall(packet) + _XML_VALUE.findall(packet)
            said += [text for name, text in described if not _ABOUT_THE_FILE.match(name)]
        except TROUBLE:
            pass
        texts = [" ".join(each.split()) for each in said]
        return list(dict.fromkeys(each for each in texts if len(each.split()) >= LEAST_METADATA_WORDS))

    @cached_property
    def _all_layers(self) -> Any:
        """The same file with every layer on, where it has layers."""
        catalog = self._file.pdf_catalog()
        if not value(self._file, catalog, "OCProperties"):
            return None
        other = pymupdf.open(self._path, filetype="pdf")
        if other.needs_pass:
            other.authenticate(self._password)
        other.xref_set_key(other.pdf_catalog(), "OCProperties", "null")
        return other

    def _on_layers(self, page: Any, number: int) -> list[UntrustedHidden]:
        if self._all_layers is None:
            return []
        from secretaire.documents.pdf.second_look import only_in, together

        seen, every = (each.get_displaylist() for each in (page, self._all_layers.load_page(number - 1)))
        flags = pymupdf.TEXT_PRESERVE_WHITESPACE
        texts = [pymupdf.TextPage(each.get_textpage(flags)).extractWORDS() for each in (every, seen)]
        return together(only_in(texts[0], texts[1]), "layer_off")


def letters(text: str) -> str:
    """Letters and digits alone, folded: what two texts must share to say the same."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _described(page: Any, written: str) -> Box | None:
    box = _BOX.search(written)
    return rectangle(page, box[1]) if box else None
