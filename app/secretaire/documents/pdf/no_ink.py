"""Colours that leave no ink, which MuPDF draws as others. Runs in the reader.

Nothing is painted in the separation ``/None`` (ISO 32000-2, 8.6.6.4). It is made white in the open file, so that
letters in it are judged as white ones.
"""

from __future__ import annotations

from typing import Any

import pymupdf

from secretaire.documents.pdf.objects import TROUBLE, Objects, nested

_WHITE = "<</FunctionType 2/Domain[0 1]/N 1/C0[1]/C1[1]>>"


def whiten(file: Any, objects: Objects) -> None:
    """Make white of each such colour."""
    mupdf = pymupdf.mupdf
    pdf = mupdf.pdf_document_from_fz_document(file.this)
    named = set(objects.holding("None"))
    for number in (each for each in objects.holding("Separation") if each in named):
        try:
            for colour in filter(mupdf.pdf_is_array, nested(mupdf.pdf_load_object(pdf, number))):
                if [mupdf.pdf_to_name(mupdf.pdf_array_get(colour, at)) for at in (0, 1)] == ["Separation", "None"]:
                    white = file.get_new_xref()
                    file.update_object(white, _WHITE)
                    mupdf.pdf_array_put(colour, 1, mupdf.pdf_new_name("White"))
                    mupdf.pdf_array_put(colour, 2, mupdf.pdf_new_name("DeviceGray"))
                    mupdf.pdf_array_put(colour, 3, mupdf.pdf_new_indirect(pdf, white, 0))
        except TROUBLE:
            continue
