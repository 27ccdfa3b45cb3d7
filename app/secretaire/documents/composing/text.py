"""Text that every format can hold, and the direction that it is written in."""

from __future__ import annotations

import re
import unicodedata

from msgspec.structs import replace

from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

# What XML 1.0 (section 2.2) can't hold but for the surrogates, which no message carries; and the bidirectional
# overrides, embeddings and isolates, by which a title could turn around what stands beside it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LOOKED_AT = 4000


def clean(text: str) -> str:
    """The text with marks of replacement, one for one, for what can't be written or would turn text around.

    Lines end with "\\n". No offset moves.
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _TURNING.sub("\u200b", _UNWRITABLE.sub("\ufffd", text))


def cleaned(block: WireBlock) -> WireBlock:
    """The block with clean texts."""
    marks = tuple(mark for mark in block.marks if mark.start < mark.end)
    return replace(block, text=clean(block.text), cells=tuple(map(clean, block.cells)), marks=marks)


def right_to_left(text: str) -> bool:
    """Whether a paragraph is written from right to left: its first strong character is (UAX #9, P2 and P3)."""
    for character in text[:_LOOKED_AT]:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def page_words(about: WireAbout) -> tuple[str, str, str]:
    """What stands before, between and after the number of the page and the number of all pages."""
    before, _, rest = clean(about.numbering).partition("{page}")
    between, _, after = rest.partition("{pages}")
    return before, between, after
