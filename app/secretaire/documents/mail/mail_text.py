"""What mails say: paragraphs and quotes of plain text, and whether the formatted text agrees. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from secretaire.documents.formats.flow import Piece

SHOWN = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date", "Subject")
_MARKED = re.compile(r"^((?:[ \t]?>)+)[ \t]?")
_ORIGINAL = re.compile(
    r"^[ \t]*-{2,}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|"
    r"original-nachricht|message d'origine|message original|message transféré)[ \t]*-{2,}|^_{20,}[ \t]*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|mailto|ftp|cid):\S+|www\.\S+|\[cid:[^\]]*\]|\[image:[^\]]*\]")
_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d[\d.,\u00a0 ]*\d|\d")
_LEAST_WORDS = 4
_LONGEST_OWN = 5
"""So many pairs of words in a row that the other version lacks are a sentence of its own."""
_AGREES = 0.5
"""The share of a passage's pairs of words that the other version must have."""


def headers(fields: Iterable[tuple[str, str]]) -> Piece:
    """The head of a mail as its first piece, a line a field."""
    lines = [f"{name}: {' '.join(value.split())}" for name, value in fields if value.strip()]
    return Piece("\n".join(lines))


def plain(text: str, *, flowed: bool = False, joined: bool = False) -> Iterator[Piece]:
    """Paragraphs, quoted ones by depth; what follows "Original Message" is quoted, too.

    ``flowed``: lines that end in a space go on in the next one, without it where ``joined`` (RFC 3676).
    """
    lines: list[str] = []
    depth = 0
    quoted = False
    whole = _unflowed(text, joined=joined) if flowed else text.splitlines()
    for line in (*whole, ""):
        mark = _MARKED.match(line)
        here = mark[1].count(">") if mark else 0
        said = line[mark.end() :] if mark else line
        if (here != depth or not said.strip() or _ORIGINAL.match(said)) and lines:
            yield _paragraph(lines, depth + quoted)
            lines = []
        quoted = quoted or (not here and _ORIGINAL.match(said) is not None)
        depth = here
        if said.strip():
            lines.append(said)
    if lines:
        yield _paragraph(lines, depth + quoted)


def _paragraph(lines: Sequence[str], depth: int) -> Piece:
    text = "\n".join(line.rstrip() for line in lines)
    return Piece(text, "quote", min(9, depth)) if depth else Piece(text)


def _unflowed(text: str, *, joined: bool) -> Iterator[str]:
    waiting = ""
    for line in text.splitlines():
        mark = _MARKED.match(line) if waiting else None
        line = waiting + (line[mark.end() :] if mark else line)
        if line.endswith(" ") and line != "-- " and line.strip():
            waiting = line[:-1] if joined else line
            continue
        waiting = ""
        yield line
    if waiting:
        yield waiting


def both(plain_pieces: Sequence[Piece], formatted: Sequence[Piece]) -> list[Piece]:
    """A mail's two versions as one: the formatted one shows, and what only the plain one says is kept apart."""
    shown = [piece for piece in formatted if piece.hidden is None]
    if not any(_WORD.search(piece.written) for piece in shown):
        return [*plain_pieces, *formatted]
    seen, unformatted = _Said(shown), _Said(plain_pieces)
    only_plain = [piece for piece in _passages(plain_pieces) if not seen.says(piece)]
    only_shown = [piece for piece in _passages(shown) if not unformatted.says(piece)]
    apart = [replace(piece, kind="paragraph", hidden="other_version") for piece in only_plain]
    told = sum(len(_words(piece.written)) for piece in plain_pieces)
    if apart or (only_shown and told > _LEAST_WORDS):
        apart.append(Piece(notices=("versions_differ",)))
    return [*formatted, *apart]


def _passages(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if len(_words(piece.written)) >= _LEAST_WORDS or _figures(piece.written)]


class _Said:
    """What one version says: its pairs of words, and its figures."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        text = " ".join(piece.written for piece in pieces)
        self._pairs = set(pairwise(_words(text)))
        self._figures = _figures(text)

    def says(self, piece: Piece) -> bool:
        """Whether it has most pairs of a passage's words, and all of its figures."""
        words = _words(piece.written)
        own = list(pairwise(words))
        known = [pair in self._pairs for pair in own]
        agrees = len(words) < _LEAST_WORDS or sum(known) >= _AGREES * len(own)
        apart = any(not any(known[at : at + _LONGEST_OWN]) for at in range(len(known) - _LONGEST_OWN + 1))
        return agrees and not apart and _figures(piece.written) <= self._figures


def _words(text: str) -> list[str]:
    return _WORD.findall(_without_addresses(text))


def _figures(text: str) -> set[str]:
    """Numbers of two digits and more."""
    digits = (re.sub(r"\D", "", each) for each in _FIGURE.findall(_without_addresses(text)))
    return {each for each in digits if len(each) > 1}


def _without_addresses(text: str) -> str:
    """In small letters: by a pattern that minds no case the search takes four times as long."""
    return _ADDRESS.sub(" ", text.casefold())
