"""Folding text for search, with the way back: case, accents, umlauts in either spelling, ß, ligatures.

"Verträge", "Vertraege" and "VERTRAGE" fold alike; "l'État" falls into two words at its apostrophe. Both the stored text
and the query pass through here, so that what folds too far folds the same on both sides.
"""

from __future__ import annotations

import re
import unicodedata

_SPELT_UMLAUT = re.compile(r"(?<=[aou])e")
_WORD = re.compile(r"\w+", re.UNICODE)


class _Folds(dict[int, str]):
    """What each character folds to, worked out when it is first met; ``str.translate`` reads it at C's speed."""

    def __missing__(self, codepoint: int) -> str:
        folded = self[codepoint] = _fold(chr(codepoint))
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """The folded text."""
    return _SPELT_UMLAUT.sub("", text.translate(_FOLDS))


def normalise(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters (and its end) the index of the character it came from."""
    pieces = [_FOLDS[ord(character)] for character in text]
    joined = "".join(pieces)
    origins = [index for index, piece in enumerate(pieces) for _ in piece]
    dropped = {match.start() for match in _SPELT_UMLAUT.finditer(joined)}
    kept = [at for at in range(len(joined)) if at not in dropped] if dropped else range(len(joined))
    return "".join(joined[at] for at in kept) if dropped else joined, [origins[at] for at in kept] + [len(text)]


def _fold(character: str) -> str:
    if character < "\x80":
        return character.lower()
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(part for part in decomposed if not unicodedata.combining(part)).replace("æ", "ae").replace("œ", "oe")


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))
