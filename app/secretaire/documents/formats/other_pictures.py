"""Pictures that MuPDF does not open: WebP, HEIC, AVIF and JPEG XL. Known by their bytes, refused by name."""

from __future__ import annotations

from secretaire.documents.formats.source import CannotRead, Readable, Source

_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
"""Of ISO base media files (ISO/IEC 23008-12 and the AVIF specification)."""
_JPEG_XL = (b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n")


def recognises(source: Source) -> bool:
    """By its first bytes."""
    head = source.head
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return webp or (head[4:8] == b"ftyp" and head[8:12] in _BRANDS) or head.startswith(_JPEG_XL)


def open_file(source: Source) -> Readable:
    """Raises CannotRead: ``picture_format``, ``unknown_format``."""
    raise CannotRead("picture_format" if recognises(source) else "unknown_format")
