"""What ``Compose`` carries over the wire between host and reader: types only, every size bounded."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from secretaire.records import Provenance

MOST_BLOCKS = 500_000
MOST_BYTES = 512 * 1024 * 1024
"""The largest export that is taken from a reader."""

ExportType = Literal[
    "text/markdown",
    "text/html",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
]
Look = Literal["link", "strong", "emphasis", "code"]
Text = Annotated[str, msgspec.Meta(max_length=4_000_000)]
Short = Annotated[str, msgspec.Meta(max_length=4000)]
Anchor = Annotated[str, msgspec.Meta(pattern="^([a-z][a-z0-9_]{0,39})?$")]
Offset = Annotated[int, msgspec.Meta(ge=0, le=4_000_000)]


class WireMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """How a part of a text looks; see ``blocks.Mark``."""

    start: Offset
    end: Offset
    look: Look
    target: Anchor
    cell: Annotated[int, msgspec.Meta(ge=0, lt=1000)]


class WireBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One block to write; see ``blocks.Block``."""

    kind: Literal["title", "heading", "paragraph", "item", "continued", "quote", "code", "row"]
    text: Text = ""
    level: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    cells: Annotated[tuple[Text, ...], msgspec.Meta(max_length=1000)] = ()
    number: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)] = 0
    head: bool = False
    anchor: Anchor = ""
    marks: Annotated[tuple[WireMark, ...], msgspec.Meta(max_length=100_000)] = ()
    language: Short = ""


class WireAbout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands around the blocks; see ``blocks.About``."""

    title: Text
    language: Short
    notice: Short
    numbering: Short
    provenance: Provenance
