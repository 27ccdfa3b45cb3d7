"""Outlook's envelope around a mail's files, "winmail.dat" (MS-OXTNEF): its text and every file. Runs in the reader."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from secretaire.documents import charsets
from secretaire.documents.formats import attachments, html, rtf
from secretaire.documents.formats.attachments import Attachment
from secretaire.documents.formats.compound import CompoundFile
from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.html.pieces import pieces_of
from secretaire.documents.mail import mapi
from secretaire.documents.mail.mail_text import both, plain
from secretaire.documents.rtf_text import RtfReader

_MAGIC = b"\x78\x9f\x3e\x22"
_SUBJECT, _BODY, _PROPERTIES, _CODEPAGE = 0x8004, 0x800C, 0x9003, 0x9007
_BEGINS, _TITLE, _DATA, _OF_FILE = 0x9002, 0x8010, 0x800F, 0x9005
_NAMED = 0x8000
_SIZES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8}
_CLASS_ID = 0x0048
_TEXTS = (0x001E, 0x001F)
_BLOBS = (*_TEXTS, 0x000D, 0x0102)
_OBJECT_HEAD = 16
"""Before an object's bytes stands its interface's identifier."""
_MOST_VALUES = 10_000


def recognises(source: Source) -> bool:
    """By its signature."""
    return source.head.startswith(_MAGIC)


@dataclass(slots=True)
class _File:
    name: str = ""
    content: bytes | None = None


@dataclass(slots=True)
class _Envelope:
    subject: str = ""
    body: str = ""
    charset: str = ""
    properties: dict[int, bytes] = field(default_factory=dict)
    files: list[_File] = field(default_factory=list)


def open_file(source: Source) -> CompoundFile:
    """Raises CannotRead: ``damaged``, ``unpacks_too_large``."""
    envelope = _Envelope()
    try:
        for kind, data in _attributes(source.whole()):
            _take(envelope, kind, data)
    except (struct.error, UnicodeError, LookupError) as error:
        raise CannotRead("damaged") from error
    found = [Attachment(each.name, each.content if each.content is not None else "damaged") for each in envelope.files]
    own = FlowFile(
        "application/ms-tnef", [Piece(envelope.subject, "heading"), *_body(source, envelope)], envelope.subject
    )
    return CompoundFile(own, attachments.opened(source, found))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and bytes of each, as far as the file goes."""
    at = 6
    while at + 9 <= len(data):
        kind, _type, size = struct.unpack_from("<HHI", data, at + 1)
        yield kind, data[at + 9 : at + 9 + size]
        at += 9 + size + 2


def _take(envelope: _Envelope, kind: int, data: bytes) -> None:
    if kind == _BEGINS:
        envelope.files.append(_File())
    elif kind == _CODEPAGE and len(data) >= 4:
        envelope.charset = f"cp{struct.unpack_from('<I', data)[0]}"
    elif kind == _SUBJECT:
        envelope.subject = _text(data, envelope.charset)
    elif kind == _BODY:
        envelope.body = _text(data, envelope.charset)
    elif kind == _PROPERTIES:
        envelope.properties |= _properties(data)
    elif envelope.files:
        _take_of_file(envelope, kind, data)


def _take_of_file(envelope: _Envelope, kind: int, data: bytes) -> None:
    file = envelope.files[-1]
    if kind == _TITLE:
        file.name = file.name or _text(data, envelope.charset)
    elif kind == _DATA:
        file.content = data
    elif kind == _OF_FILE:
        found = _properties(data)
        if mapi.LONG_NAME in found:
            file.name = _wide(found[mapi.LONG_NAME], envelope.charset)
        if file.content is None and mapi.DATA in found:  # a message within: an envelope of its own
            file.content = found[mapi.DATA][_OBJECT_HEAD:]


def _body(source: Source, envelope: _Envelope) -> list[Piece]:
    """What it says: as it is formatted, compared with its plain text."""
    said = envelope.body or _wide(envelope.properties.get(mapi.BODY, b""), envelope.charset)
    unformatted = list(plain(said))
    try:
        return both(unformatted, _formatted(source, envelope))
    except CannotRead:
        return [*unformatted, Piece(notices=("malformed",))]


def _formatted(source: Source, envelope: _Envelope) -> list[Piece]:
    page, packed = envelope.properties.get(mapi.HTML), envelope.properties.get(mapi.RTF)
    if page is None and packed is not None:
        reader = RtfReader(mapi.rtf(packed, source.allowance))
        if reader.html is None:
            return list(rtf.safe(reader.pieces))
        page = reader.html.encode("utf-8", "replace")
    if page is None:
        return []
    document, notices = html.parse(page)
    return [*notices, *pieces_of(document)]


def _properties(data: bytes) -> dict[int, bytes]:
    """The properties that are text or bytes, by their tags (MS-OXTNEF 2.1.3.4); the first value of each."""
    found: dict[int, bytes] = {}
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _MOST_VALUES)):
        kind, tag = struct.unpack_from("<HH", data, at)
        at += 4
        if tag >= _NAMED:
            at = _past_name(data, at)
        several, kind = kind & 0x1000, kind & 0x0FFF
        values = 1
        if several or kind in _BLOBS:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        for number in range(min(values, _MOST_VALUES)):
            if kind in _BLOBS:
                (size,) = struct.unpack_from("<I", data, at)
                if number == 0:
                    found[tag] = data[at + 4 : at + 4 + size]
                at += 4 + size + -size % 4
            else:
                at += 16 if kind == _CLASS_ID else _SIZES.get(kind, len(data))
        if at >= len(data):
            break
    return found


def _past_name(data: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", data, at + 16)
    if kind == 0:
        return at + 24
    (size,) = struct.unpack_from("<I", data, at + 20)
    return int(at + 24 + size + -size % 4)


def _text(data: bytes, charset: str) -> str:
    return charsets.decode(data.rstrip(b"\0"), charset).text


def _wide(data: bytes, charset: str) -> str:
    """Text that may be UTF-16: every other byte of what is written in Latin letters is 0 then."""
    if len(data) % 2 == 0 and data[1::2].count(0) * 2 > len(data) // 2:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return _text(data, charset)
