"""What tasks produce as JSON, for ``--json`` and exports (``json_types``)."""

from __future__ import annotations

from typing import Literal

import msgspec

from secretaire.records import (
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
from secretaire.tasks.checking.compliance import Ruled, ruled_on
from secretaire.tasks.comparing.compare import Shown, shown
from secretaire.tasks.exporting.json_types import (
    Answer,
    CheckFacts,
    CitationFacts,
    ComparisonFacts,
    ConversationFacts,
    CoverageFacts,
    DifferenceFacts,
    DocumentFacts,
    DraftFacts,
    MessageFacts,
    ModelUse,
    PartFacts,
    PassageFacts,
    PlainFacts,
    ProvenanceFacts,
    ReadabilityFacts,
    ReportFacts,
    Result,
    RowFacts,
    RuleFacts,
    SegmentFacts,
    SentenceFacts,
    Summary,
    TableFacts,
    TimingFacts,
    TokenFacts,
    TranslationFacts,
    ValueFacts,
    WarningFacts,
    WhyFacts,
)
from secretaire.tasks.extracting.cells import Cell, rows_of
from secretaire.tasks.verifying.why import Why
from secretaire.tasks.verifying.withholding import allowed
from secretaire.tasks.writing.parts import Part, parts_of
from secretaire.wording import say


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


def _report(report: Report) -> ReportFacts:
    if report.kind in ("draft", "reply"):
        return _draft(report)
    if report.kind == "plain":
        return _plain(report)
    if report.kind == "table":
        return _table(report)
    if report.kind == "check":
        return _check(report)
    if report.kind == "comparison":
        return _comparison(report)
    report = allowed(report)
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


def _draft(report: Report) -> DraftFacts:
    return DraftFacts(
        id=report.id,
        state=report.state,
        kind="reply" if report.kind == "reply" else "draft",
        title=report.question,
        language=str(report.options["language"]),
        documents=[document_facts(document) for document in report.documents],
        parts=[_part(each) for each in parts_of(report)],
        open_fields=int(report.options.get("open", 0)),
        coverage=[coverage_facts(row) for row in report.coverage],
        warnings=[warning_facts(warning) for warning in report.warnings],
        model=ModelUse(report.model.id, report.model.sha256, report.model.verified),
        timing=_timing(report.timing),
    )


def _plain(report: Report) -> PlainFacts:
    measured = [float(report.options.get(name, 0.0)) for name in ReadabilityFacts.__struct_fields__]
    return PlainFacts(
        id=report.id,
        state=report.state,
        language=str(report.options["language"]),
        document=document_facts(report.documents[0]),
        parts=[_part(each) for each in parts_of(report)],
        readability=ReadabilityFacts(*measured),
        coverage=[coverage_facts(row) for row in report.coverage],
        warnings=[warning_facts(warning) for warning in report.warnings],
        model=ModelUse(report.model.id, report.model.sha256, report.model.verified),
        timing=_timing(report.timing),
    )


def _part(part: Part) -> PartFacts:
    told = sentence_facts(part.sentence)
    return PartFacts(part.kind.value, told.text, told.support, told.citations, told.findings)


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
    citations = [citation_facts(citation) for citation in cell.citations]
    return ValueFacts(cell.value, citations, [warning_facts(note) for note in cell.notes])


def _difference(difference: Shown) -> DifferenceFacts:
    places = (difference.old, difference.new, difference.old_rest, difference.new_rest)
    old, new, *rests = (None if place is None else citation_facts(place) for place in places)
    changes = [warning_facts(change) for change in difference.changes]
    return DifferenceFacts(difference.kind.value, old, new, changes, *rests)


def _translation(translation: Translation, warnings: tuple[Warned, ...]) -> TranslationFacts:
    from secretaire.tasks.translating.translate import (
        joined,  # translate imports the engine's types; exports need only this
    )

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
    return SentenceFacts(sentence.text, sentence.support.value, citations, findings, sentence.group)


def why_facts(why: Why) -> WhyFacts:
    """An explanation's JSON."""
    passages = [PassageFacts(citation_facts(p.citation), p.cited, p.fall, p.share) for p in why.passages]
    tokens = [TokenFacts(token.text, token.entropy, token.surprise) for token in why.tokens]
    return WhyFacts(why.report, why.number, sentence_facts(why.sentence), passages, tokens, why.model, why.seconds)


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
