"""The formats of exports: a new one is one module and one line here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from secretaire.documents.composing.text import cleaned
from secretaire.documents.reader.wire import Compose
from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

Writer = Callable[[list[WireBlock], WireAbout], Iterable[bytes]]
# A module is imported when its format is asked for: the reader starts without what writes office files.
_MODULES = {
    "text/markdown": "markdown",
    "text/html": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
}


def composed(question: Compose) -> Iterator[bytes]:
    """The bytes of an export, in pieces of any size."""
    module = importlib.import_module(f"secretaire.documents.composing.{_MODULES[question.media_type]}")
    write: Writer = module.write
    yield from write(sound(question.blocks), question.about)


def sound(blocks: Sequence[WireBlock]) -> list[WireBlock]:
    """Blocks with texts that every format can hold, each anchor once, and no link that leads nowhere."""
    known: set[str] = set()
    made = []
    for block in map(cleaned, blocks):
        made.append(replace(block, anchor="") if block.anchor in known else block)
        known.add(block.anchor)
    known.discard("")
    return [
        replace(block, marks=tuple(mark for mark in block.marks if mark.look != "link" or mark.target in known))
        if block.marks
        else block
        for block in made
    ]
