"""Mailboxes (RFC 4155): many messages in one file, each with its own head and attachments. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from secretaire.documents.formats import attachments, eml
from secretaire.documents.formats.compound import CompoundFile, Part
from secretaire.documents.formats.source import CannotRead, Source

_BEGINS = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\d{4}[^\r\n]*\r?\n(?=>?[!-9;-~]+[ \t]*:)")
"""What stands before a message: whom it is from and when it came, behind an empty line, before a field of its head."""
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def recognises(source: Source) -> bool:
    """A mail that begins with the line that divides messages."""
    return source.head.startswith(b"From ") and _BEGINS.match(source.head) is not None and eml.recognises(source)


def open_file(source: Source) -> CompoundFile:
    """The first message's pages, then each other's. Raises CannotRead("damaged")."""
    messages = list(_messages(source.whole()))
    first = eml.opened(source, messages[0])
    return CompoundFile(first, list(_parts(source, messages[1:]))) if len(messages) > 1 else first


def _messages(data: bytes) -> Iterator[bytes]:
    begins = [found.span() for found in _BEGINS.finditer(data)]
    for (_, start), (end, _) in pairwise([*begins, (len(data), len(data))]):
        yield _QUOTED.sub(rb"\1", data[start:end])


def _parts(source: Source, messages: list[bytes]) -> Iterator[Part]:
    """The messages behind the first, open, or with the reason why not; those beyond all number have one place."""
    for number, data in enumerate(messages, start=2):
        if number > attachments.MOST:
            yield Part("…", "unpacks_too_large")
            return
        try:
            inner = source.inner(data, "")
            content = eml.opened(inner, data)
        except CannotRead as error:
            yield Part(f"({number})", error.code)
            continue
        yield Part(f"{number}. {attachments.named(content.opened.title.replace('/', ' '))}".strip(), content)
