"""Office Open XML under a password: a compound file around the encrypted package (MS-OFFCRYPTO). Runs in the reader."""

from __future__ import annotations

import os

from secretaire.documents.formats.source import CannotRead, Readable, Source

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1 << 20


def recognises(source: Source) -> bool:
    """A compound file with a stream of the package's name."""
    return source.head.startswith(_COMPOUND) and _holds(source)


def open_file(_source: Source) -> Readable:
    """Raises CannotRead("encrypted"), always: there is no way in."""
    raise CannotRead("encrypted")


def _holds(source: Source) -> bool:
    """Whether a directory entry of this name stands anywhere: entries lie on multiples of 128 bytes."""
    for at in range(0, source.size, _PIECE):
        piece = os.pread(source.descriptor, _PIECE, at)
        found = piece.find(_STREAM)
        while found >= 0:
            if found % 128 == 0:
                return True
            found = piece.find(_STREAM, found + 1)
    return False
