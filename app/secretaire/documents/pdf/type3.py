"""Fonts whose glyphs are drawings of their own (Type 3): some leave no ink, some cover what they lie on.

Each is drawn once for itself, since commands may say anything: nothing at all, dots, white, beside the page. Runs in
the reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
import pymupdf

from secretaire.documents.pdf.objects import stream, value
from secretaire.documents.pdf.sight import NEAR

_NAMED = re.compile(r"(\d+)(?!\s+\d+ R)|/([^\s/\[\]<>()]+)")
_PROC = re.compile(r"/([^\s/\[\]<>()]+) (\d+) 0 R")
_SIZE, _CELL = 12, 36
_WHITE, _GREY = 255, 128
_INK = 4
"""Pixels of another colour that a letter of twelve points leaves, at least."""
_FULL = 0.25
"""The share of a place three letters wide and high from which on a glyph is more than a letter."""
_SEVERAL = 3
_MOST = 256


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What a font's drawings do: several leave no ink where a letter should stand, or one covers more than a letter."""

    blank: bool = False
    covers: bool = False


HARMLESS = Glyphs()


def look(file: Any, number: int, blanks: Collection[int]) -> Glyphs:
    """At the font of this number; codes among ``blanks`` are said to mean a blank. Raises ``TROUBLE``."""
    procs = {name: int(proc) for name, proc in _PROC.findall(value(file, number, "CharProcs"))}
    codes = {code: procs[name] for code, name in _coded(value(file, number, "Encoding")).items() if name in procs}
    if not codes:
        return HARMLESS
    of = {proc: code for code, proc in codes.items()}
    page, ground = _drawn(file, number, list(of.values()))
    places = _places(page, len(of))
    inks = dict(zip(of, (np.count_nonzero(each < _WHITE - NEAR) for each in places), strict=True))
    none = [code for code, proc in codes.items() if inks[proc] < _INK and code not in blanks]
    coloured = any(b"d0" in stream(file, proc)[:_MOST] for proc in of)
    if coloured:
        page.parent.update_stream(ground, f"{_GREY / 255:.3f} g 0 0 {page.rect.width} {page.rect.height} re f".encode())
        places, paper = _places(page.parent[0], len(of)), _GREY
    else:
        paper = _WHITE
    full = any((abs(each.astype(np.int16) - paper) > NEAR).mean() > _FULL for each in places)
    return Glyphs(len(none) >= min(_SEVERAL, max(2, len(codes))), full)


def _coded(encoding: str) -> dict[int, str]:
    """The names of the glyphs, by code."""
    found: dict[int, str] = {}
    at = 0
    for code, name in _NAMED.findall(encoding.partition("/Differences")[2]):
        if code:
            at = int(code)
        else:
            found[at] = name
            at += 1
    return {code: name for code, name in found.items() if code < _MOST}


def _drawn(file: Any, number: int, codes: list[int]) -> tuple[Any, int]:
    """A page with a glyph in each cell, and the number of the commands that lay its ground."""
    mupdf = pymupdf.mupdf
    scratch = pymupdf.open()
    across = ceil(sqrt(len(codes)))
    page = scratch.new_page(width=_CELL * across, height=_CELL * ceil(len(codes) / across))
    ours, theirs = (mupdf.pdf_document_from_fz_document(each.this) for each in (scratch, file))
    font = mupdf.pdf_to_num(mupdf.pdf_graft_object(ours, mupdf.pdf_new_indirect(theirs, number, 0)))
    scratch.xref_set_key(page.xref, "Resources", f"<</Font<</F {font} 0 R>>>>")
    height = page.rect.height
    shown = "".join(
        f"q {x} {y} {_CELL} {_CELL} re W n BT /F {_SIZE} Tf {x + _SIZE} {y + _SIZE} Td <{code:02X}> Tj ET Q\n"
        for at, code in enumerate(codes)
        for x, y in [(_CELL * (at % across), height - _CELL * (at // across + 1))]
    )
    ground, glyphs = scratch.get_new_xref(), scratch.get_new_xref()
    for each, commands in ((ground, ""), (glyphs, shown)):
        scratch.update_object(each, "<<>>")
        scratch.update_stream(each, commands.encode() or b" ")
    scratch.xref_set_key(page.xref, "Contents", f"[{ground} 0 R {glyphs} 0 R]")
    return scratch[0], ground


def _places(page: Any, count: int) -> list[Any]:
    """What is drawn in each cell."""
    drawn = page.get_pixmap(colorspace=pymupdf.csGRAY)
    rows = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)[:, : drawn.width]
    across = drawn.width // _CELL
    return [rows[_CELL * (at // across) :, _CELL * (at % across) :][:_CELL, :_CELL] for at in range(count)]
