"""What a page's comments and fields say that it doesn't: notes, values, captions, appearances. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE, value
from secretaire.documents.wire import UntrustedHidden, WhyHidden

MOST_TEXT = 20_000
_LEAST_WORDS = 4
_LONG_CHOICE = 8
"""Words from which on what a list offers, which anyone may open, is more than a choice."""
_KNOWN = 0.5
"""The share of a caption's words that its page says, too, where it captions what is on the page."""
_NOTES, _VALUES, _CAPTIONS = ("RC", "Subj"), ("DV", "RV"), ("TU", "T")
_MOST_APPEARANCES = 10
_LEAST_AREA = 1.0
_HIDDEN, _NO_VIEW = 2, 32
_LINK, _POPUP, _WIDGET = pymupdf.PDF_ANNOT_LINK, pymupdf.PDF_ANNOT_POPUP, pymupdf.PDF_ANNOT_WIDGET
_TAGS = re.compile(r"<[^<>]*>")
_STRINGS = re.compile(r"\(([^()]*)\)")
_NUMBERS = re.compile(r"(\d+) 0 R")
_OTHER_APPEARANCES = re.compile(r"/[DR]\b|/N\s*<<")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Notes:
    """The comments and fields of one page."""

    def __init__(self, file: Any, page: Any, shown: str) -> None:
        self._file, self._page = file, page
        self._words = set(_WORD.findall(shown.casefold()))

    def __iter__(self) -> Iterator[UntrustedHidden]:
        try:
            listed = self._page.annot_xrefs()
        except TROUBLE:
            return
        for number, kind, *_ in listed:
            box = rectangle(self._page, value(self._file, number, "Rect"))
            told = dict[str, WhyHidden]()
            for said, why in (*self._own(number, kind), *self._beside(number, kind), *self._appearances(number, box)):
                told.setdefault(" ".join(said.split()), why)
            yield from (UntrustedHidden(said[:MOST_TEXT], why, box) for said, why in told.items())

    def _own(self, number: int, kind: int) -> Iterator[tuple[str, WhyHidden]]:
        """A comment, or a field's value."""
        hidden = self._is_hidden(number)
        if kind == _WIDGET:
            said = self._inherited(number, "V") if hidden or self._inherited(number, "FT") == "/Tx" else ""
            if not said.startswith(("/", "[", "<<")):
                yield said, "not_shown"
        elif kind not in (_LINK, _POPUP):
            yield value(self._file, number, "Contents"), "not_shown" if hidden else "comment"

    def _beside(self, number: int, kind: int) -> Iterator[tuple[str, WhyHidden]]:
        """What it says elsewhere, if that is long enough to say something."""
        keys = (*_NOTES, *_VALUES, *_CAPTIONS) if kind == _WIDGET else ("Contents", *_NOTES)
        for key in keys:
            said = _TAGS.sub(" ", self._inherited(number, key))
            if said.startswith(("<<", "/", "[")) or len(said.split()) < _LEAST_WORDS:
                continue
            if key not in _CAPTIONS or not self._captions(said):
                yield said, "not_shown"
        if kind == _WIDGET:
            for said in _STRINGS.findall(self._inherited(number, "Opt")):
                if len(said.split()) >= _LONG_CHOICE and not self._captions(said):
                    yield said, "not_shown"

    def _captions(self, said: str) -> bool:
        """Whether it tells what the page tells in like words."""
        words = set(_WORD.findall(said.casefold()))
        return len(words & self._words) >= _KNOWN * len(words)

    def _appearances(self, number: int, box: Box) -> Iterator[tuple[str, WhyHidden]]:
        """What is drawn only at times, or never."""
        written = value(self._file, number, "AP")
        if self._is_hidden(number) or _OTHER_APPEARANCES.search(written) or abs(pymupdf.Rect(box)) < _LEAST_AREA:
            for said in drawn(self._file, [int(each) for each in _NUMBERS.findall(written)]):
                yield said, "not_shown"

    def _is_hidden(self, number: int) -> bool:
        flags = value(self._file, number, "F")
        return flags.isdigit() and bool(int(flags) & (_HIDDEN | _NO_VIEW))

    def _inherited(self, number: int, key: str) -> str:
        return value(self._file, number, key) or value(self._file, number, f"Parent/{key}")


def drawn(file: Any, numbers: Sequence[int]) -> list[str]:
    """What forms say, shown or not, by lines: they are drawn on a page of their own."""
    mupdf = pymupdf.mupdf
    try:
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
