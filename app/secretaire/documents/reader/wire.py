"""The wire between host and reader: types only. Closed, tagged unions, unknown fields refused, every size bounded.

What the reader answers is untrusted: ``check`` looks at it again before it becomes a record.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from secretaire.documents.reader.wire_blocks import MOST_BLOCKS, ExportType, WireAbout, WireBlock
from secretaire.documents.reader.wire_codes import GuessedCode
from secretaire.records import (
    Conversation,
    Document,
    Extraction,
    Message,
    Page,
    Passage,
    Report,
    Translation,
    Word,
)

MAX_TEXT = 4_000_000
MAX_WORDS = 400_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
CHUNK = 4 * 1024 * 1024
MOST_UNITS = 200_000
MOST_REWRITTEN = 1024**3

Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Short = Annotated[str, msgspec.Meta(max_length=1000)]
Number = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Offset = Annotated[int, msgspec.Meta(ge=0, le=MAX_TEXT)]
Range = tuple[Offset, Offset]
Ranges = Annotated[list[Range], msgspec.Meta(max_length=MAX_WORDS)]
WireBox = tuple[float, float, float, float]


class _Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A message of this wire; its class name is its tag."""


class Open(_Message, frozen=True):
    """Open the file whose descriptor travels beside this message."""

    size: Annotated[int, msgspec.Meta(ge=1)]
    ocr: bool
    ocr_languages: Annotated[list[Short], msgspec.Meta(max_length=20)]
    password: Short


class ReadPage(_Message, frozen=True):
    """Read one page (1-based) of the open file."""

    number: Number


class Render(_Message, frozen=True):
    """Make a picture of one page; scale 1.0 is 72 dots per inch."""

    number: Number
    scale: Annotated[float, msgspec.Meta(gt=0, le=8)]


class FindSentences(_Message, frozen=True):
    """Find the sentences of a text. A language of "" is detected."""

    text: Annotated[str, msgspec.Meta(max_length=20_000_000)]
    language: Short


class Segments(_Message, frozen=True):
    """Tell a file's translation units; its descriptor travels beside this message."""

    size: Annotated[int, msgspec.Meta(ge=1)]
    password: Short


class NewText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a unit is to say; its inline tags may be damaged."""

    number: Number
    text: Text


class Rewrite(_Message, frozen=True):
    """Write a file anew in its own format with these texts in place of its units'; the others stay.

    The file's descriptor travels beside this message.
    """

    size: Annotated[int, msgspec.Meta(ge=1)]
    password: Short
    texts: Annotated[list[NewText], msgspec.Meta(max_length=MOST_UNITS)]


class Compose(_Message, frozen=True):
    """Write an export."""

    blocks: Annotated[list[WireBlock], msgspec.Meta(max_length=MOST_BLOCKS)]
    media_type: ExportType
    about: WireAbout


class Probe(_Message, frozen=True):
    """Run the air-gap probes."""


class Import(_Message, frozen=True):
    """Read what another program or vault exported: one file, or the two that its format keeps together.

    Their descriptors travel beside this message. ``going_on``: a further portion of an export of ours.
    """

    sizes: Annotated[list[Annotated[int, msgspec.Meta(ge=1)]], msgspec.Meta(min_length=1, max_length=2)]
    going_on: bool


Status = Literal["read", "ocr", "partial", "blank", "unreadable"]
WhyHidden = Literal[
    "invisible",
    "transparent",
    "white",
    "tiny",
    "off_page",
    "covered",
    "clipped",
    "layer_off",
    "zero_width",
    "bidirectional",
    "tag",
    "metadata",
    "alternative",
    "comment",
    "deleted",
    "not_shown",
    "same_colour",
    "other_version",
]
BlockKind = Literal[
    "paragraph", "heading", "item", "quote", "code", "table", "caption", "footnote", "header", "footer", "note_mark"
]
NoticeCode = (
    GuessedCode
    | Literal[
        "javascript",
        "launch_action",
        "automatic_action",
        "external_reference",
        "remote_image",
        "macro",
        "embedded_file",
        "form",
        "external_template",
        "active_content",
        "instruction_like",
        "malformed",
        "undecodable",
        "encrypted_part",
        "signed_part",
        "versions_differ",
    ]
)
"""What was found in a file, and never followed."""
MediaType = Literal[
    "application/pdf",
    "text/plain",
    "text/markdown",
    "text/html",
    "text/csv",
    "message/rfc822",
    "application/vnd.ms-outlook",
    "application/ms-tnef",
    "application/rtf",
    "application/epub+zip",
    "image/png",
    "image/jpeg",
    "image/tiff",
    "image/gif",
    "image/bmp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
]
Question = Open | ReadPage | Render | FindSentences | Segments | Rewrite | Compose | Import | Probe

HistoryFailure = Literal["history_unknown", "history_damaged", "history_too_large", "history_newer"]
FailureCode = Literal[
    "empty",
    "encrypted",
    "wrong_password",
    "password_unsupported",
    "damaged",
    "unknown_format",
    "picture_format",
    "archive",
    "unpacks_too_large",
    "nested_too_deep",
    "encrypted_message",
    "no_such_page",
    "page_damaged",
    "cannot_render",
    "cannot_rewrite",
    "only_pictures",
    "export_too_large",
    "history_unknown",
    "history_damaged",
    "history_too_large",
    "history_newer",
]
HistoryFormat = Literal["secretaire", "open_webui", "jan", "gpt4all", "chatgpt"]
LeftOutCode = Literal[
    "attachment",
    "image",
    "source",
    "tool",
    "reasoning",
    "other",
    "empty",
    "empty_conversation",
    "unknown_record",
    "odd_message",
    "large_message",
    "odd_conversation",
    "large_conversation",
]


class Ready(_Message, frozen=True):
    """Imported and confined."""

    reader: Short


class Opened(_Message, frozen=True):
    """The file is open. ``scans`` counts those of its first pages that are pictures without text, which take long."""

    media_type: MediaType
    paged: bool
    pages: Number
    title: Short
    scans: Number = 0


class UntrustedHidden(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text that nobody can see."""

    text: Text
    why: WhyHidden
    box: WireBox


class WireStructure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a part of a page's text is; ordinary paragraphs are not told. ``level`` of headings and items, from 1."""

    kind: BlockKind
    start: Offset
    end: Offset
    level: Annotated[int, msgspec.Meta(ge=1, le=9)]


class WireTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table: where its text stands, and its cells row by row."""

    start: Offset
    end: Offset
    rows: Annotated[list[Annotated[list[Text], msgspec.Meta(max_length=1000)]], msgspec.Meta(max_length=100_000)]


Confidence = Annotated[int, msgspec.Meta(ge=0, le=100)]


class UntrustedPage(_Message, frozen=True):
    """A page as the reader saw it."""

    number: Number
    label: Short
    anchor: Short
    status: Status
    reason: Short
    text: Text
    words: Annotated[list[Word], msgspec.Meta(max_length=MAX_WORDS)]
    sentences: Ranges
    headings: Ranges
    hidden: Annotated[list[UntrustedHidden], msgspec.Meta(max_length=10_000)]
    language: Annotated[str, msgspec.Meta(max_length=8)]
    width: float
    height: float
    ocr_confidence: float | None
    structure: Annotated[list[WireStructure], msgspec.Meta(max_length=100_000)] = []
    tables: Annotated[list[WireTable], msgspec.Meta(max_length=10_000)] = []
    notices: Annotated[list[NoticeCode], msgspec.Meta(max_length=100)] = []
    confidences: Annotated[list[Confidence], msgspec.Meta(max_length=MAX_WORDS)] = []
    instructions: Annotated[list[Range], msgspec.Meta(max_length=1000)] = []


class Pixels(_Message, frozen=True):
    """A picture: 8-bit RGB without padding."""

    width: Annotated[int, msgspec.Meta(ge=1, le=MAX_SIDE)]
    height: Annotated[int, msgspec.Meta(ge=1, le=MAX_SIDE)]
    pixels: Annotated[bytes, msgspec.Meta(max_length=MAX_PIXELS)]


class Sentences(_Message, frozen=True):
    """The sentences of a text."""

    language: Annotated[str, msgspec.Meta(max_length=8)]
    sentences: Annotated[list[tuple[int, int]], msgspec.Meta(max_length=4_000_000)]


UnitKind = Literal[
    "paragraph", "heading", "item", "cell", "header", "footer", "footnote", "notes", "caption", "description"
]
UnitWarning = Literal["tags_repaired", "tags_lost", "text_shrunk"]


class WireUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit: its words with inline tags (``documents.tagged``), and where they stand."""

    number: Number
    text: Text
    kind: UnitKind
    anchor: Short
    translatable: bool


class UntrustedUnits(_Message, frozen=True):
    """A file's units, in order."""

    units: Annotated[list[WireUnit], msgspec.Meta(max_length=MOST_UNITS)]


class WireUnitWarning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a unit that was rewritten."""

    number: Number
    code: UnitWarning


class UntrustedRewriting(_Message, frozen=True):
    """A file was rewritten; its bytes follow in chunks."""

    size: Annotated[int, msgspec.Meta(ge=0, le=MOST_REWRITTEN)]
    warnings: Annotated[list[WireUnitWarning], msgspec.Meta(max_length=3 * MOST_UNITS)]


class Chunk(_Message, frozen=True):
    """A part of an export or of a rewritten file; the last one says so."""

    data: Annotated[bytes, msgspec.Meta(max_length=CHUNK)]
    last: bool


class UntrustedExport(_Message, frozen=True):
    """An export of ours begins. ``ends``: its last record counts them all."""

    ends: bool


class UntrustedDocument(_Message, frozen=True):
    """A document, and the name of the file that holds its original."""

    document: Document
    file: Short


class UntrustedExtraction(_Message, frozen=True):
    """What was read of a content."""

    extraction: Extraction


class UntrustedStoredPage(_Message, frozen=True):
    """A page of an extraction."""

    extraction: Short
    page: Page


class UntrustedPassage(_Message, frozen=True):
    """A passage of an extraction."""

    passage: Passage


class UntrustedConversation(_Message, frozen=True):
    """A conversation, whose messages follow."""

    conversation: Conversation


class UntrustedTurn(_Message, frozen=True):
    """A message of a conversation; its parent came before."""

    message: Message


class UntrustedReport(_Message, frozen=True):
    """A summary or an answer."""

    report: Report


class UntrustedTranslation(_Message, frozen=True):
    """A translation."""

    translation: Translation


class UntrustedExportEnd(_Message, frozen=True):
    """An export of ours ends here; ``records`` counts its lines, this one too."""

    records: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class WireLeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of something could not be taken over."""

    code: LeftOutCode
    count: Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Imported(_Message, frozen=True):
    """All of it was read: the last answer to ``Import``."""

    format: HistoryFormat
    left_out: Annotated[list[WireLeftOut], msgspec.Meta(max_length=20)]


class WireProbe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One probe's result."""

    process: Short
    attempt: Short
    refused: bool
    by: Short
    detail: Short


class Probed(_Message, frozen=True):
    """The probes' results."""

    results: Annotated[list[WireProbe], msgspec.Meta(max_length=200)]


class Failed(_Message, frozen=True):
    """The question can't be answered; the reader lives on."""

    code: FailureCode


UntrustedRecord = (
    UntrustedExport
    | UntrustedDocument
    | UntrustedExtraction
    | UntrustedStoredPage
    | UntrustedPassage
    | UntrustedConversation
    | UntrustedTurn
    | UntrustedReport
    | UntrustedTranslation
    | UntrustedExportEnd
)
Answer = (
    Ready
    | Opened
    | UntrustedPage
    | Pixels
    | Sentences
    | UntrustedUnits
    | UntrustedRewriting
    | Chunk
    | UntrustedRecord
    | Imported
    | Probed
    | Failed
)
