"""Office Open XML under a password: a compound file around the encrypted package (MS-OFFCRYPTO). Runs in the reader.

Standard and agile encryption, as Office has written since 2007; the package is then read as what it is.
"""

from __future__ import annotations

import io
import os

from secretaire.documents.formats.source import CannotRead, Readable, Source

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1 << 20


def recognises(source: Source) -> bool:
    """A compound file with a stream of the package's name."""
    return source.head.startswith(_COMPOUND) and _holds(source)


def open_file(source: Source) -> Readable:
    """Raises CannotRead: ``encrypted``, ``wrong_password``, ``password_unsupported``, ``damaged``."""
    from secretaire.documents.formats.registry import open_source  # which imports the formats, this one among them

    if not source.password:
        raise CannotRead("encrypted")
    return open_source(source.inner(_package(source), source.name))


def _package(source: Source) -> bytes:
    import msoffcrypto  # a tenth of a second, for few files
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    package = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(source.whole()))
        file.load_key(password=source.password, verify_password=True)
        file.decrypt(package)
    except InvalidKeyError as error:
        raise CannotRead("wrong_password") from error
    except (DecryptionError, NotImplementedError) as error:
        raise CannotRead("password_unsupported") from error
    except Exception as error:  # the library parses with whatever its parsers raise
        raise CannotRead("damaged") from error
    return package.getvalue()


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
