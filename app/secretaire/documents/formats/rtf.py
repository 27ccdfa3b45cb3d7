"""Rich Text Format: text with headings, lists, tables, notes; hidden and deleted text apart. Runs in the reader."""

from __future__ import annotations

from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.rtf_text import RtfReader

MOST = 128 * 1024 * 1024


def recognises(source: Source) -> bool:
    """It begins with its group."""
    return source.head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\\rt")


def open_file(source: Source) -> FlowFile:
    """Raises CannotRead("unpacks_too_large")."""
    if source.size > MOST:
        raise CannotRead("unpacks_too_large")
    reader = RtfReader(source.whole())
    return FlowFile("application/rtf", safe(reader.pieces), reader.title)


def safe(pieces: list[Piece]) -> list[Piece]:
    """Without halves of characters, which the wire could not carry."""
    return [
        piece
        if piece.text.isascii()
        else Piece(_whole(piece.text), piece.kind, piece.level, piece.rows, hidden=piece.hidden)
        for piece in pieces
    ]


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
