"""A report that grows sentence by sentence: what it cites, its ledger, its time, and how it is kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from secretaire.identity import new_id, now
from secretaire.inference.interface import Generated
from secretaire.records import (
    Citation,
    Document,
    Extraction,
    Page,
    Params,
    Report,
    Sentence,
    Span,
    StoredJob,
    TextState,
    Timing,
    Warned,
)
from secretaire.tasks.finding.citing import cite_among, coverage_warnings, high_water_marking, ledger
from secretaire.tasks.finding.evidence import Candidate, candidates, pieces
from secretaire.tasks.keeping import note_report
from secretaire.tasks.prompting.models import model_used
from secretaire.tasks.services import Services
from secretaire.tasks.verifying.other_language import left_in_language


@dataclass(frozen=True, slots=True)
class Begun:
    """What a report is from the start."""

    kind: str
    title: str
    options: Params
    id: str = ""


class Growing:
    """``report`` is what there is so far; ``pages`` are those of its documents, by id."""

    def __init__(self, begun: Begun, sources: Sequence[tuple[Document, Extraction]], services: Services) -> None:
        self._began = time.monotonic()
        self._services, self._sources = services, sources
        self.pages: dict[str, list[Page]] = {document.id: services.vault.pages(each.id) for document, each in sources}
        documents = tuple(document for document, _ in sources)
        self.report = Report(
            id=begun.id or new_id(),
            kind=begun.kind,
            question=begun.title,
            options=begun.options,
            documents=documents,
            sentences=(),
            coverage=ledger(self.pages, ()),
            warnings=tuple(coverage_warnings(self.pages)),
            model=model_used(services),
            timing=Timing(),
            state=TextState.STREAMING,
            marking=high_water_marking([document.marking for document in documents]),
            created_at=now(),
        )

    def take_up(self) -> bool:
        """Go on from what the vault holds of this report; whether there is anything, from the same model."""
        earlier = self._services.vault.report(self.report.id)
        if earlier is None or earlier.model != self.report.model:
            return False
        self._began -= earlier.timing.total_s
        self.report = replace(
            self.report, sentences=earlier.sentences, timing=earlier.timing, created_at=earlier.created_at
        )
        return True

    def pieces_of(self, document: Document) -> list[Candidate]:
        """Every sentence of one of the documents, in order."""
        extraction = next(each for known, each in self._sources if known.id == document.id)
        passages = self._services.vault.passages(extraction.id)
        return list(pieces(document.id, self.pages[document.id], passages, document.language or "en"))

    def points_of(self, document: Document) -> list[Candidate]:
        """The sentences of one of the documents that may stand alone, see ``evidence.candidates``."""
        extraction = next(each for known, each in self._sources if known.id == document.id)
        passages = self._services.vault.passages(extraction.id)
        return candidates(document.id, self.pages[document.id], passages, document.language or "en")

    def warn(self, *warnings: Warned) -> None:
        """Add warnings; it is known by now what there is to write from, and how long that took."""
        timing = replace(self.report.timing, read_s=time.monotonic() - self._began)
        self.report = replace(self.report, warnings=(*self.report.warnings, *warnings), timing=timing)

    def warn_of_left(self, language: str) -> list[Warned]:
        """Add a warning where sentences stand in another language than the report's, and give it."""
        left = left_in_language(self.report.sentences, language, self.report.model.id)
        self.report = replace(self.report, warnings=(*self.report.warnings, *left))
        return left

    def citations(self, piece: Candidate) -> tuple[Citation, ...]:
        """The places of a sentence."""
        return tuple(self.cited(piece.document, span) for span in piece.places)

    def cited(self, document: str, span: Span) -> Citation:
        """A place in one of the documents (by id)."""
        return cite_among(self.report.documents, self.pages, document, span)

    def add(self, *sentences: Sentence) -> None:
        """Add sentences."""
        self.report = replace(self.report, sentences=(*self.report.sentences, *sentences))

    def begin_anew(self, sentences: Sequence[Sentence]) -> None:
        """These take the place of those so far, with the next ``save``."""
        self.report = replace(self.report, sentences=tuple(sentences))

    def spend(self, generated: Sequence[Generated | Timing]) -> None:
        """Count what the model took."""
        timing = self.report.timing
        timing = replace(
            timing,
            first_token_s=timing.first_token_s or (time.monotonic() - self._began if generated else 0.0),
            prompt_tokens=timing.prompt_tokens + sum(made.prompt_tokens for made in generated),
            generated_tokens=timing.generated_tokens + sum(made.generated_tokens for made in generated),
        )
        self.report = replace(self.report, timing=timing)

    def save(self, state: TextState, options: Params | None = None) -> Report:
        """Store the report as it is now; a whole one is told to the vault's log."""
        timing = replace(self.report.timing, total_s=time.monotonic() - self._began)
        coverage = ledger(self.pages, self.report.sentences)
        merged = {**self.report.options, **(options or {})}
        self.report = replace(self.report, state=state, timing=timing, coverage=coverage, options=merged)
        self._services.vault.save_report(self.report)
        if state is TextState.COMPLETE:
            note_report(self._services.vault, self.report)
        return self.report

    def keep(self, job: StoredJob) -> None:
        """Store the report and how far its job came, both or neither."""
        with self._services.vault.together():
            self.save(TextState.STREAMING)
            self._services.vault.keep_job(job)

    def stopped(self, state: TextState, options: Params | None = None) -> None:
        """Keep what there is when the task ends early."""
        if self.report.state is TextState.STREAMING and self.report.sentences:
            self.save(state, options)
