"""Archives of other files: known by their bytes, refused by name. Whoever unpacks them imports what is in them."""

from __future__ import annotations

from secretaire.documents.formats import marks
from secretaire.documents.formats.source import CannotRead, Readable, Source

_MARKS = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b\x08",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
)
"""7-Zip, RAR, gzip, xz, Zstandard."""
_EMPTY = b"PK\x05\x06"
"""A ZIP archive without entries: whatever it was to hold is gone."""
_TAR, _TAR_AT = b"ustar", 257
_BZIP = b"1AY&SY"
_PACKAGES = ("[Content_Types].xml", "mimetype")
"""What an office file has that is none of the kinds that can be read."""


def recognises(source: Source) -> bool:
    """By its first bytes; a ZIP archive only if it is whole, and no office file."""
    head = source.head
    if head.startswith(marks.ZIP):
        return source.archive is not None and not any(name in source.archive.names for name in _PACKAGES)
    bzip = head.startswith(b"BZh") and head[4:10] == _BZIP
    return bzip or head.startswith((*_MARKS, _EMPTY)) or head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


def open_file(source: Source) -> Readable:
    """Raises CannotRead: ``archive``, ``damaged`` for an empty one, ``unknown_format``."""
    if source.head.startswith(_EMPTY):
        raise CannotRead("damaged")
    raise CannotRead("archive" if recognises(source) else "unknown_format")
