"""Where a result comes from: who and what made it, when, from which documents."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire import __version__
from secretaire.identity import now
from secretaire.records import (
    Conversation,
    Document,
    Message,
    ModelUsed,
    Provenance,
    Report,
    Role,
    SourceUsed,
    Translation,
)
from secretaire.vault.vault import Vault

GENERATOR = f"Secretaire {__version__}"
Exportable = Report | Translation | tuple[Conversation, list[Message]]


def provenance_of(thing: Exportable, vault: Vault) -> Provenance:
    """The provenance of a stored thing that is exported now."""
    if isinstance(thing, Report):
        return _of_report(thing)
    if isinstance(thing, Translation):
        return _of_translation(thing)
    return _of_conversation(*thing, vault)


_WITHOUT_MODEL = frozenset({"comparison", "check", "table"})
"""The kinds of reports that code makes, but for what they say themselves that a model judged or picked."""
_BY_MODEL = frozenset({"rule.by_model", "rule.undecided", "field.by_model"})


def _of_report(report: Report) -> Provenance:
    found = {finding.code for sentence in report.sentences for finding in sentence.findings}
    by_program = report.kind in _WITHOUT_MODEL and not found & _BY_MODEL
    return Provenance(
        id=report.id,
        kind=report.kind,
        made_by="program" if by_program else "ai",
        models=() if by_program else (report.model,),
        made_at=report.created_at,
        exported_at=now(),
        generator=GENERATOR,
        marking=report.marking,
        sources=_sources(report.documents),
        share_by_people=0.0,  # a report can't be edited
    )


def _of_translation(translation: Translation) -> Provenance:
    # A memory may hold what a person translated, and it doesn't tell.
    known = all(segment.origin in ("model", "copied") for segment in translation.segments)
    return Provenance(
        id=translation.id,
        kind="translation",
        made_by="ai",
        models=(translation.model,),
        made_at=translation.created_at,
        exported_at=now(),
        generator=GENERATOR,
        marking=translation.marking,
        share_by_people=0.0 if known else None,
    )


def _of_conversation(conversation: Conversation, messages: Sequence[Message], vault: Vault) -> Provenance:
    by_people = sum(len(message.text) for message in messages if message.role is Role.USER)
    by_machine = sum(len(message.text) for message in messages if message.role is Role.ASSISTANT)
    models = dict.fromkeys(message.model for message in messages if message.model)
    documents = [document for each in conversation.documents if (document := vault.document(each)) is not None]
    return Provenance(
        id=conversation.id,
        kind="conversation",
        made_by="people" if not by_machine else "ai_and_people" if by_people else "ai",
        models=tuple(ModelUsed(model, "", verified=False) for model in models),
        made_at=conversation.created_at,
        exported_at=now(),
        generator=GENERATOR,
        marking=conversation.marking,
        sources=_sources(documents),
        share_by_people=round(by_people / (by_people + by_machine), 4) if by_people + by_machine else None,
    )


def _sources(documents: Sequence[Document]) -> tuple[SourceUsed, ...]:
    return tuple(SourceUsed(document.name, document.content) for document in documents)
