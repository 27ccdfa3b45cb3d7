"""Whether a picture hides what lies below it. Runs in the reader."""

from __future__ import annotations

import pymupdf

_MOST_BYTES = 20_000_000
_MOST_PIXELS = 40_000_000
_SOLID = 250
_OPAQUE_KINDS = (b"\xff\xd8\xff", b"BM")
"""JPEG and BMP know no transparency."""


def is_opaque(data: bytes) -> bool:
    """Whether every pixel of it is solid; a picture that can't be read, or is too large to look at, hides nothing."""
    if data.startswith(_OPAQUE_KINDS):
        return True
    if len(data) > _MOST_BYTES:
        return False
    try:
        facts = pymupdf.image_profile(data)
        if not facts or facts["width"] * facts["height"] > _MOST_PIXELS:
            return False
        picture = pymupdf.Pixmap(data)
    except (RuntimeError, ValueError):
        return False
    return not picture.alpha or min(picture.samples_mv[picture.n - 1 :: picture.n], default=0) >= _SOLID
