"""MuPDF without its messages: what it says of a stranger's file belongs in no stream. Runs in the reader."""

import pymupdf

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
