"""Outlook's saved messages: as mails, with every file in them. Runs in the reader."""

from __future__ import annotations

from secretaire.documents.formats import attachments, html, rtf
from secretaire.documents.formats.attachments import Attachment
from secretaire.documents.formats.compound import CompoundFile, Part
from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import DEEPEST, CannotRead, Source
from secretaire.documents.html.pieces import pieces_of
from secretaire.documents.mail import cms, mapi
from secretaire.documents.mail.mail_text import both, headers, plain
from secretaire.documents.mail.mapi import Container, Item
from secretaire.documents.reader.wire import FailureCode
from secretaire.documents.rtf_text import RtfReader

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARK = "__properties_version1.0".encode("utf-16-le")


def recognises(source: Source) -> bool:
    """A compound file with the properties of a message."""
    return source.head.startswith(_MAGIC) and _MARK in source.whole()


def open_file(source: Source) -> CompoundFile:
    """Raises CannotRead: ``damaged``, ``unpacks_too_large``."""
    container = Container(source.whole(), source.allowance)
    if not container.is_item():
        raise CannotRead("damaged")
    return _message(source, Item(container), source.depth)


def _message(source: Source, item: Item, depth: int) -> CompoundFile:
    sender = " ".join(each for each in (item.text(mapi.SENDER), _bracketed(item.text(mapi.SENDER_ADDRESS))) if each)
    subject = item.text(mapi.SUBJECT)
    recipients = [(name, item.text(tag)) for name, tag in (("To", mapi.TO), ("Cc", mapi.CC), ("Bcc", mapi.BCC))]
    head = headers([("From", sender), *recipients, ("Date", item.date()), ("Subject", subject)])
    body = _body(item)
    encrypted = "smime" in item.text(mapi.CLASS).lower() and "multipartsigned" not in item.text(mapi.CLASS).lower()
    if encrypted:
        body.append(Piece(notices=("encrypted_part",)))
    parts: list[Part] = []
    for number, each in enumerate(item.attachments(), start=1):
        if number > attachments.MOST:
            parts.append(Part("…", "unpacks_too_large"))
            break
        parts.append(_part(source, each, depth, encrypted=encrypted))
    return CompoundFile(FlowFile("application/vnd.ms-outlook", [head, *body], subject), parts)


def _part(source: Source, item: Item, depth: int, *, encrypted: bool) -> Part:
    name = item.text(mapi.LONG_NAME) or item.text(mapi.NAME) or item.text(mapi.DISPLAY)
    message = item.message()
    if message is not None:
        name = attachments.named(name or message.text(mapi.SUBJECT)) or "…"
        return Part(name, "nested_too_deep" if depth + 1 > DEEPEST else _message(source, message, depth + 1))
    data = item.data(mapi.DATA)
    content: bytes | FailureCode = data if data is not None else "unknown_format"
    if encrypted and data is not None and name.lower().endswith(".p7m"):
        content = cms.signed_content(data) or "encrypted_message"
    return attachments.opened(source, [Attachment(name, content)])[0]


def _body(item: Item) -> list[Piece]:
    """What it says: as it is formatted, compared with its plain text."""
    unformatted = list(plain(item.text(mapi.BODY)))
    try:
        return both(unformatted, _formatted(item))
    except CannotRead:
        return [*unformatted, Piece(notices=("malformed",))]


def _formatted(item: Item) -> list[Piece]:
    page = item.data(mapi.HTML)
    packed = item.data(mapi.RTF) if page is None else None
    if packed is not None:
        reader = RtfReader(mapi.rtf(packed, item.container.allowance))
        if reader.html is None:
            return rtf.safe(reader.pieces)
        page = reader.html.encode("utf-8", "replace")
    if page is None:
        return []
    document, notices = html.parse(page)
    return [*notices, *pieces_of(document)]


def _bracketed(address: str) -> str:
    return f"<{address}>" if address else ""
