"""Files that lie in an office document: whole documents beside it, and what OLE objects wrap. Runs in the reader.

An object is a compound file (MS-OLEDS): its document as a ``Package`` or ``CONTENTS``, or any file as ``Ole10Native``.
"""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Sequence

from secretaire.documents.formats import attachments
from secretaire.documents.formats.attachments import Attachment
from secretaire.documents.formats.compound import CompoundFile
from secretaire.documents.formats.source import Allowance, CannotRead, Readable, Source
from secretaire.documents.mail import mapi
from secretaire.documents.reader.wire import FailureCode

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WHOLE = ("Package", "CONTENTS")
_NATIVE = "\x01Ole10Native"


def with_embedded(source: Source, own: Readable, files: Sequence[tuple[str, bytes | FailureCode]]) -> Readable:
    """The document with the files in it as further pages; each has its part's name, and bytes or why there are none."""
    found = [_unwrapped(posixpath.basename(name), content, source.allowance) for name, content in files]
    return CompoundFile(own, attachments.opened(source, found)) if found else own


def _unwrapped(name: str, content: bytes | FailureCode, allowance: Allowance) -> Attachment:
    if isinstance(content, str) or not content.startswith(_COMPOUND):
        return Attachment(name, content)
    try:
        container = mapi.Container(content, allowance)
        for stream in _WHOLE:
            if (whole := container.stream((stream,))) is not None:
                return Attachment(name, whole)
        native = container.stream((_NATIVE,))
    except CannotRead as error:
        return Attachment(name, error.code)
    return _native(name, native) if native is not None else Attachment(name, content)


def _native(name: str, stream: bytes) -> Attachment:
    """A file with its name (MS-OLEDS 2.3.6 and what Windows' packager writes into it)."""
    try:
        label, rest = stream[6:].split(b"\0", 1)
        _path, rest = rest.split(b"\0", 1)
        (length,) = struct.unpack_from("<I", rest, 4)
        (size,) = struct.unpack_from("<I", rest, 8 + length)
    except (ValueError, struct.error):
        return Attachment(name, "damaged")
    content = rest[12 + length : 12 + length + size]
    return Attachment(label.decode("utf-8", "replace") or name, content)
