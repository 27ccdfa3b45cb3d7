"""Fonts that say otherwise than they draw: what their codes mean, and which glyphs they name. Runs in the reader.

A ``/ToUnicode`` map may call any glyph anything. Where a font names its glyphs (ISO 32000-2, 9.6.5), the two are
compared; one glyph can't be several letters (``/CIDToGIDMap``), and none is a sentence.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pymupdf

from secretaire.documents.pdf.objects import TROUBLE, stream, value
from secretaire.documents.pdf.type3 import HARMLESS, Glyphs, look

_SINGLE = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
_NAME = re.compile(r"(\d+)|/([^\s/\[\]<>()]+)")
_LONGEST_LIGATURE = 4
_LATIN_LETTERS = re.compile("[A-Za-z\u00c0-\u024f]")
_BLANKS = (" ", "\u00a0")
_MOST_CODES = 5000
_MUPDF = pymupdf.mupdf
_TRUETYPE = "FontFile2"
_PROGRAMS = (_TRUETYPE, "FontFile", "FontFile3")
_DIRECTORY, _TABLES = 600, 12
_OUTLINED = (b"head", b"loca")
_LEAST_OUTLINE, _MOST_OUTLINE, _FEW_LETTERS = 50, 1000, 8
"""Bytes that a letter takes in a TrueType program, packed, where no others are kept, and letters of a font that doesn't
tell: only where there are more or fewer is each looked at, since that means unpacking the program."""
_LEAST_GLYPH, _MOST_GLYPH, _LEAST_PROGRAM, _LEAST_PACKED = 24, 300, 600, 12
"""Bytes of an outline, unpacked, at least and where no others are kept; of a packed program of another kind, and of
each of its letters, at least."""
_LIES = 3
"""So many letters that are named otherwise than they are said to mean are no encoding's slip."""


@dataclass(slots=True)
class Meanings:
    """Of the fonts of a page: names of those that lie, and what single glyphs mean that is longer than a ligature.

    ``blank`` are the names of those that may have no glyphs to show, each told once; ``inkless`` of those some of whose
    drawn glyphs leave no ink; ``covers``: whether one of these covers more than its own place.
    """

    lying: set[str] = field(default_factory=set)
    sentences: set[str] = field(default_factory=set)
    blank: set[str] = field(default_factory=set)
    inkless: set[str] = field(default_factory=set)
    covers: bool = False


@dataclass(frozen=True, slots=True)
class _Font:
    lies: bool = False
    sentences: frozenset[str] = frozenset()
    blank: bool = False
    glyphs: Glyphs = HARMLESS


class Fonts:
    """What a file's fonts mean, each looked at once."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._known: dict[int, _Font] = {}
        self._names: dict[int, str] = {}
        self._empty: dict[int, frozenset[int]] = {}
        self._sizes: dict[int, int] = {}
        self._of: dict[tuple[tuple[int, ...], tuple[int, ...]], Meanings] = {}

    def of(self, page: Any) -> Meanings:
        """What a page's fonts mean."""
        fonts, forms = _numbers(page)
        found = Meanings()
        if fonts and not forms and all(number in self._names for number in fonts):
            for number in fonts:
                self._add(found, number)
            return found
        if forms and (fonts, forms) in self._of:
            return replace(self._of[fonts, forms], blank=set())
        try:
            for number, _, kind, name, *_ in page.get_fonts():
                self._names.setdefault(number, name.rpartition("+")[2] or f"{kind} ({number} 0 R)")
                self._add(found, number, kind)
        except TROUBLE:
            pass
        if 0 not in fonts + forms:
            self._of[fonts, forms] = found
        return found

    def _add(self, found: Meanings, number: int, kind: str = "") -> None:
        name = self._names[number]
        if number not in self._known:
            self._known[number] = font = self._look(number, kind)
            if font.blank:
                found.blank.add(name)
        font = self._known[number]
        if font.lies:
            found.lying.add(name)
        if font.glyphs.blank:
            found.inkless.add(name)
        found.covers |= font.glyphs.covers
        found.sentences |= font.sentences

    def _look(self, number: int, kind: str) -> _Font:
        try:
            font = _MUPDF.pdf_load_object(_MUPDF.pdf_document_from_fz_document(self._file.this), number)
            mapped = _number(font, "ToUnicode")
            means = dict(_codes(stream(self._file, mapped))) if mapped else {}
            codes = [code for code, text in means.items() if len(text) == 1 and text.isalnum()]
            sentences = frozenset(text.strip() for text in means.values() if _is_sentence(text))
            if kind == "Type3":
                blanks = {code for code, text in means.items() if not text.strip()}
                return _Font(sentences=sentences, glyphs=look(self._file, number, blanks))
            if kind == "Type0":
                below = _MUPDF.pdf_array_get(_MUPDF.pdf_dict_gets(font, "DescendantFonts"), 0)
                glyphs = stream(self._file, _number(below, "CIDToGIDMap")) if codes else b""
                lies = bool(codes) and _several(means, glyphs)
                return _Font(lies, sentences, self._is_blank(_program(below), codes, glyphs))
            lies = bool(codes) and _misnamed(means, self._named(number))
            return _Font(lies, sentences, self._is_thin(_program(font), len(codes)))
        except TROUBLE:
            return _Font()

    def _is_blank(self, program: tuple[str, int], codes: Sequence[int], glyphs: bytes) -> bool:
        """Whether glyphs that are called letters have no outlines, in a font whose codes are numbers of glyphs."""
        kind, number = program
        if kind != _TRUETYPE or not codes:
            return self._is_thin(program, len(codes))
        length = self._file.xref_get_key(number, "Length")[1]
        if length.isdigit() and _LEAST_OUTLINE <= int(length) / len(codes) <= _MOST_OUTLINE:
            return False
        if _LEAST_GLYPH <= self._size(program) / len(codes) <= _MOST_GLYPH:
            return False
        places = [int.from_bytes(glyphs[2 * code : 2 * code + 2]) for code in codes] if glyphs else codes
        if number not in self._empty:  # fonts that differ in their codes often share a program
            self._empty[number] = _without_outline(stream(self._file, number))
        return sum(place in self._empty[number] for place in places) >= _LIES

    def _is_thin(self, program: tuple[str, int], letters: int) -> bool:
        """Whether a font's program is too small to draw so many letters."""
        kind, number = program
        least = (
            _LEAST_GLYPH * max(letters, _FEW_LETTERS) if kind == _TRUETYPE else _LEAST_PROGRAM + _LEAST_PACKED * letters
        )
        return bool(number) and self._size(program) < least

    def _size(self, program: tuple[str, int]) -> int:
        """The bytes of a program's outlines, or of all of it, packed, where it is of another kind."""
        kind, number = program
        if number not in self._sizes:
            raw = self._file.xref_stream_raw(number) or b""
            self._sizes[number] = _outlines(raw) if kind == _TRUETYPE else len(raw)
        return self._sizes[number]

    def _named(self, number: int) -> Mapping[int, str]:
        """The letters that a font's encoding names, by code; of a font that is in the file, names may mean anything."""
        if "FontFile" in value(self._file, number, "FontDescriptor"):
            return {}
        written = value(self._file, number, "Encoding")
        known = {code: chr(code) for code in range(33, 127)} if "WinAnsi" in written or "MacRoman" in written else {}
        at = 0
        for code, name in _NAME.findall(written.partition("/Differences")[2]):
            if code:
                at = int(code)
            else:
                known[at] = name if len(name) == 1 else chr(pymupdf.glyph_name_to_unicode(name) or 0)
                at += 1
        return known


def _numbers(page: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of the fonts that a page names, and of what it may draw that isn't a picture."""
    written = _MUPDF.pdf_page_from_fz_page(page.this).obj()
    resources = _MUPDF.pdf_dict_get_inheritable(written, _MUPDF.pdf_new_name("Resources"))
    fonts, drawn = (_MUPDF.pdf_dict_gets(resources, key) for key in ("Font", "XObject"))
    others = [each for each in _entries(drawn) if _MUPDF.pdf_to_name(_MUPDF.pdf_dict_gets(each, "Subtype")) != "Image"]
    return tuple(map(_MUPDF.pdf_to_num, _entries(fonts))), tuple(map(_MUPDF.pdf_to_num, others))


def _number(dictionary: Any, key: str) -> int:
    """The number that an entry refers to; 0 where it is no reference."""
    return int(_MUPDF.pdf_to_num(_MUPDF.pdf_dict_gets(dictionary, key)))


def _program(font: Any) -> tuple[str, int]:
    """The kind and number of a font's program; 0 where there is none."""
    descriptor = _MUPDF.pdf_dict_gets(font, "FontDescriptor")
    numbers = ((kind, _number(descriptor, kind)) for kind in _PROGRAMS)
    return next(((kind, number) for kind, number in numbers if number), ("", 0))


def _entries(dictionary: Any) -> list[Any]:
    return [_MUPDF.pdf_dict_get_val(dictionary, at) for at in range(_MUPDF.pdf_dict_len(dictionary))]


def _outlines(raw: bytes) -> int:
    """The bytes that hold a TrueType program's outlines, by its directory; many where that isn't told."""
    try:
        head = zlib.decompressobj().decompress(raw, _DIRECTORY)
    except zlib.error:
        head = raw[:_DIRECTORY]
    at = head.find(b"glyf", _TABLES)
    return int.from_bytes(head[at + 12 : at + 16]) if at >= 0 else _MOST_CODES * _LEAST_GLYPH


def _without_outline(program: bytes) -> frozenset[int]:
    """The glyphs that a TrueType program draws nothing for."""
    tables = {program[at : at + 4]: at for at in range(_TABLES, _TABLES + 16 * program[5], 16)} if program else {}
    head, loca = (tables.get(name, 0) for name in _OUTLINED)
    if not head or not loca:
        return frozenset()
    at, size = (int.from_bytes(program[loca + part : loca + part + 4]) for part in (8, 12))
    wide = ">u4" if program[int.from_bytes(program[head + 8 : head + 12]) + 51] else ">u2"
    begins = np.frombuffer(program[at : at + size][: size - size % 4], wide)
    return frozenset(np.flatnonzero(begins[1:] == begins[:-1]).tolist())


def _codes(written: bytes) -> Iterator[tuple[int, str]]:
    """What each code means."""
    for block in _SINGLE.findall(written):
        for code, text in _PAIR.findall(block):
            yield int(code, 16), _text(text)
    for block in _RANGES.findall(written):
        for first, last, text, each in _RANGE.findall(block):
            begin = int(first, 16)
            if each:
                texts = re.findall(rb"<([0-9A-Fa-f\s]*)>", each)
                yield from ((begin + at, _text(one)) for at, one in enumerate(texts))
            elif (start := _text(text)) and len(start) == 1:
                count = min(int(last, 16) - begin + 1, _MOST_CODES, 0x10FFFF - ord(start))
                yield from ((begin + at, chr(ord(start) + at)) for at in range(count))
            else:
                yield begin, start


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")


def _is_sentence(text: str) -> bool:
    return len(_LATIN_LETTERS.findall(text)) > _LONGEST_LIGATURE


def _misnamed(means: Mapping[int, str], named: Mapping[int, str]) -> bool:
    """Whether letters are called other letters than they are by name."""
    letters = (
        (said, named[code]) for code, said in means.items() if len(said) == 1 and said.isalnum() and code in named
    )
    others = (name in _BLANKS or (name.isalnum() and name.casefold() != said.casefold()) for said, name in letters)
    return sum(others) >= _LIES


def _several(means: Mapping[int, str], glyphs: bytes) -> bool:
    """Whether glyphs are called several letters each."""
    of: dict[int, set[str]] = {}
    for code, said in means.items():
        if len(said) == 1 and said.isalnum() and 2 * code + 1 < len(glyphs):
            of.setdefault(int.from_bytes(glyphs[2 * code : 2 * code + 2]), set()).add(said.casefold())
    return sum(len(said) - 1 for glyph, said in of.items() if glyph) >= _LIES
