"""Fonts that say otherwise than they draw: what their codes mean, and which glyphs they name. Runs in the reader.

A ``/ToUnicode`` map may call any glyph anything. Where a font names its glyphs (ISO 32000-2, 9.6.5), the two are
compared; one glyph can't be several letters (``/CIDToGIDMap``), and none is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pymupdf

from secretaire.documents.pdf.objects import TROUBLE, value

_SINGLE = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
_NAME = re.compile(r"(\d+)|/([^\s/\[\]<>()]+)")
_LONGEST_LIGATURE = 4
_LATIN_LETTERS = re.compile("[A-Za-z\u00c0-\u024f]")
_MOST_CODES = 5000
_LIES = 3
"""So many letters that are named otherwise than they are said to mean are no encoding's slip."""


@dataclass(slots=True)
class Meanings:
    """Of the fonts of a page: names of those that lie, and what single glyphs mean that is longer than a ligature.

    ``new`` are the names of those that no page before had: they may have no glyphs to show.
    """

    lying: set[str] = field(default_factory=set)
    sentences: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)


class Fonts:
    """What a file's fonts mean, each looked at once."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._known: dict[int, tuple[bool, set[str]]] = {}

    def of(self, page: Any) -> Meanings:
        """What a page's fonts mean."""
        found = Meanings()
        try:
            fonts = page.get_fonts()
        except TROUBLE:
            return found
        for number, _, kind, name, *_ in fonts:
            short = name.rpartition("+")[2]
            if number not in self._known:
                self._known[number] = self._look(number, kind)
                found.new.add(short)
            lies, sentences = self._known[number]
            if lies:
                found.lying.add(short)
            found.sentences |= sentences
        return found

    def _look(self, number: int, kind: str) -> tuple[bool, set[str]]:
        try:
            if self._file.xref_get_key(number, "ToUnicode")[0] != "xref":
                return False, set()
            reference = self._file.xref_get_key(number, "ToUnicode")[1]
            means = dict(_codes(self._file.xref_stream(int(reference.split()[0])) or b""))
            sentences = {text.strip() for text in means.values() if _is_sentence(text)}
            if kind == "Type0":
                return _several(means, self._glyphs(number)), sentences
            return _misnamed(means, self._named(number)), sentences
        except TROUBLE:
            return False, set()

    def _named(self, number: int) -> Mapping[int, str]:
        """The letters that a font's encoding names, by code."""
        written = value(self._file, number, "Encoding")
        known: dict[int, str] = {}
        at = 0
        for code, name in _NAME.findall(written.partition("/Differences")[2]):
            if code:
                at = int(code)
            else:
                known[at] = chr(pymupdf.glyph_name_to_unicode(name) or 0)
                at += 1
        embedded = "FontFile" in value(self._file, number, "FontDescriptor")
        if not embedded and ("WinAnsi" in written or "MacRoman" in written):
            known = {code: chr(code) for code in range(33, 127)} | known
        return known

    def _glyphs(self, number: int) -> bytes:
        """The map from codes to glyphs of a font that has one of its own."""
        descendant = re.search(r"(\d+) 0 R", value(self._file, number, "DescendantFonts"))
        if descendant is None:
            return b""
        kind, text = self._file.xref_get_key(int(descendant[1]), "CIDToGIDMap")
        return self._file.xref_stream(int(text.split()[0])) or b"" if kind == "xref" else b""


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
    return sum(name.isalnum() and name.casefold() != said.casefold() for said, name in letters) >= _LIES


def _several(means: Mapping[int, str], glyphs: bytes) -> bool:
    """Whether glyphs are called several letters each."""
    of: dict[int, set[str]] = {}
    for code, said in means.items():
        if len(said) == 1 and said.isalnum() and 2 * code + 1 < len(glyphs):
            of.setdefault(int.from_bytes(glyphs[2 * code : 2 * code + 2]), set()).add(said.casefold())
    return sum(len(said) - 1 for glyph, said in of.items() if glyph) >= _LIES
