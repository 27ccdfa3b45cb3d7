"""Whether a picture hides what lies below it. Runs in the reader."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_OPAQUE_KINDS = (b"\xff\xd8\xff", b"BM")
"""JPEG and BMP know no transparency."""
_WITHOUT_ALPHA = (0, 2)
"""PNG's colour types without it, if there is no ``tRNS`` chunk (PNG, 11.2.2)."""
_MOST_PIXELS = 40_000_000
_SOLID = 250


def is_opaque(data: bytes) -> bool:
    """Whether every pixel of it is solid; a picture that can't be read, or is too large to look at, hides nothing."""
    if data.startswith(_OPAQUE_KINDS):
        return True
    if not data.startswith(_PNG) or len(data) < 29:
        return False
    width, height, _depth, colours = struct.unpack(">IIBB", data[16:26])
    if colours in _WITHOUT_ALPHA and b"tRNS" not in data:
        return True
    if width * height > _MOST_PIXELS:
        return False
    import pymupdf  # which takes long to load, and few files ask for it

    import secretaire.documents.pdf.quiet  # noqa: F401 - for what it does

    try:
        picture = pymupdf.Pixmap(data)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
        return False
    return not picture.alpha or min(picture.samples_mv[picture.n - 1 :: picture.n], default=0) >= _SOLID
