"""Layers that an expression shows or hides, which MuPDF does not work out. Runs in the reader.

A membership dictionary may tell by ``/VE``, an expression of And, Or and Not over layers, whether its content is seen
(ISO 32000-2, 8.11.2.2). What it comes to is written into the open file in a form that MuPDF knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pymupdf

from secretaire.documents.pdf.objects import TROUBLE, Objects

_DEEPEST = 20
_MOST_TERMS = 1000


class _TooMuch(Exception):
    """An expression beyond what is worked out."""


def settle(file: Any, objects: Objects) -> None:
    """Replace each expression by one layer that must be on, or off; one that can't be told stays as it is."""
    numbers = objects.holding("VE")
    if not numbers:
        return
    try:
        states = {number: bool(about["on"]) for number, about in file.get_ocgs().items()}
    except TROUBLE:
        return
    if not states:
        return
    pdf = pymupdf.mupdf.pdf_document_from_fz_document(file.this)
    for number in numbers:
        try:
            for member in _members(pymupdf.mupdf.pdf_load_object(pdf, number), 0):
                _settle(pdf, member, states)
        except (*TROUBLE, _TooMuch):
            continue


def _members(found: Any, depth: int) -> Iterator[Any]:
    """The dictionaries with an expression in an object, what it refers to left out."""
    mupdf = pymupdf.mupdf
    if depth > _DEEPEST:
        return
    if mupdf.pdf_is_array(found):
        inner = [mupdf.pdf_array_get(found, at) for at in range(mupdf.pdf_array_len(found))]
    elif mupdf.pdf_is_dict(found):
        inner = [mupdf.pdf_dict_get_val(found, at) for at in range(mupdf.pdf_dict_len(found))]
        if mupdf.pdf_is_array(mupdf.pdf_dict_gets(found, "VE")):
            yield found
    else:
        return
    for each in inner:
        if not mupdf.pdf_is_indirect(each):
            yield from _members(each, depth + 1)


def _settle(pdf: Any, member: Any, states: dict[int, bool]) -> None:
    mupdf = pymupdf.mupdf
    seen = _holds(mupdf.pdf_dict_gets(member, "VE"), states, [0], 0)
    layer, on = next(iter(states.items()))
    layers = mupdf.pdf_new_array(pdf, 1)
    mupdf.pdf_array_push(layers, mupdf.pdf_new_indirect(pdf, layer, 0))
    mupdf.pdf_dict_puts(member, "OCGs", layers)
    mupdf.pdf_dict_puts(member, "P", mupdf.pdf_new_name("AllOn" if seen is on else "AllOff"))
    mupdf.pdf_dict_dels(member, "VE")


def _holds(term: Any, states: dict[int, bool], met: list[int], depth: int) -> bool:
    """Whether a layer is on, or an expression true. Raises _TooMuch."""
    mupdf = pymupdf.mupdf
    met[0] += 1
    if depth > _DEEPEST or met[0] > _MOST_TERMS:
        raise _TooMuch
    if not mupdf.pdf_is_array(term):
        return states.get(mupdf.pdf_to_num(term), True)
    operator = mupdf.pdf_to_name(mupdf.pdf_array_get(term, 0))
    terms = (
        _holds(mupdf.pdf_array_get(term, at), states, met, depth + 1) for at in range(1, mupdf.pdf_array_len(term))
    )
    if operator == "Not":
        return not next(terms, False)
    return any(terms) if operator == "Or" else all(terms)
