"""The shared nouns: plain, frozen records that every layer may pass to another.

Identity (fixed from the start, costly to change)::

    Content (sha256 of the bytes) <- Document (UUIDv7: name, marking, time of import)
    Extraction (content, marking, reader version, options): immutable, one canonical string a page

A place in a document is always (extraction, page, start, end): half-open offsets into the page's
canonical string, counted in Unicode code points. Boxes are in PDF points (1/72 inch), origin at the
top left of the page as it is shown, after rotation. All ids are UUIDv7 strings, so that exports and restores merge.
Times are UTC, ISO 8601 with seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import msgspec

Box = tuple[float, float, float, float]
Params = dict[str, str | int | float]


class PageStatus(StrEnum):
    """What became of a page; every page of a document has exactly one."""

    READ = "read"
    OCR = "ocr"
    PARTIAL = "partial"
    BLANK = "blank"
    UNREADABLE = "unreadable"


class Support(StrEnum):
    """Whether a sentence's checks found what it says in the passages it cites."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


class Role(StrEnum):
    """Who speaks in a conversation."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class TextState(StrEnum):
    """Whether a stored text that was streamed is whole, and if not, why."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


class Word(NamedTuple):
    """A word of a page: ``text[start:end]`` stands in ``box``. A tuple, since a long document has hundred thousands."""

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def box(self) -> Box:
        """Where it stands."""
        return self[2:]


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text of the file that nobody can see on the page; no evidence for a model unless the user admits it."""

    text: str
    why: str
    box: Box


class Structure(NamedTuple):
    """What a part of a page's text is; ``level`` of headings and items.

    ``kind`` is one of ``documents.reader.wire.BlockKind``, or "admitted" for hidden text that the user made evidence.
    """

    kind: str
    start: int
    end: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where its text stands on the page, and its cells row by row."""

    start: int
    end: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page, or one anchored section of an unpaged format, as it was read.

    ``text`` is the canonical string (NFC). ``sentences`` are (start, end) offsets into it, in reading order.
    ``reason`` is a code (see ``wording``) and empty where the status needs none. ``structure`` and ``tables`` tell what
    is no ordinary paragraph; ``notices`` what was found and not followed, as codes; ``confidences`` (0 to 100) belong
    to ``words`` where OCR read them. ``instructions`` are places that read like orders to a program.
    """

    number: int
    label: str = ""
    anchor: str = ""
    status: PageStatus = PageStatus.READ
    reason: str = ""
    text: str = ""
    words: tuple[Word, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    headings: tuple[tuple[int, int], ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    language: str = ""
    width: float = 0.0
    height: float = 0.0
    ocr_confidence: float | None = None
    structure: tuple[Structure, ...] = ()
    tables: tuple[Table, ...] = ()
    notices: tuple[str, ...] = ()
    confidences: tuple[int, ...] = ()
    instructions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the user knows it. ``pages`` is None for unpaged formats."""

    id: str
    content: str
    name: str
    media_type: str
    pages: int | None
    language: str
    marking: str
    imported_at: str
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a collection's document came from: a path within its folder, the file's size in bytes and its time of
    change (nanoseconds since 1970), by which a file that did not change is known again."""

    path: str
    document: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """One reading of a content under a marking; immutable once finished."""

    id: str
    content: str
    reader: str
    options: str
    created_at: str
    marking: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document: half-open code-point offsets into one page's canonical string."""

    extraction: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences on one page, small enough to be evidence. ``text`` is cleaned for the model."""

    id: str
    span: Span
    text: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence for a sentence: ``quote`` is cut from the canonical string, never from model output."""

    document: str
    page: int | None
    anchor: str
    quote: str
    boxes: tuple[Box, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence the machine wrote, with what it cites and what the checks found (``findings`` are codes).

    ``group`` is the heading it stands under: "" for none, a code ("group.risks"), else a heading of the document.
    """

    text: str
    support: Support
    citations: tuple[Citation, ...] = ()
    findings: tuple[Warned, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the user should know, as a code and parameters; ``wording.say`` makes the sentence."""

    code: str
    params: Params = field(default_factory=dict)
    document: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PageCoverage:
    """One row of the coverage ledger: what became of a page, and which sentences (by index) it is evidence for."""

    document: str
    page: int
    anchor: str
    status: PageStatus
    reason: str
    characters: int
    used_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """Which model wrote something. ``verified`` means its hash matched its manifest when it was loaded."""

    id: str
    sha256: str
    verified: bool


@dataclass(frozen=True, slots=True)
class SourceUsed:
    """A document that something was made from: its name, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an exported text comes from, for people and for machines.

    ``kind`` is a report's, "translation" or "conversation", ``id`` the thing's in its vault. ``made_by`` is "ai",
    "ai_and_people", "people" or "program" (code alone, no model); ``share_by_people`` tells how much of the text (0 to
    1, by characters) a person wrote or changed, None where that isn't known. A model's ``sha256`` is "" where it wasn't
    recorded.
    """

    id: str
    kind: str
    made_by: str
    models: tuple[ModelUsed, ...]
    made_at: str
    exported_at: str
    generator: str
    marking: str = ""
    sources: tuple[SourceUsed, ...] = ()
    share_by_people: float | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Where the time of a job went, seconds and tokens."""

    read_s: float = 0.0
    first_token_s: float = 0.0
    total_s: float = 0.0
    prompt_tokens: int = 0
    generated_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat. ``documents`` are the ids of attached documents; ``head`` is the last message of the branch shown."""

    id: str
    title: str
    marking: str
    created_at: str
    documents: tuple[str, ...] = ()
    head: str = ""


# A struct, since conversations are read whole: it is made ten times as quickly as a frozen dataclass. It holds nothing
# that could hold it, so the garbage collector needn't look at it.
class Message(msgspec.Struct, frozen=True, gc=False):
    """One turn of a conversation. Messages with one ``parent`` are versions of each other; "" is the beginning."""

    id: str
    conversation: str
    role: Role
    text: str
    state: TextState
    model: str
    created_at: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of summarising or asking: sentences, ledger, warnings, what made them.

    ``kind`` is "summary", "answer", "comparison", "check", "table", "draft", "reply" or "plain"; ``question`` is an
    answer's, or the title of a table, a draft or a reply.
    ``abstained`` means that the evidence was missing; ``nearest`` then holds the closest passages.
    """

    id: str
    kind: str
    question: str
    options: Params
    documents: tuple[Document, ...]
    sentences: tuple[Sentence, ...]
    coverage: tuple[PageCoverage, ...]
    warnings: tuple[Warned, ...]
    model: ModelUsed
    timing: Timing
    state: TextState
    marking: str
    created_at: str
    abstained: bool = False
    nearest: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredJob:
    """Work that outlives its process. ``id`` is its result's, ``body`` what its task needs to go on with it.

    ``kind`` is a report's, "translation", "message" or "import"; ``attempts`` counts how often it was gone on with
    since it was last put aside in order.
    """

    id: str
    kind: str
    body: bytes
    created_at: str
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """One translated segment. ``origin`` is "memory", "model" or "copied"; ``match`` is 0 to 100."""

    source: str
    target: str
    origin: str
    match: int
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated text: segments in order; ``joints`` is what stood before, between and after them, so that
    joints[0] + segment + joints[1] + ... restores the layout (always one more than the segments)."""

    id: str
    source_language: str
    target_language: str
    segments: tuple[Segment, ...]
    joints: tuple[str, ...]
    model: ModelUsed
    timing: Timing
    state: TextState
    marking: str
    created_at: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One find in the vault. ``highlights`` are (start, end) offsets into ``snippet``.

    ``kind`` is "message", "passage", "report" or "translation"; ``owner`` is the id of the conversation, document,
    report or translation to open; ``item`` the id of the message, passage, sentence or segment.
    ``anchor`` names the section of a document without pages (``tasks.finding.hit_places``).
    """

    kind: str
    owner: str
    item: str
    title: str
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    page: int | None
    created_at: str
    anchor: str = ""
