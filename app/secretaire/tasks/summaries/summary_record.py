"""What is stored of a summary while it is made: its sentences as they come, the ledger of pages, the time it took."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from secretaire.identity import new_id, now
from secretaire.records import (
    Document,
    Extraction,
    ModelUsed,
    Page,
    Report,
    Sentence,
    TextState,
    Timing,
    Warned,
)
from secretaire.tasks.finding.citing import cite_among, coverage_warnings, high_water_marking, ledger
from secretaire.tasks.keeping import note_report
from secretaire.tasks.summaries.phrasing import Phrased
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.vault.vault import Vault

Source = tuple[Document, Extraction]


class SummaryRecord:
    """``report`` is what is stored so far."""

    def __init__(
        self, sources: Sequence[Source], options: SummaryOptions, model: ModelUsed, vault: Vault, id: str = ""
    ) -> None:
        self._began, self._vault = time.monotonic(), vault
        documents = tuple(document for document, _ in sources)
        self._pages: dict[str, list[Page]] = {}
        self.report = Report(
            id=id or new_id(),
            kind="summary",
            question="",
            options=options.facts(options.language or documents[0].language or "en"),
            documents=documents,
            sentences=(),
            coverage=(),
            warnings=(),
            model=model,
            timing=Timing(),
            state=TextState.STREAMING,
            marking=high_water_marking([document.marking for document in documents]),
            created_at=now(),
        )

    def take_up(self) -> bool:
        """Go on with what was written before, where the same model wrote it."""
        earlier = self._vault.report(self.report.id)
        if earlier is None or earlier.model != self.report.model:
            return False
        self._began -= earlier.timing.total_s
        self.report = replace(
            self.report, sentences=earlier.sentences, timing=earlier.timing, created_at=earlier.created_at
        )
        return True

    def pages(self, source: Source) -> list[Page]:
        """A document's pages, which then stand in the ledger."""
        document, extraction = source
        if document.id not in self._pages:
            self._pages[document.id] = self._vault.pages(extraction.id)
            self.report = replace(self.report, coverage=ledger(self._pages, ()))
        return self._pages[document.id]

    def warn(self, warnings: Sequence[Warned]) -> list[Warned]:
        """Keep these warnings and those of the pages; all of them."""
        told = [*coverage_warnings(self._pages), *warnings]
        timing = replace(self.report.timing, read_s=time.monotonic() - self._began)
        self.report = replace(self.report, warnings=tuple(told), timing=timing)
        return told

    def sentence(self, phrased: Phrased, group: str) -> Sentence:
        """What was phrased, with the places that it cites."""
        citations = tuple(
            cite_among(self.report.documents, self._pages, each.document, span)
            for each in phrased.evidence
            for span in each.places
        )
        return Sentence(phrased.text, phrased.support, citations, phrased.findings, group)

    def count(self, phrased: Phrased) -> None:
        """Add what was generated for a sentence to the timing."""
        timing = self.report.timing
        first = timing.first_token_s or time.monotonic() - self._began
        prompts = timing.prompt_tokens + sum(made.prompt_tokens for made in phrased.generated)
        made = timing.generated_tokens + sum(made.generated_tokens for made in phrased.generated)
        timing = replace(timing, first_token_s=first, prompt_tokens=prompts, generated_tokens=made)
        self.report = replace(self.report, timing=timing)

    def begin_anew(self, sentences: Sequence[Sentence]) -> None:
        """These take the place of those so far, with the next ``save``."""
        self.report = replace(self.report, sentences=_once(sentences))

    def save(self, state: TextState, *sentences: Sentence) -> Report:
        """Store the report with more sentences, in order and without repetition."""
        every = _once((*self.report.sentences, *sentences))
        timing = replace(self.report.timing, total_s=time.monotonic() - self._began)
        rows = ledger(self._pages, every)
        self.report = replace(self.report, sentences=every, coverage=rows, timing=timing, state=state)
        self._vault.save_report(self.report)
        if state is TextState.COMPLETE:
            note_report(self._vault, self.report)
        return self.report


def _once(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Each text once, where it stood first."""
    found: dict[str, Sentence] = {}
    for sentence in sentences:
        found.setdefault(sentence.text, sentence)
    return tuple(found.values())
