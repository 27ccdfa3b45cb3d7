"""What exports are made of: blocks of a closed whitelist, and what stands around them. All words are worded already."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from secretaire.records import Provenance


class BlockKind(StrEnum):
    """The whitelist of block kinds that exports know. CONTINUED is a further paragraph of the item before."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CONTINUED = "continued"
    QUOTE = "quote"
    CODE = "code"
    ROW = "row"


class Look(StrEnum):
    """The whitelist of what a part of a text may be."""

    LINK = "link"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` (of a ROW: of its ``cell``) looks so; a LINK leads to the block anchored ``target``."""

    start: int
    end: int
    look: Look
    target: str = ""
    cell: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an export.

    ``level`` belongs to HEADING, ITEM and CONTINUED (from 1), ``number`` to an ordered ITEM (0: a bullet), ``cells``
    and ``head`` (a table's head, repeated on each page) to ROW. An ``anchor`` is a lower-case letter and up to 39
    letters, digits and underscores. ``language`` is told where it is not that of the whole export.
    """

    kind: BlockKind
    text: str = ""
    level: int = 1
    cells: tuple[str, ...] = ()
    number: int = 0
    head: bool = False
    anchor: str = ""
    marks: tuple[Mark, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What stands around the blocks: the title for lists of files, the marking (at the head of each page), a notice
    (at its foot) and how pages are numbered there: "Page {page} of {pages}"."""

    title: str
    language: str
    notice: str
    numbering: str
    provenance: Provenance
