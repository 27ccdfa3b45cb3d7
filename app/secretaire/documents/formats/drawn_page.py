"""A page as MuPDF draws it, within the wire's bounds. Runs in the reader."""

from __future__ import annotations

from typing import Any

import pymupdf

from secretaire.documents.reader.wire import MAX_PIXELS, MAX_SIDE, Pixels


def drawn(page: Any, scale: float) -> Pixels:
    """A picture of a page; a scale that would pass the wire's bounds is lowered."""
    most = (MAX_PIXELS / 3 / max(1.0, abs(page.rect))) ** 0.5 * 0.99
    zoom = min(scale, most, (MAX_SIDE - 2) / max(1.0, page.rect.width, page.rect.height))
    picture = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, alpha=False)
    row = picture.width * 3
    rows = picture.samples
    if picture.stride != row:
        rows = b"".join(rows[at : at + row] for at in range(0, len(rows), picture.stride))
    return Pixels(picture.width, picture.height, bytes(rows))
