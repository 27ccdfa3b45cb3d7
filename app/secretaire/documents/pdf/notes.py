"""What a page's comments and fields say that it doesn't: notes, values, captions, appearances. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import REFERENCE, TROUBLE, object_text, stream, value
from secretaire.documents.reader.wire import UntrustedHidden, WhyHidden

MOST_TEXT = 20_000
_LEAST_WORDS = 4
_LONG = 8
"""Words from which on what a list offers, or a viewer shows where the pointer rests, is more than a name."""
_KNOWN = 0.4
"""The share of a caption's words that its page says, too, where it captions what is on the page."""
_KEYS = dict.fromkeys(("RC", "Subj", "DV", "RV", "T"), _LEAST_WORDS) | {"TU": _LONG}
"""So many words in these entries are enough to say something."""
_CAPTIONS = ("TU", "T")
_STEM = 5
_WRITTEN = re.compile(rb"[(<][^()<>]*[)>]")
_LEAST_WRITTEN = 12
_MOST_APPEARANCES = 10
_LEAST_AREA = 1.0
_HIDDEN, _NO_VIEW = 2, 32
_LINK, _POPUP, _WIDGET = pymupdf.PDF_ANNOT_LINK, pymupdf.PDF_ANNOT_POPUP, pymupdf.PDF_ANNOT_WIDGET
_TAGS = re.compile(r"<[^<>]*>")
_STRINGS = re.compile(r"\(([^()]*)\)")
_OTHER_APPEARANCES = re.compile(r"/AP(?:<<[^>]*/(?:[DR]\b|N\s*<<)| \d+ 0 R)")
_PARENT = re.compile(r"/Parent (\d+) 0 R")
_FLAGS = re.compile(r"/F (\d+)(?! 0 R)")
_RECTANGLE = re.compile(r"/Rect\[([^\]]*)\]")
_LATIN = r"\\(?:2[4-7]|3[0-6])\d"
"""A letter that all encodings of strings share, as MuPDF writes it."""
_ESCAPED = re.compile(_LATIN)
_ENTRY = re.compile(rf"/({'|'.join(_KEYS)}|AP|Contents|Opt|Rect|V)(?:\(((?:[^()\\]|{_LATIN})*)\)|(?=[(<\[/ ]))")
"""A key, and what it says where that is a plain string; nothing but such a sign follows a whole key."""
_APPEARANCES = re.compile(r"/AP<<((?:[^<>]|<<[^<>]*>>)*)>>")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Notes:
    """The comments and fields of one page."""

    def __init__(self, file: Any, page: Any, shown: str) -> None:
        self._file, self._page, self._shown = file, page, shown

    def __iter__(self) -> Iterator[UntrustedHidden]:
        try:
            yield from self._notes()
        except TROUBLE:
            return

    def _notes(self) -> Iterator[UntrustedHidden]:
        listed = self._page.annot_xrefs()
        words = _stems(self._shown) if listed else set()
        fields: dict[str, str] = {}
        for number, kind, *_ in listed:
            note = _Note(self._file, number, kind, fields)
            told = dict[str, WhyHidden]()
            for said, why in (*note.own(), *note.beside(words), *note.appearances()):
                told.setdefault(" ".join(said.split()), why)
            box = rectangle(self._page, note.entry("Rect")) if any(told) else (0.0, 0.0, 0.0, 0.0)
            yield from (UntrustedHidden(said[:MOST_TEXT], why, box) for said, why in told.items() if said)


class _Note:
    """A comment, a link or a field."""

    def __init__(self, file: Any, number: int, kind: int, fields: dict[str, str]) -> None:
        """``fields``: what is written of fields that have several parts, by their numbers."""
        self._file, self._number, self._kind = file, number, kind
        self._written = object_text(file, number)
        self._field, self._field_written = 0, ""
        if kind == _WIDGET and (parent := _PARENT.search(self._written)):
            self._field = int(parent[1])
            if parent[1] not in fields:
                fields[parent[1]] = object_text(file, self._field)
            self._field_written = fields[parent[1]]
        own = _texts(self._written)
        self._own, self._texts = own.keys(), _texts(self._field_written) | own
        flags = _FLAGS.search(self._written)
        self._hidden = flags is not None and bool(int(flags[1]) & (_HIDDEN | _NO_VIEW))

    def entry(self, key: str) -> str:
        """An entry of its own, or of the field that it is a part of: asked for only where it is written."""
        if key not in self._texts:
            return ""
        return value(self._file, self._number if key in self._own else self._field, key)

    def _says(self, key: str, least: int, shown: set[str] | None = None) -> bool:
        """Whether an entry may say so many words that aren't a caption to what is ``shown``."""
        said = self._texts.get(key, "")
        return said is None or (_words(said) >= least and not (shown is not None and _captions(said, shown)))

    def own(self) -> Iterator[tuple[str, WhyHidden]]:
        """A comment, or a field's value."""
        if self._kind == _WIDGET:
            is_text = any("/FT/Tx" in written or "/FT " in written for written in (self._written, self._field_written))
            said = self.entry("V") if self._hidden or is_text else ""
            if not said.startswith(("/", "[", "<<")):
                yield said, "not_shown"
        elif self._kind not in (_LINK, _POPUP):
            yield self.entry("Contents"), "not_shown" if self._hidden else "comment"

    def beside(self, shown: set[str]) -> Iterator[tuple[str, WhyHidden]]:
        """What it says elsewhere, if that is long enough to say something that words with these stems don't."""
        for key, least in _KEYS.items():
            known = shown if key in _CAPTIONS else None
            if not self._says(key, least, known):
                continue
            said = _TAGS.sub(" ", self.entry(key))
            if said.startswith(("<<", "/", "[")) or _words(said) < least:
                continue
            if known is None or not _captions(said, known):
                yield said, "not_shown"
        if self._kind == _WIDGET:
            for said in _STRINGS.findall(self.entry("Opt")):
                if _words(said) >= _LONG and not _captions(said, shown):
                    yield said, "not_shown"
        elif self._kind in (_LINK, _POPUP) and _words(said := self.entry("Contents")) >= _LONG:
            yield said, "not_shown"

    def appearances(self) -> Iterator[tuple[str, WhyHidden]]:
        """What is drawn only at times, or never."""
        is_other = self._hidden or _OTHER_APPEARANCES.search(self._written) or _is_nothing(self._written)
        if "/AP" in self._written and is_other:
            within = _APPEARANCES.search(self._written)
            written = within[1] if within else self.entry("AP")
            numbers = [int(each) for each in REFERENCE.findall(written)]
            for said in drawn(self._file, [each for each in numbers if _says(stream(self._file, each))]):
                yield said, "not_shown"


def _texts(written: str) -> dict[str, str | None]:
    """What each entry says; None where it is no plain string, or where several have its key."""
    found: dict[str, str | None] = {}
    for entry in _ENTRY.finditer(written):
        found[entry[1]] = None if entry[1] in found else entry[2]
    return {key: said and _ESCAPED.sub(_letter, said) for key, said in found.items()}


def _letter(escaped: re.Match[str]) -> str:
    return chr(int(escaped[0][1:], 8))


def _captions(said: str, shown: set[str]) -> bool:
    """Whether it tells in like words what words with these stems tell."""
    words = _stems(said)
    return len(words & shown) >= _KNOWN * len(words)


def _is_nothing(written: str) -> bool:
    """Whether its rectangle has next to no area."""
    found = _RECTANGLE.search(written)
    try:
        x0, y0, x1, y1 = (float(side) for side in found[1].split()) if found else (0.0, 0.0, 0.0, 0.0)
    except ValueError:
        return True
    return abs((x1 - x0) * (y1 - y0)) < _LEAST_AREA


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def _stems(text: str) -> set[str]:
    """The beginnings of its words: endings differ between a heading and a field's name."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}


def _says(commands: bytes) -> bool:
    """Whether these commands could write words: ticks and circles are letters, too."""
    return b"Do" in commands or sum(map(len, _WRITTEN.findall(commands))) >= _LEAST_WRITTEN


def drawn(file: Any, numbers: Sequence[int]) -> list[str]:
    """What forms say, shown or not, by lines: they are drawn on a page of their own."""
    mupdf = pymupdf.mupdf
    try:
        if not numbers:
            return []
        scratch = pymupdf.open()
        page = scratch.new_page()
        ours, theirs = (mupdf.pdf_document_from_fz_document(each.this) for each in (scratch, file))
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
        return [line for line in read.extractTEXT().splitlines() if line.strip()]
    except TROUBLE:
        return []


def rectangle(page: Any, written: str) -> Box:
    """A rectangle of the file's as a place on the displayed page; the whole page where it is none."""
    try:
        sides = pymupdf.Rect(*(float(side) for side in written.strip("[] ").split())) * page.transformation_matrix
        placed = sides.normalize() * page.rotation_matrix
        return placed.x0, placed.y0, placed.x1, placed.y1
    except TROUBLE:
        return tuple(page.rect)
