"""Files that lie in an office document: whole documents beside it, and what OLE objects wrap. Runs in the reader.

An object is a compound file (MS-OLEDS): its document as a ``Package`` or ``CONTENTS``, or any file as ``Ole10Native``.
"""

from __future__ import annotations

import posixpath
import struct

from secretaire.documents import mapi
from secretaire.documents.formats import attachments
from secretaire.documents.formats.attachments import Attachment
from secretaire.documents.formats.compound import CompoundFile
from secretaire.documents.formats.source import Allowance, CannotRead, Readable, Source

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WHOLE = ("Package", "CONTENTS")
_NATIVE = "\x01Ole10Native"


def with_embedded(source: Source, own: Readable, files: list[tuple[str, bytes | None]]) -> Readable:
    """The document with the files in it as further pages; names are those of the parts, None is for damaged ones."""
    found = [_unwrapped(name, data, source.allowance) for name, data in files]
    return CompoundFile(own, attachments.opened(source, found)) if found else own


def _unwrapped(name: str, data: bytes | None, allowance: Allowance) -> Attachment:
    name = posixpath.basename(name)
    if data is None:
        return Attachment(name, "damaged")
    if not data.startswith(_COMPOUND):
        return Attachment(name, data)
    try:
        container = mapi.Container(data, allowance)
    except CannotRead:
        return Attachment(name, "damaged")
    for stream in _WHOLE:
        if (content := container.stream((stream,))) is not None:
            return Attachment(name, content)
    native = container.stream((_NATIVE,))
    return _native(name, native) if native is not None else Attachment(name, data)


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
