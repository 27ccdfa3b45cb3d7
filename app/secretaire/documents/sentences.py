"""Where sentences begin and end in a text, as offsets into it."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\n\s*\n|(?<=[.!?…])[\"”’»)]*\s+")


def segment(text: str) -> list[tuple[int, int]]:
    """The (start, end) offsets of the sentences of ``text``, in order, white space around them left out."""
    found = []
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        piece = text[start:end]
        if piece.strip():
            found.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
        start = match.end() if match else end
    return found
