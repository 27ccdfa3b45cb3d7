"""Plain text, paragraph by paragraph, and Markdown, block by block. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Callable

from secretaire.documents.formats import markdown
from secretaire.documents.formats import text as text_format
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.rewriting import markdown as markdown_units
from secretaire.documents.rewriting.encoded import Encoded, EncodedFile
from secretaire.documents.rewriting.rewritable import MOST_CHARACTERS
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_PARAGRAPH = re.compile(r"[^\S\n]*(\S(?:[^\n]|\n(?=[^\n]*\S))*)")


def open_file(source: Source) -> EncodedFile:
    """Raises CannotRead: ``unknown_format``, ``unpacks_too_large``, ``cannot_rewrite``."""
    if source.size > 4 * MOST_CHARACTERS:
        raise CannotRead("unpacks_too_large")
    data = source.whole()
    try:
        encoded = Encoded.of(data, text_format.decode(data))
    except text_format.NotText as error:
        raise CannotRead("unknown_format") from error
    text = encoded.text
    if markdown.looks_like(text.replace("\r\n", "\n")):
        return EncodedFile(encoded, markdown_units.units(text))
    return EncodedFile(encoded, _units(text))


def _units(text: str) -> list[Unit[str]]:
    """One a paragraph, its line breaks within."""
    found = []
    write = _writer("\r\n" if "\r\n" in text else "\n")
    for number, match in enumerate(_PARAGRAPH.finditer(text), start=1):
        said = match[1].rstrip()
        item: Item[str] = Item("text", match.start(1), match.start(1) + len(said), said.replace("\r\n", "\n"))
        unit = unit_of([item], "paragraph", f"¶ {number}", write, "")
        found += [unit] if unit is not None else []
    return found


def _writer(line_end: str) -> Callable[[str], str]:
    return lambda text: text.replace("\r\n", "\n").replace("\n", line_end)
