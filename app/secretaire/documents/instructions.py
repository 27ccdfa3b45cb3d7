"""Passages that read like orders to a program: "ignore previous instructions", in English, German and French.

A softer warning than that of hidden text: the words stand where everybody sees them, and may be meant for people.
Runs in the reader.
"""

from __future__ import annotations

import re

import msgspec

from secretaire.documents.instruction_shapes import SHAPES
from secretaire.documents.unseen import ZERO_WIDTH
from secretaire.documents.wire import Range, UntrustedPage

MOST = 200


def _searched(*shapes: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(shapes) + ")", re.IGNORECASE)


def _groups(needs: str) -> tuple[frozenset[bytes], ...]:
    return tuple(frozenset(group.encode("latin-1").split()) for group in needs.split("/"))


_ANY = _searched(*(shape for _, shape in SHAPES))
_EACH = tuple((_groups(needs), _searched(shape)) for needs, shape in SHAPES)
_NO_WIDTH = re.compile(f"[{ZERO_WIDTH}\u00ad]+")
_LETTERS = bytes(each if chr(each).isalnum() else 32 for each in range(256))


def instruction_like(text: str) -> list[Range]:
    """Where a text speaks like somebody who gives orders to a program, in code points."""
    if not _possible(text):
        return []
    plain, offsets = _plain(text)
    places = []
    for match in _ANY.finditer(plain):
        places.append((offsets[match.start()], offsets[match.end() - 1] + 1))
        if len(places) == MOST:
            break
    return places


def _possible(text: str) -> bool:
    """Whether any shape may be there: its words first, then itself, up to blanks. A search for all takes far longer."""
    if not text.isascii():
        text = _NO_WIDTH.sub("", text).replace("’", "'").replace("İ", "i").replace("ı", "i")
    words = set(text.casefold().encode("latin-1", "replace").translate(_LETTERS).split())
    likely = [shape for groups, shape in _EACH if not any(map(words.isdisjoint, groups))]
    rough = f" {' '.join(text.split())} " if likely else ""
    return any(shape.search(rough) for shape in likely)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with runs of white space as one space, and without characters that have no width; and the way back."""
    pieces, offsets, last = list[str](), list[int](), 0
    for match in re.finditer(rf"\s+|[{ZERO_WIDTH}\u00ad]+|’", text):
        pieces.append(text[last : match.start()])
        offsets.extend(range(last, match.start()))
        joint = "'" if match[0] == "’" else " " if match[0].isspace() else ""
        pieces.append(joint)
        offsets.extend([match.start()] * len(joint))
        last = match.end()
    pieces.append(text[last:])
    offsets.extend(range(last, len(text)))
    return "".join(pieces), offsets


def marked(page: UntrustedPage) -> UntrustedPage:
    """The page with a notice, and the places, where it speaks like that; its hidden text counts too."""
    places = instruction_like(page.text)
    if not places and not any(instruction_like(each.text) for each in page.hidden):
        return page
    notices = list(dict.fromkeys([*page.notices, "instruction_like"]))
    return msgspec.structs.replace(page, instructions=places, notices=notices)
