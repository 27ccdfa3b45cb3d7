"""The types of what tasks produce, as JSON; schemas in docs/schemas (stable: add, don't break)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from secretaire.records import Box

Count = Annotated[int, msgspec.Meta(ge=0)]
PageNumber = Annotated[int, msgspec.Meta(ge=1)]


class DocumentFacts(msgspec.Struct, frozen=True):
    """A document. ``pages`` is null for unpaged formats."""

    id: str
    title: str
    sha256: str
    pages: Count | None
    language: str


class CitationFacts(msgspec.Struct, frozen=True):
    """A citation. ``quote`` is verbatim; boxes are in points from the page's top left."""

    document: str
    page: PageNumber | None
    anchor: str
    quote: str
    boxes: tuple[Box, ...]


class WarningFacts(msgspec.Struct, frozen=True):
    """Something the user should know: a stable code, and its sentence in the interface's language."""

    code: str
    text: str
    document: str = ""
    page: int | None = None


class SentenceFacts(msgspec.Struct, frozen=True):
    """A sentence with what the checks found; ``findings`` say why it isn't simply supported, or that it is verbatim.

    ``group`` is what it stands under: "" for nothing, "group.risks" and the like, else a heading of the document.
    """

    text: str
    support: Literal["supported", "partial", "unsupported"]
    citations: list[CitationFacts]
    findings: list[WarningFacts]
    group: str = ""


class CoverageFacts(msgspec.Struct, frozen=True):
    """A row of the coverage ledger."""

    document: str
    page: int
    anchor: str
    status: Literal["read", "ocr", "partial", "blank", "unreadable"]
    reason: str
    characters: Count
    used_by: list[Count]


class ModelUse(msgspec.Struct, frozen=True):
    """The model that wrote it."""

    id: str
    sha256: str
    verified: bool


class TimingFacts(msgspec.Struct, frozen=True):
    """Seconds and tokens."""

    read_s: float
    first_token_s: float
    total_s: float
    prompt_tokens: Count
    generated_tokens: Count


class SourceFacts(msgspec.Struct, frozen=True):
    """A document that something was made from."""

    name: str
    sha256: str


class ProvenanceFacts(msgspec.Struct, frozen=True):
    """Where an export comes from. ``digital_source_type`` is IPTC's term for ``made_by``.

    ``share_by_people`` (0 to 1, of the characters) is null where it isn't known, a model's ``sha256`` "" likewise.
    """

    id: str
    kind: Literal[
        "summary", "answer", "comparison", "check", "table", "draft", "reply", "plain", "translation", "conversation"
    ]
    made_by: Literal["ai", "ai_and_people", "people", "program"]
    digital_source_type: str
    models: list[ModelUse]
    made_at: str
    exported_at: str
    generator: str
    marking: str
    sources: list[SourceFacts]
    share_by_people: float | None


Origin = ProvenanceFacts | msgspec.UnsetType
"""Exports tell it; what a command prints doesn't."""


class Summary(msgspec.Struct, frozen=True):
    """``summarize``. ``document`` is the first of ``documents``; ``state`` is "complete" unless it was stopped."""

    id: str
    state: str
    documents: list[DocumentFacts]
    document: DocumentFacts
    summary: list[SentenceFacts]
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    model: ModelUse
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class Answer(msgspec.Struct, frozen=True):
    """``ask``."""

    id: str
    state: str
    question: str
    documents: list[DocumentFacts]
    document: DocumentFacts
    answer: list[SentenceFacts]
    abstained: bool
    nearest: list[CitationFacts]
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    model: ModelUse
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class DifferenceFacts(msgspec.Struct, frozen=True):
    """One difference. ``old`` is null for what was added, ``new`` for what was removed; ``changes`` say in what.
    ``old_rest`` and ``new_rest`` are where a side goes on that runs over a page's end."""

    kind: Literal["changed", "added", "removed", "moved"]
    old: CitationFacts | None
    new: CitationFacts | None
    changes: list[WarningFacts]
    old_rest: CitationFacts | None = None
    new_rest: CitationFacts | None = None


class ComparisonFacts(msgspec.Struct, frozen=True):
    """``compare``: the weightiest difference first. ``same`` counts the sentences that stayed as they were."""

    id: str
    state: str
    documents: list[DocumentFacts]
    differences: list[DifferenceFacts]
    same: Count
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class RuleFacts(msgspec.Struct, frozen=True):
    """One rule. ``citations`` are what the text says about it; ``notes`` say why, or what was searched in vain."""

    rule: str
    verdict: Literal["met", "not_met", "not_addressed", "unclear"]
    place: CitationFacts
    citations: list[CitationFacts]
    notes: list[WarningFacts]


class CheckFacts(msgspec.Struct, frozen=True):
    """``check``. ``documents`` are the text and the rules; ``counts`` has each verdict's number of rules."""

    id: str
    state: str
    documents: list[DocumentFacts]
    rules: list[RuleFacts]
    counts: dict[str, int]
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    model: ModelUse
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class ValueFacts(msgspec.Struct, frozen=True):
    """One cell: "" where nothing was found; ``citations`` hold the words that the value (or a list's) is cut from."""

    value: str
    citations: list[CitationFacts]
    notes: list[WarningFacts]


class RowFacts(msgspec.Struct, frozen=True):
    """One document's row; ``values`` by the fields' names."""

    document: str
    values: dict[str, ValueFacts]


class TableFacts(msgspec.Struct, frozen=True):
    """``extract``."""

    id: str
    state: str
    title: str
    documents: list[DocumentFacts]
    rows: list[RowFacts]
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    model: ModelUse
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class PartFacts(msgspec.Struct, frozen=True):
    """One part of a written text. Only a "written" part has a support that was checked; a "request" cites the letter,
    an "open" one the nearest passages."""

    kind: Literal["written", "heading", "fixed", "request", "open"]
    text: str
    support: Literal["supported", "partial", "unsupported"]
    citations: list[CitationFacts]
    findings: list[WarningFacts]


class DraftFacts(msgspec.Struct, frozen=True):
    """``draft`` and ``reply``. A reply's first document is the letter; ``open_fields`` counts the fields that
    nobody has filled in."""

    id: str
    state: str
    kind: Literal["draft", "reply"]
    title: str
    language: str
    documents: list[DocumentFacts]
    parts: list[PartFacts]
    open_fields: Count
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    model: ModelUse
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class ReadabilityFacts(msgspec.Struct, frozen=True):
    """LIX and words a sentence, of the text as it was and as it is now; 0 where it was not measured."""

    lix_before: float
    lix_after: float
    words_before: float
    words_after: float


class PlainFacts(msgspec.Struct, frozen=True):
    """``plain``: a part for each sentence of the document, which it cites. A written part's first finding is
    "plain.model", "plain.rules", "plain.easy" or "plain.kept"."""

    id: str
    state: str
    language: str
    document: DocumentFacts
    parts: list[PartFacts]
    readability: ReadabilityFacts
    coverage: list[CoverageFacts]
    warnings: list[WarningFacts]
    model: ModelUse
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class SegmentFacts(msgspec.Struct, frozen=True):
    """A translated segment."""

    source: str
    target: str
    origin: Literal["memory", "model", "copied"]
    match: Annotated[int, msgspec.Meta(ge=0, le=100)]
    warnings: list[WarningFacts]


class TranslationFacts(msgspec.Struct, frozen=True):
    """``translate``. ``text`` is the whole translation with the layout of its source."""

    id: str
    state: str
    source_language: str
    target_language: str
    segments: list[SegmentFacts]
    text: str
    warnings: list[WarningFacts]
    model: ModelUse
    timing: TimingFacts
    provenance: Origin = msgspec.UNSET


class MessageFacts(msgspec.Struct, frozen=True):
    """One turn of a conversation."""

    id: str
    role: str
    text: str
    state: str
    model: str
    created_at: str


class ConversationFacts(msgspec.Struct, frozen=True):
    """An exported conversation."""

    id: str
    title: str
    marking: str
    created_at: str
    documents: list[str]
    messages: list[MessageFacts]
    provenance: Origin = msgspec.UNSET


class PassageFacts(msgspec.Struct, frozen=True):
    """A passage that was measured. ``fall`` is by how much (nats) the sentence is less likely without it, ``share`` its
    part of all falls (0 to 1); ``cited`` tells whether the sentence cites it."""

    citation: CitationFacts
    cited: bool
    fall: float
    share: float


class TokenFacts(msgspec.Struct, frozen=True):
    """A piece of the sentence. ``entropy`` is how open the model's choice was, ``surprise`` minus the log-probability
    of what stands there (both in nats)."""

    text: str
    entropy: float
    surprise: float


class WhyFacts(msgspec.Struct, frozen=True):
    """Why a sentence says what it says; the passage that matters most comes first. ``seconds`` is what it took."""

    report: str
    number: Annotated[int, msgspec.Meta(ge=1)]
    sentence: SentenceFacts
    passages: list[PassageFacts]
    tokens: list[TokenFacts]
    model: str
    seconds: float


ReportFacts = Summary | Answer | ComparisonFacts | CheckFacts | TableFacts | DraftFacts | PlainFacts
Result = ReportFacts | TranslationFacts | ConversationFacts
