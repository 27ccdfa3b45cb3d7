"""Characters without a shape of their own, by which a text can say what its page doesn't show. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secretaire.documents.reader.wire import WhyHidden
from secretaire.documents.unseen import broken_up

TAGS = "\U000e0000-\U000e007f"
_CONTROLS = re.compile(f"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff{TAGS}]+")
_TAG = re.compile(f"[{TAGS}]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RUN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]{4,}")
"""So many could spell something; one, or some at a word's edge, are programs' habits."""
_JOINED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u200d\u2600-\u27bf\U0001f000-\U0001faff]")
"""Scripts and pictographs in which joiners and direction marks are ordinary spelling."""


def turns(text: str) -> bool:
    """Whether controls in it turn the order of its letters round."""
    return not text.isascii() and _TURNS.search(text) is not None


def controls(text: str) -> bool:
    """Whether there are any in it."""
    return not text.isascii() and _CONTROLS.search(text) is not None


def without_controls(text: str) -> str:
    """The text without them; where they belong to the spelling it stays as it is."""
    if not controls(text) or (_JOINED.search(text) and not _TAG.search(text) and not _TURNS.search(text)):
        return text
    return _CONTROLS.sub("", text)


def concealed(text: str) -> Iterator[tuple[str, WhyHidden]]:
    """What its controls say, and why that is hidden: tags spelled out, the text that is turned round or run through."""
    if tags := "".join(_TAG.findall(text)):
        yield "".join(chr(ord(tag) - 0xE0000) for tag in tags if 0x20 <= ord(tag) - 0xE0000 < 0x7F), "tag"
    shown = _CONTROLS.sub("", text)
    if _TURNS.search(text):
        yield shown, "bidirectional"
    elif (broken_up(text) or _RUN.search(text)) and not _JOINED.search(text):
        yield shown, "zero_width"
