"""HTML, as a browser that fetches nothing and runs nothing would show it. Runs in the reader."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from secretaire.documents import charsets
from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.html.pieces import DEEPEST, nesting, pieces_of

MOST = 64 * 1024 * 1024
_BEGINS = re.compile(
    r"\A(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|title|meta|table|div|p|h[1-6]|style|script|font|center|br|a|ul|span|article|section|main)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ELSEWHERE = re.compile(r"<html[\s>]|<!doctype\s+html", re.IGNORECASE)
_DECLARED = re.compile(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]+?encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE
)
_CLOSED = re.compile(
    r"<(?!(?:br|hr|img|input|meta|link|area|base|col|embed|source|track|wbr)\b)([\w:]+)((?:\s[^<>]*?)?)/>",
    re.IGNORECASE,
)


def recognises(source: Source) -> bool:
    """A document type or a tag of HTML at the beginning, or a document's outer tags in what looks like its start."""
    start = charsets.decode(source.head).text
    if _BEGINS.match(start) and not start.lstrip().startswith(("From:", "Received:")):
        return "<svg" not in start[:200].lower() or "<html" in start.lower()
    return start.lstrip().startswith("<") and _ELSEWHERE.search(start) is not None


def open_file(source: Source) -> FlowFile:
    """Raises CannotRead: ``unpacks_too_large``, ``damaged`` for elements in each other beyond all measure."""
    if source.size > MOST:
        raise CannotRead("unpacks_too_large")
    document, notices = parse(source.whole())
    return FlowFile("text/html", [*notices, *pieces_of(document)], title_of(document))


def parse(data: bytes, declared: str = "", *, xml: bool = False) -> tuple[LexborHTMLParser, list[Piece]]:
    """The document, and what is to be told of its encoding. Raises CannotRead("damaged")."""
    decoded = decode(data, declared)
    text = decoded.text.replace("\0", "\ufffd")
    if xml:
        text = _CLOSED.sub(r"<\1\2></\1>", text)
    if nesting(text) > DEEPEST:
        raise CannotRead("damaged")
    return LexborHTMLParser(text), [Piece(notices=decoded.notices)] if decoded.notices else []


def decode(data: bytes, declared: str = "") -> charsets.Decoded:
    """The text, in the encoding that is declared in it or beside it."""
    named = _DECLARED.search(data[:4096])
    told = (named[1] or named[2]).decode("ascii", "replace") if named else ""
    return charsets.decode(data, declared or told)


def title_of(document: LexborHTMLParser) -> str:
    """What its title says."""
    for node in document.css("title"):
        if text := " ".join((node.text() or "").split()):
            return text
    return ""
