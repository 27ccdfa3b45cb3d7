"""Text of a PDF that belongs to no page's drawing: comments, hidden fields, descriptions, metadata, layers.

Runs in the reader. What the page shows anyway is not told again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE, Objects, object_text, value
from secretaire.documents.wire import UntrustedHidden, WhyHidden

LEAST_METADATA_WORDS = 6
"""Titles, names and keywords are no text that could say something."""
MOST_TEXT = 20_000
LEAST_NOTE_WORDS = 4
_FURTHER_KEYS = ("RC", "Subj", "TU", "DV", "RV", "Opt", "T")
_TAGS = re.compile(r"<[^<>]*>")
_STRINGS = re.compile(r"\(([^()]*)\)")
_XFA_TEXT = re.compile(r">([^<>]{10,})</")
_VERSION = re.compile(rb"startxref\s+(\d+)\s+%%EOF[\r\n]*")
_MOST_FORMER, _MOST_FORMER_PAGES, _MOST_VERSIONS = 20_000_000, 100, 5
_MOST_APPEARANCES = 10
_HIDDEN, _NO_VIEW = 2, 32
_LINK, _POPUP, _WIDGET = pymupdf.PDF_ANNOT_LINK, pymupdf.PDF_ANNOT_POPUP, pymupdf.PDF_ANNOT_WIDGET
_HIGHEST = 6
_PAGE = re.compile(r"/Pg (\d+) 0 R")
_PARENT = re.compile(r"/P (\d+) 0 R")
_KIDS = re.compile(r"(\d+) 0 R")
_BOX = re.compile(r"/BBox\[([-\d. ]+)\]")
_NOT_METADATA = frozenset("CreationDate ModDate Producer Creator Trapped SourceModified PTEX.Fullbanner".split())
_NO_LETTERS = re.compile(r"[\W_]+")
_XML_TEXT = re.compile(r"<([\w:]+)[^<>]*>([^<>]{20,})</")
_XML_VALUE = re.compile(r"\s([\w:]+)=[\"']([^<>\"']{20,})[\"']")
_ABOUT_THE_FILE = re.compile(r"(?:pdfa|xmp|xmlns|stEvt|stRef|rdf:|pdf:Producer)")


class Unshown:
    """What a file says beside its pages."""

    def __init__(self, file: Any, objects: Objects, path: str, password: str) -> None:
        self._file, self._objects, self._path, self._password = file, objects, path, password

    def of_page(self, page: Any, number: int, text: str) -> list[UntrustedHidden]:
        """All of it that belongs to a page (1-based) which shows ``text``; the whole file's belongs to the first."""
        found = [*self._annotations(page), *self._on_layers(page, number)]
        described = self._descriptions.get(number, ())
        told = self._metadata() if number == 1 else ()
        if number == 1:
            box: Box = tuple(page.rect)
            found += [UntrustedHidden(said[:MOST_TEXT], "not_shown", box) for said in self._forms()]
            found += [UntrustedHidden(said, "deleted", box) for said in dict.fromkeys(self._former())]
        if described or told:
            box = tuple(page.rect)
            found += [UntrustedHidden(said[:MOST_TEXT], "alternative", place or box) for said, place in described]
            found += [UntrustedHidden(said[:MOST_TEXT], "metadata", box) for said in told]
        if not found:
            return found
        shown = letters(text)
        return [
            each for each in found if (said := letters(each.text)) and (each.why == "layer_off" or said not in shown)
        ]

    def _annotations(self, page: Any) -> Iterator[UntrustedHidden]:
        try:
            listed = page.annot_xrefs()
        except TROUBLE:
            return
        for number, kind, *_ in listed:
            yield from self._beside(page, number, kind)
            if kind in (_LINK, _POPUP):
                continue
            flags = value(self._file, number, "F")
            hidden = flags.isdigit() and int(flags) & (_HIDDEN | _NO_VIEW)
            why: WhyHidden = "not_shown" if hidden or kind == _WIDGET else "comment"
            if kind == _WIDGET and not hidden and self._inherited(number, "FT") != "/Tx":
                continue
            widget = kind == _WIDGET
            said = self._inherited(number, "V") if widget else value(self._file, number, "Contents")
            if said and not (widget and said.startswith(("/", "[", "<<"))):
                yield UntrustedHidden(said[:MOST_TEXT], why, _rectangle(page, value(self._file, number, "Rect")))

    def _beside(self, page: Any, number: int, kind: int) -> Iterator[UntrustedHidden]:
        """What an annotation or field says elsewhere than in its own text: it may be long enough to say something."""
        box = _rectangle(page, value(self._file, number, "Rect"))
        for key in _FURTHER_KEYS if kind not in (_LINK, _POPUP) else ("Contents", "RC"):
            told = _TAGS.sub(" ", self._inherited(number, key))
            for said in _STRINGS.findall(told) if key == "Opt" else (told,):
                if len(said.split()) >= LEAST_NOTE_WORDS and not said.startswith(("<<", "/", "[")):
                    yield UntrustedHidden(" ".join(said.split())[:MOST_TEXT], "not_shown", box)
        written = value(self._file, number, "AP")
        flags = value(self._file, number, "F")
        hidden = flags.isdigit() and int(flags) & (_HIDDEN | _NO_VIEW)
        if hidden or "/D" in written or "/R" in written or "/N<<" in written or abs(pymupdf.Rect(box)) < 1:
            for said in self._drawn([int(each) for each in _KIDS.findall(written)]):
                yield UntrustedHidden(said[:MOST_TEXT], "not_shown", box)

    def _drawn(self, numbers: Sequence[int]) -> list[str]:
        """What appearances say, shown or not: they are drawn on a page of their own."""
        mupdf = pymupdf.mupdf
        try:
            scratch = pymupdf.open()
            page = scratch.new_page()
            ours, theirs = (mupdf.pdf_document_from_fz_document(each.this) for each in (scratch, self._file))
            forms = [
                mupdf.pdf_to_num(mupdf.pdf_graft_object(ours, mupdf.pdf_new_indirect(theirs, number, 0)))
                for number in numbers[:_MOST_APPEARANCES]
            ]
            names = "".join(f"/A{at} {form} 0 R" for at, form in enumerate(forms))
            scratch.xref_set_key(page.xref, "Resources", f"<</XObject<<{names}>>>>")
            contents = scratch.get_new_xref()
            scratch.update_object(contents, "<<>>")
            scratch.update_stream(contents, " ".join(f"/A{at} Do" for at in range(len(forms))).encode())
            scratch.xref_set_key(page.xref, "Contents", f"{contents} 0 R")
            read = scratch[0].get_textpage(clip=pymupdf.INFINITE_RECT(), flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
            return [line.strip() for line in read.extractTEXT().splitlines() if line.strip()]
        except TROUBLE:
            return []

    def _forms(self) -> Iterator[str]:
        """What a form in XML says (XFA), which takes the place of the pages in programs that know it."""
        written = value(self._file, self._file.pdf_catalog(), "AcroForm/XFA")
        try:
            kind, text = self._file.xref_get_key(self._file.pdf_catalog(), "AcroForm/XFA")
            numbers = [int(text.split()[0])] if kind == "xref" and "[" not in written else []
            for number in numbers or [int(each) for each in _KIDS.findall(written)]:
                stream = (self._file.xref_stream(number) or b"").decode("utf-8", "replace")
                yield from (said for said in _XFA_TEXT.findall(stream) if len(said.split()) >= LEAST_NOTE_WORDS)
        except TROUBLE:
            return

    def _former(self) -> Iterator[str]:
        """What earlier versions of the file say that no page says now (ISO 32000-2, 7.5.6)."""
        with open(self._path, "rb") as file:
            data = file.read(_MOST_FORMER + 1)
        ends = [match.end() for match in _VERSION.finditer(data) if int(match[1])][:-1]
        if not ends or len(data) > _MOST_FORMER or len(self._file) > _MOST_FORMER_PAGES:
            return
        now = letters("".join(page.get_text() for page in self._file))
        for end in ends[-_MOST_VERSIONS:]:
            try:
                former = pymupdf.open(stream=data[:end], filetype="pdf")
                if former.needs_pass and not former.authenticate(self._password):
                    continue
                lines = [line for page in former for line in page.get_text().splitlines()]
            except TROUBLE:
                continue
            yield from (line for line in lines if letters(line) and letters(line) not in now)

    def _inherited(self, number: int, key: str) -> str:
        return value(self._file, number, key) or value(self._file, number, f"Parent/{key}")

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
            for kid in _KIDS.findall(kids)[:3]:
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


def _rectangle(page: Any, written: str) -> Box:
    try:
        sides = pymupdf.Rect(*(float(side) for side in written.strip("[] ").split())) * page.transformation_matrix
        placed = sides.normalize() * page.rotation_matrix
        return placed.x0, placed.y0, placed.x1, placed.y1
    except TROUBLE:
        return tuple(page.rect)


def _described(page: Any, written: str) -> Box | None:
    box = _BOX.search(written)
    return _rectangle(page, box[1]) if box else None
