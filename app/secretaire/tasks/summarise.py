"""Summarising, evidence first: code plans, the model phrases, every sentence cites the pages it was given."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import TaskFailed, UsageError
from secretaire.identity import new_id, now
from secretaire.records import (
    Document,
    Page,
    Params,
    Report,
    Sentence,
    StoredJob,
    Support,
    TextState,
    Timing,
    Warned,
)
from secretaire.tasks.citing import cite, coverage_warnings, high_water_marking, ledger
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.evidence import Candidate, Point, candidates, choose_points, fragments
from secretaire.tasks.keeping import body_of, job_of, kept_run, note_report
from secretaire.tasks.models import language_warnings, model_used
from secretaire.tasks.phrasing import Phrased, phrase_points
from secretaire.tasks.retrieval import readable
from secretaire.tasks.services import Services

KINDS = {"brief": 5, "key-points": 9}
"""The kinds of summary there are, and their number of points."""
MODES = ("quick",)
ENOUGH_OWN = 0.3
"""The share of a document's sentences from which on those in the wanted language are summarised alone."""
FEW_LEFT_OUT = 0.1
"""The share of sentences in other languages up to which it isn't worth a warning that they were left out."""


@dataclass(frozen=True, slots=True)
class SummaryOptions:
    """``language`` is that of the output; "" is the first document's."""

    kind: str = "brief"
    mode: str = "quick"
    language: str = ""

    def check(self) -> None:
        """Raises UsageError for a kind or mode there isn't."""
        if self.kind not in KINDS:
            raise UsageError("task.unknown_kind", kind=self.kind, known=", ".join(KINDS))
        if self.mode not in MODES:
            raise UsageError("task.unknown_mode", mode=self.mode, known=", ".join(MODES))


def summarise(
    documents: Sequence[str], options: SummaryOptions, services: Services, cancel: Cancel
) -> Iterator[TaskEvent]:
    """Summarise stored documents (ids) as one; the result is a Report. What was written before a stop is kept.

    Raises:
        UsageError: unknown kind or mode. TaskFailed: nothing to summarise in the documents, no model.
        Cancelled, WorkerDied: the report is stored as far as it came.
    """
    options.check()
    yield from _Summary(_Asked(tuple(documents), options), services, cancel).whole_run()


def resume_summary(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on with a summary, at the point that it had come to; another model than before starts anew.

    Raises as ``summarise``.
    """
    work = _Summary(body_of(job, _Asked), services, cancel, job.id)
    work.go_on()
    yield from work.whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a summary under way. ``done`` counts the points that were written."""

    documents: tuple[str, ...]
    options: SummaryOptions
    done: int = 0


class _Summary:
    """One summary in the making; ``report`` is what is stored so far."""

    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._began = time.monotonic()
        self._asked, self._services, self._cancel = asked, services, cancel
        self._options, self._done = asked.options, 0
        self._pages: dict[str, list[Page]] = {}
        self._left_out: tuple[Warned, ...] = ()
        self._sources = readable(asked.documents, services.vault)
        if not self._sources:
            raise TaskFailed("task.nothing_to_read")
        documents = tuple(document for document, _ in self._sources)
        options = asked.options
        self._language = options.language or documents[0].language or "en"
        self.report = Report(
            id=id or new_id(),
            kind="summary",
            question="",
            options={"kind": options.kind, "mode": options.mode, "language": self._language},
            documents=documents,
            sentences=(),
            coverage=(),
            warnings=(),
            model=model_used(services),
            timing=Timing(),
            state=TextState.STREAMING,
            marking=high_water_marking([document.marking for document in documents]),
            created_at=now(),
        )

    def go_on(self) -> None:
        """Take up what was written before."""
        earlier = self._services.vault.report(self.report.id)
        if earlier is None or earlier.model != self.report.model:
            return
        self._done = self._asked.done
        self._began -= earlier.timing.total_s
        self.report = replace(
            self.report, sentences=earlier.sentences, timing=earlier.timing, created_at=earlier.created_at
        )

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job, with what was written before a stop."""
        return kept_run(self._job(), self.run(), self._services, self._cancel, self._stopped)

    def _stopped(self, state: TextState) -> None:
        if self.report.state is TextState.STREAMING and self.report.sentences:
            self.save(state)

    def _job(self) -> StoredJob:
        return job_of(self.report.id, "summary", replace(self._asked, done=self._done), self.report.created_at)

    def run(self) -> Iterator[TaskEvent]:
        """Plan, write and check, sentence by sentence."""
        points = yield from self._plan()
        pieces = [] if points else list(itertools.islice(self._fragments(), KINDS[self._options.kind]))
        if not points and not pieces:
            raise TaskFailed("task.no_sentences")
        yield from self._warn(points)
        for index, piece in enumerate(pieces):
            self.save(TextState.STREAMING, piece)
            yield Revised(str(index), piece)
        for index, earlier in enumerate(self.report.sentences if self._done else ()):
            yield Revised(str(index), earlier)
        yield Progress("writing", self._done, len(points), "point")
        left = points[self._done :]
        phrased = phrase_points(left, self._language, self._services.engine, self._cancel)
        for index, (point, sentence) in enumerate(zip(left, phrased, strict=True), start=self._done):
            made = self._sentence(point, sentence)
            self._note_timing(sentence)
            self._done = index + 1
            with self._services.vault.together():
                self.save(TextState.STREAMING, made)
                self._services.vault.keep_job(self._job())
            yield Revised(str(index), made)
            yield Progress("writing", index + 1, len(points), "point")
        yield Finished(self.save(TextState.COMPLETE))

    def _plan(self) -> Generator[TaskEvent, None, list[Point]]:
        found: list[Candidate] = []
        for number, (document, extraction) in enumerate(self._sources, start=1):
            self._cancel.check()
            pages = self._services.vault.pages(extraction.id)
            self._pages[document.id] = pages
            passages = self._services.vault.passages(extraction.id)
            found += candidates(document.id, pages, passages, document.language or "en")
            yield Progress("choosing", number, len(self._sources), "document")
        self.report = replace(self.report, coverage=ledger(self._pages, ()))
        return choose_points(self._in_one_language(found), KINDS[self._options.kind])

    def _in_one_language(self, found: Sequence[Candidate]) -> Sequence[Candidate]:
        """The evidence in the wanted language, where there is plenty (a bilingual document), else all."""
        own = [candidate for candidate in found if candidate.language == self._language]
        left_out = [candidate for candidate in found if candidate.language != self._language]
        if len(own) < max(KINDS[self._options.kind], ENOUGH_OWN * len(found)):
            return found
        if len(left_out) > FEW_LEFT_OUT * len(found):
            counted = Counter(candidate.language for candidate in left_out)
            facts: Params = {"language": counted.most_common(1)[0][0], "count": len(left_out)}
            self._left_out = (Warned("task.other_language", facts),)
        return own

    def _fragments(self) -> Iterator[Sentence]:
        """The documents' first pieces of text, word for word, where they hold no whole sentence."""
        wanted = KINDS[self._options.kind]
        for document, extraction in self._sources:
            passages = self._services.vault.passages(extraction.id)
            pages = self._pages[document.id]
            by_number = {page.number: page for page in pages}
            for piece in fragments(document.id, pages, passages, document.language, wanted):
                citation = cite(document, by_number[piece.span.page], piece.span)
                yield Sentence(piece.text, Support.SUPPORTED, (citation,), (Warned("check.verbatim", {}),))

    def _warn(self, points: Sequence[Point]) -> Iterator[TaskEvent]:
        warnings = [
            *coverage_warnings(self._pages),
            *self._left_out,
            *(language_warnings(self._services, self._language, points) if points else ()),
            *(() if points else (Warned("task.only_fragments", {}),)),
        ]
        self.report = replace(
            self.report,
            warnings=tuple(warnings),
            timing=replace(self.report.timing, read_s=time.monotonic() - self._began),
        )
        yield from warnings

    def _sentence(self, point: Point, phrased: Phrased) -> Sentence:
        document = self._document(point.chosen.document)
        pages = {page.number: page for page in self._pages[document.id]}
        citations = tuple(cite(document, pages[place.span.page], place.span) for place in phrased.evidence)
        return Sentence(phrased.text, phrased.support, citations, phrased.findings)

    def _document(self, id: str) -> Document:
        return next(document for document, _ in self._sources if document.id == id)

    def _note_timing(self, phrased: Phrased) -> None:
        timing = self.report.timing
        first = timing.first_token_s or time.monotonic() - self._began
        self.report = replace(
            self.report,
            timing=replace(
                timing,
                first_token_s=first,
                prompt_tokens=timing.prompt_tokens + sum(made.prompt_tokens for made in phrased.generated),
                generated_tokens=timing.generated_tokens + sum(made.generated_tokens for made in phrased.generated),
            ),
        )

    def save(self, state: TextState, *sentences: Sentence) -> Report:
        """Store the report with more sentences, in order and without repetition."""
        fresh = [new for new in sentences if all(new.text != old.text for old in self.report.sentences)]
        all_sentences = (*self.report.sentences, *fresh)
        timing = replace(self.report.timing, total_s=time.monotonic() - self._began)
        self.report = replace(
            self.report,
            sentences=all_sentences,
            coverage=ledger(self._pages, all_sentences),
            timing=timing,
            state=state,
        )
        self._services.vault.save_report(self.report)
        if state is TextState.COMPLETE:
            note_report(self._services.vault, self.report)
        return self.report
