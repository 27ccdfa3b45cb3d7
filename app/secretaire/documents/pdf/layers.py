"""Layers that an expression or a policy shows or hides, which MuPDF does not work out. Runs in the reader.

A membership dictionary may tell by ``/VE``, an expression of And, Or and Not over layers, whether its content is seen
(ISO 32000-2, 8.11.2.2). What it comes to is written into the open file in a form that MuPDF knows.
"""

from __future__ import annotations

from typing import Any

import pymupdf

from secretaire.documents.pdf.objects import TROUBLE, Objects, nested

_DEEPEST = 20
_MOST_TERMS = 1000


class _TooMuch(Exception):
    """An expression beyond what is worked out."""


def settle(file: Any, objects: Objects) -> None:
    """Replace each expression by one layer that must be on, or off; one that can't be told stays as it is.

    So is it done where any layer must be off, which MuPDF takes for all on.
    """
    numbers = objects.holding("VE", "AnyOff")
    if not numbers:
        return
    try:
        states = {number: bool(about["on"]) for number, about in file.get_ocgs().items()}
    except TROUBLE:
        return
    if not states:
        return
    mupdf = pymupdf.mupdf
    pdf = mupdf.pdf_document_from_fz_document(file.this)
    for number in numbers:
        try:
            for member in filter(mupdf.pdf_is_dict, nested(mupdf.pdf_load_object(pdf, number))):
                if mupdf.pdf_is_array(mupdf.pdf_dict_gets(member, "VE")):
                    _settle(pdf, member, states, seen=_holds(mupdf.pdf_dict_gets(member, "VE"), states, [0], 0))
                elif mupdf.pdf_to_name(mupdf.pdf_dict_gets(member, "P")) == "AnyOff":
                    _settle(pdf, member, states, seen=_any_off(mupdf.pdf_dict_gets(member, "OCGs"), states))
        except (*TROUBLE, _TooMuch):
            continue


def _any_off(layers: Any, states: dict[int, bool]) -> bool:
    """Whether one of the layers is off; there may be none, which hides nothing."""
    mupdf = pymupdf.mupdf
    several = mupdf.pdf_is_array(layers)
    each = [mupdf.pdf_array_get(layers, at) for at in range(mupdf.pdf_array_len(layers))] if several else [layers]
    known = [states[number] for number in map(mupdf.pdf_to_num, each) if number in states]
    return not known or not all(known)


def _settle(pdf: Any, member: Any, states: dict[int, bool], *, seen: bool) -> None:
    mupdf = pymupdf.mupdf
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
