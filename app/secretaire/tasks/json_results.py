"""The JSON of what tasks produce, for ``--json`` and exports; schemas in docs/schemas (stable: add, don't break)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from secretaire.records import (
    Box,
    Citation,
    Conversation,
    Document,
    Message,
    PageCoverage,
    Provenance,
    Report,
    Segment,
    Sentence,
    Timing,
    Translation,
    Warned,
)
from secretaire.tasks.compare import Shown, shown
from secretaire.tasks.compliance import Ruled, ruled_on
from secretaire.tasks.extract import Cell, rows_of
from secretaire.wording import say

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
    """A sentence with what the checks found; ``findings`` say why it isn't simply supported, or that it is verbatim."""

    text: str
    support: Literal["supported", "partial", "unsupported"]
    citations: list[CitationFacts]
    findings: list[WarningFacts]


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
    kind: Literal["summary", "answer", "comparison", "check", "table", "translation", "conversation"]
    made_by: Literal["ai", "ai_and_people", "people"]
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
    """One difference. ``old`` is null for what was added, ``new`` for what was removed; ``changes`` say in what."""

    kind: Literal["changed", "added", "removed", "moved"]
    old: CitationFacts | None
    new: CitationFacts | None
    changes: list[WarningFacts]


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
    """One cell: "" where nothing was found; ``citation`` holds the words that the value is cut from."""

    value: str
    citation: CitationFacts | None
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


Result = Summary | Answer | ComparisonFacts | CheckFacts | TableFacts | TranslationFacts | ConversationFacts


def of(thing: Report | Translation | tuple[Conversation, list[Message]], warnings: tuple[Warned, ...] = ()) -> Result:
    """The JSON of a stored result. ``warnings`` are those of a translation's run."""
    if isinstance(thing, Report):
        return _report(thing)
    if isinstance(thing, Translation):
        return _translation(thing, warnings)
    conversation, messages = thing
    turns = [MessageFacts(m.id, m.role, m.text, m.state, m.model, m.created_at) for m in messages]
    about = (conversation.id, conversation.title, conversation.marking, conversation.created_at)
    return ConversationFacts(*about, list(conversation.documents), turns)


def exported(thing: Report | Translation | tuple[Conversation, list[Message]], provenance: Provenance) -> Result:
    """The JSON of a stored result that leaves the vault."""
    return msgspec.structs.replace(of(thing), provenance=provenance_facts(provenance))


def provenance_facts(provenance: Provenance) -> ProvenanceFacts:
    """A provenance's JSON."""
    from secretaire.documents.composing.properties import source_type

    told = {**msgspec.to_builtins(provenance), "digital_source_type": source_type(provenance)}
    return msgspec.convert(told, ProvenanceFacts)


def _report(report: Report) -> Summary | Answer | ComparisonFacts | CheckFacts | TableFacts:
    if report.kind == "table":
        return _table(report)
    if report.kind == "check":
        return _check(report)
    if report.kind == "comparison":
        return _comparison(report)
    documents = [document_facts(document) for document in report.documents]
    sentences = [sentence_facts(sentence) for sentence in report.sentences]
    coverage = [coverage_facts(row) for row in report.coverage]
    warnings = [warning_facts(warning) for warning in report.warnings]
    model = ModelUse(report.model.id, report.model.sha256, report.model.verified)
    tail = (coverage, warnings, model, _timing(report.timing))
    if report.kind == "summary":
        return Summary(report.id, report.state, documents, documents[0], sentences, *tail)
    nearest = [citation_facts(citation) for citation in report.nearest]
    head = (report.id, report.state, report.question, documents, documents[0])
    return Answer(*head, sentences, report.abstained, nearest, *tail)


def _comparison(report: Report) -> ComparisonFacts:
    return ComparisonFacts(
        id=report.id,
        state=report.state,
        documents=[document_facts(document) for document in report.documents],
        differences=[_difference(each) for each in shown(report)],
        same=int(report.options["same"]),
        coverage=[coverage_facts(row) for row in report.coverage],
        warnings=[warning_facts(warning) for warning in report.warnings],
        timing=_timing(report.timing),
    )


def _check(report: Report) -> CheckFacts:
    return CheckFacts(
        id=report.id,
        state=report.state,
        documents=[document_facts(document) for document in report.documents],
        rules=[_rule(each) for each in ruled_on(report)],
        counts={name: int(count) for name, count in report.options.items()},
        coverage=[coverage_facts(row) for row in report.coverage],
        warnings=[warning_facts(warning) for warning in report.warnings],
        model=ModelUse(report.model.id, report.model.sha256, report.model.verified),
        timing=_timing(report.timing),
    )


def _rule(ruled: Ruled) -> RuleFacts:
    said = [citation_facts(citation) for citation in ruled.said]
    notes = [warning_facts(note) for note in ruled.notes]
    return RuleFacts(ruled.rule, ruled.verdict.value, citation_facts(ruled.place), said, notes)


def _table(report: Report) -> TableFacts:
    return TableFacts(
        id=report.id,
        state=report.state,
        title=report.question,
        documents=[document_facts(document) for document in report.documents],
        rows=[
            RowFacts(document.id, {cell.field: _value_facts(cell) for cell in cells})
            for document, cells in rows_of(report)
        ],
        coverage=[coverage_facts(row) for row in report.coverage],
        warnings=[warning_facts(warning) for warning in report.warnings],
        model=ModelUse(report.model.id, report.model.sha256, report.model.verified),
        timing=_timing(report.timing),
    )


def _value_facts(cell: Cell) -> ValueFacts:
    citation = citation_facts(cell.citation) if cell.citation is not None else None
    return ValueFacts(cell.value, citation, [warning_facts(note) for note in cell.notes])


def _difference(difference: Shown) -> DifferenceFacts:
    old, new = (None if side is None else citation_facts(side) for side in (difference.old, difference.new))
    return DifferenceFacts(difference.kind.value, old, new, [warning_facts(change) for change in difference.changes])


def _translation(translation: Translation, warnings: tuple[Warned, ...]) -> TranslationFacts:
    from secretaire.tasks.translate import joined  # translate imports the engine's types; exports need only this

    return TranslationFacts(
        id=translation.id,
        state=translation.state,
        source_language=translation.source_language,
        target_language=translation.target_language,
        segments=[_segment(segment) for segment in translation.segments],
        text=joined(translation),
        warnings=[warning_facts(warning) for warning in warnings],
        model=ModelUse(translation.model.id, translation.model.sha256, translation.model.verified),
        timing=_timing(translation.timing),
    )


def document_facts(document: Document) -> DocumentFacts:
    """A document's JSON."""
    return DocumentFacts(document.id, document.name, document.content, document.pages, document.language)


def sentence_facts(sentence: Sentence) -> SentenceFacts:
    """A sentence's JSON."""
    citations = [citation_facts(citation) for citation in sentence.citations]
    findings = [warning_facts(finding) for finding in sentence.findings]
    return SentenceFacts(sentence.text, sentence.support.value, citations, findings)


def citation_facts(citation: Citation) -> CitationFacts:
    """A citation's JSON."""
    return CitationFacts(citation.document, citation.page, citation.anchor, citation.quote, citation.boxes)


def coverage_facts(row: PageCoverage) -> CoverageFacts:
    """A ledger row's JSON."""
    used = list(row.used_by)
    return CoverageFacts(row.document, row.page, row.anchor, row.status.value, row.reason, row.characters, used)


def warning_facts(warning: Warned) -> WarningFacts:
    """A warning's JSON, worded."""
    return WarningFacts(warning.code, say(warning.code, warning.params), warning.document, warning.page)


def _segment(segment: Segment) -> SegmentFacts:
    warnings = [warning_facts(warning) for warning in segment.warnings]
    origin: Literal["memory", "model", "copied"] = segment.origin  # type: ignore[assignment]  # records keep it a str
    return SegmentFacts(segment.source, segment.target, origin, segment.match, warnings)


def _timing(timing: Timing) -> TimingFacts:
    return TimingFacts(
        round(timing.read_s, 3),
        round(timing.first_token_s, 3),
        round(timing.total_s, 3),
        timing.prompt_tokens,
        timing.generated_tokens,
    )
