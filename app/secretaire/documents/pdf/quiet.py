"""MuPDF without its messages: what it says of a stranger's file belongs in no stream. Runs in the reader."""

import re

import pymupdf

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

_BROKEN_OFF = re.compile("premature end of (?:data|file)|zlib error|page may not be correct|treating as end of file")


def listen() -> None:
    """Forget what MuPDF has said so far."""
    pymupdf.TOOLS.reset_mupdf_warnings()


def broken_off() -> bool:
    """Whether MuPDF has said since that what it read was broken off or spoilt: it goes on with what it has."""
    return _BROKEN_OFF.search(pymupdf.TOOLS.mupdf_warnings()) is not None
