"""Runs of Office Open XML: text with properties; neighbours that look alike are told as one. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from secretaire.documents.rewriting.placed_xml import Placed, child, kids, name_at
from secretaire.documents.rewriting.units import Item

_SIGNS = {"w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_NOISE = ("w:lastRenderedPageBreak", "w:annotationRef")
# What a spelling checker leaves behind makes no difference to the reader.
_SPELLING = re.compile(
    rb"""<\w+:(?:lang|noProof)\b[^>]*/>|\s(?:lang|altLang|dirty|err|noProof|smtClean)\s*=\s*(?:"[^"]*"|'[^']*')"""
)
_SAYS_NOTHING = re.compile(rb"<[\w:]+\s*(?:/>|>\s*</[\w:]+\s*>)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """A format's names for a run's parts; whether its texts keep their white space only where they say so."""

    properties: str
    text: str
    says_space: bool


WORD = Dialect("w:rPr", "w:t", says_space=True)
DRAWING = Dialect("a:rPr", "a:t", says_space=False)
SHEET = Dialect("s:rPr", "s:t", says_space=True)

Hidden = Callable[[Placed | None], bool]
"""Whether nobody sees a run with these properties."""


def items_of_run(data: bytes, run: Placed, dialect: Dialect, hidden: Hidden) -> Iterator[tuple[Placed, Item[bytes]]]:
    """A run's children, each with its item: text, or what stands alone with the run's own markup around it."""
    properties = child(run, dialect.properties)
    gone = hidden(properties)
    head = data[run.begin : run.inside] + (b"" if properties is None else data[properties.begin : properties.end])
    look = b"" if properties is None else _SPELLING.sub(b"", data[properties.begin : properties.end])
    look = b"" if _SAYS_NOTHING.fullmatch(look) else look
    for each in kids(run):
        if each.tag == dialect.properties or each.tag in _NOISE:
            continue
        said = (each.text or "") if each.tag == dialect.text else _SIGNS.get(str(each.tag))
        if said is None or gone:
            pieces = (head, (each.begin, each.end), data[run.until : run.end])
            yield each, Item("alone", run.begin, run.end, pieces=pieces)
            continue
        around = _around(data, run, each, dialect, head)
        yield each, Item("text", run.begin, run.end, said, look, around)


def _around(data: bytes, run: Placed, text: Placed, dialect: Dialect, head: bytes) -> tuple[bytes, bytes]:
    prefix = name_at(data, run).rpartition(b":")
    name = prefix[0] + prefix[1] + dialect.text.rpartition(":")[2].encode()
    if text.tag == dialect.text:
        name = name_at(data, text)
    space = b' xml:space="preserve"' if dialect.says_space else b""
    return head + b"<" + name + space + b">", b"</" + name + b">" + data[run.until : run.end]


def alone(element: Placed) -> Item[bytes]:
    """An element that is copied as it is."""
    return Item("alone", element.begin, element.end, pieces=((element.begin, element.end),))
