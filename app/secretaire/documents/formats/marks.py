"""By which bytes a file may be of a format: what is cheaply told before the format's own module is loaded."""

from __future__ import annotations

import re

from secretaire.documents.reader.wire import MediaType

PDF = b"%PDF-"
PDF_WITHIN = 1024
"""A PDF's mark stands within the first KiB (ISO 32000-2, annex I)."""
_UNMARKED = re.compile(rb"(?:%[^\r\n]*[\r\n]+|\s+)*+\d{1,10} \d{1,5} obj\b")
"""What a PDF begins with where its mark is damaged: comments, then an object."""
ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES: tuple[tuple[bytes, MediaType, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpeg"),
    (b"II*\0", "image/tiff", "tiff"),
    (b"MM\0*", "image/tiff", "tiff"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
)
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def picture(head: bytes) -> tuple[MediaType, str] | None:
    """A picture's kind and MuPDF's name for it."""
    for mark, media_type, name in PICTURES:
        if head.startswith(mark):
            return media_type, name
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp", "bmp"
    return None


def may_be_pdf(head: bytes) -> bool:
    """Whether a PDF's mark is there, or else its first object."""
    return PDF in head[:PDF_WITHIN] or _UNMARKED.match(head) is not None


def may_be_picture(head: bytes) -> bool:
    """Whether a picture's mark is there."""
    return picture(head) is not None


def may_be_package(head: bytes) -> bool:
    """Whether it begins as a ZIP archive."""
    return head.startswith(ZIP)


def may_be_compound(head: bytes) -> bool:
    """Whether it begins as a compound file (MS-CFB)."""
    return head.startswith(COMPOUND)


def may_be_any(_: bytes) -> bool:
    """Formats without a mark."""
    return True
