"""Comparing two documents: what was added, removed and changed, cited on both sides. No model takes part."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.documents.cleaning import clean
from secretaire.errors import TaskFailed, UsageError
from secretaire.identity import new_id, now
from secretaire.records import (
    Citation,
    Document,
    Extraction,
    ModelUsed,
    Page,
    PageStatus,
    Params,
    Report,
    Sentence,
    StoredJob,
    Support,
    TextState,
    Timing,
    Warned,
)
from secretaire.tasks.comparing.comparison import Comparison, Difference, Kind, compare_sentences
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent
from secretaire.tasks.finding.citing import cite_among, coverage_warnings, high_water_marking, ledger, page_at
from secretaire.tasks.finding.evidence import Candidate, whole_pieces
from secretaire.tasks.finding.retrieval import readable
from secretaire.tasks.keeping import body_of, job_of, kept_run, note_report
from secretaire.tasks.services import Services

LITTLE_IN_COMMON = 0.2
"""Below this share of sentences that stayed or changed, two documents are hardly versions of each other."""
SIDES = 2


def compare(old: str, new: str, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Compare two stored documents (ids); the result is a Report of kind "comparison", one sentence a difference.

    A sentence's text is the newer one's (a removed one's the older's), its first finding says what became of it
    ("compare.changed", "compare.added", "compare.removed", "compare.moved"), the others in what it changed.

    Raises:
        UsageError: the same document twice. TaskFailed: one of them was never read. Cancelled: nothing is stored.
    """
    if old == new:
        raise UsageError("task.same_document")
    yield from _Comparing(_Asked((old, new)), services, cancel).whole_run()


def resume_comparison(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Compare again what was put aside; it takes seconds, and nothing is kept before it is whole."""
    yield from _Comparing(body_of(job, _Asked), services, cancel, job.id).whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a comparison under way: the older document, the newer one."""

    documents: tuple[str, ...]


class _Comparing:
    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._began = time.monotonic()
        self._asked, self._services, self._cancel = asked, services, cancel
        self._id = id or new_id()
        self._sources = readable(asked.documents, services.vault)
        if len(self._sources) < SIDES:
            raise TaskFailed("task.nothing_to_compare")
        self._pages: dict[str, list[Page]] = {}
        self._created_at = now()

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job."""
        job = job_of(self._id, "comparison", self._asked, self._created_at)
        return kept_run(job, self.run(), self._services, self._cancel, lambda _state: None)

    def run(self) -> Iterator[TaskEvent]:
        """Read both, lay them side by side, store the result."""
        sides: list[list[Candidate]] = []
        for number, (document, extraction) in enumerate(self._sources, start=1):
            self._cancel.check()
            sides.append(self._sentences(document, extraction))
            yield Progress("reading", number, SIDES, "document")
        self._cancel.check()
        first, second = sides
        found = compare_sentences(first, second, self._is_scanned, (self._aside(first), self._aside(second)))
        foreign = self._in_other_languages(found, sides)
        if foreign:
            found = Comparison((), found.same)  # two wordings in two languages are no versions
        warnings = [*foreign, *self._warnings(found, sides, apart=bool(foreign))]
        yield from warnings
        self._cancel.check()
        yield Finished(self._stored(found, warnings))

    def _sentences(self, document: Document, extraction: Extraction) -> list[Candidate]:
        vault = self._services.vault
        pages = self._pages[document.id] = vault.pages(extraction.id)
        return list(whole_pieces(document.id, pages, vault.passages(extraction.id), document.language or "en"))

    def _aside(self, sentences: Sequence[Candidate]) -> str:
        """What the pages show beside these sentences of theirs: headings, numbers, headers and footers."""
        taken = defaultdict(list)
        for place in (place for each in sentences for place in each.places):
            taken[place.page].append((place.start, place.end))
        shown = []
        for page in self._pages[sentences[0].document] if sentences else ():
            at = 0
            for start, end in (*sorted(taken[page.number]), (len(page.text), 0)):
                shown.append(page.text[at:start])
                at = max(at, end)
        return clean("\n".join(shown)).text

    def _is_scanned(self, piece: Candidate) -> bool:
        return page_at(self._pages, piece.document, piece.span).status is PageStatus.OCR

    def _in_other_languages(self, found: Comparison, sides: Sequence[Sequence[Candidate]]) -> list[Warned]:
        """A warning where the documents are in different languages and hardly a sentence stands in both."""
        old, new = (document.language for document, _ in self._sources)
        if not all((old, new, *sides)) or old == new or found.same >= LITTLE_IN_COMMON * max(map(len, sides)):
            return []
        return [Warned("task.languages_differ", {"language": old, "other_language": new})]

    def _warnings(self, found: Comparison, sides: Sequence[Sequence[Candidate]], *, apart: bool) -> list[Warned]:
        told = coverage_warnings(self._pages)
        kept = found.same + sum(each.kind in (Kind.CHANGED, Kind.MOVED) for each in found.differences)
        if not apart and kept < LITTLE_IN_COMMON * max(map(len, sides)):
            told.append(Warned("task.little_in_common", {}))
        if not all(sides):
            told.append(Warned("task.nothing_on_one_side", {}))
        return told

    def _stored(self, found: Comparison, warnings: Sequence[Warned]) -> Report:
        documents = tuple(document for document, _ in self._sources)
        sentences = tuple(self._sentence(difference) for difference in found.differences)
        counts: Params = {kind.value: sum(each.kind is kind for each in found.differences) for kind in Kind}
        report = Report(
            id=self._id,
            kind="comparison",
            question="",
            options={"same": found.same, **counts},
            documents=documents,
            sentences=sentences,
            coverage=ledger(self._pages, sentences),
            warnings=tuple(warnings),
            model=ModelUsed("", "", verified=False),
            timing=Timing(total_s=time.monotonic() - self._began),
            state=TextState.COMPLETE,
            marking=high_water_marking([document.marking for document in documents]),
            created_at=self._created_at,
        )
        self._services.vault.save_report(report)
        note_report(self._services.vault, report)
        return report

    def _sentence(self, difference: Difference) -> Sentence:
        sides = (side for side in (difference.old, difference.new) if side is not None)
        cited = tuple(place for side in sides for place in self._citations(side))
        how = (
            Warned(f"compare.{change.aspect.value}", {"was": change.was or "–", "now": change.now or "–"})
            for change in difference.changes
        )
        return Sentence(
            difference.said.text, Support.SUPPORTED, cited, (Warned(f"compare.{difference.kind.value}", {}), *how)
        )

    def _citations(self, piece: Candidate) -> Iterator[Citation]:
        """Where a sentence stands: in two places, if it runs over a page's end."""
        documents = [document for document, _ in self._sources]
        return (cite_among(documents, self._pages, piece.document, span) for span in piece.places)


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored difference as an edge shows it: what became of it, both sides, and in what it changed.

    ``old_rest`` and ``new_rest`` are where a side goes on that runs over a page's end.
    """

    kind: Kind
    old: Citation | None
    new: Citation | None
    changes: tuple[Warned, ...]
    old_rest: Citation | None = None
    new_rest: Citation | None = None


def shown(report: Report) -> list[Shown]:
    """The differences of a stored comparison, weightiest first."""
    older, newer = report.documents
    return [_shown(sentence, older.id, newer.id) for sentence in report.sentences]


def _shown(sentence: Sentence, older: str, newer: str) -> Shown:
    kind, *changes = sentence.findings
    old, new = (_places(sentence, document) for document in (older, newer))
    became = Kind(kind.code.removeprefix("compare."))
    return Shown(became, old[0], new[0], tuple(changes), old[1], new[1])


def _places(sentence: Sentence, document: str) -> tuple[Citation | None, Citation | None]:
    """Where a sentence begins in a document, and where it goes on."""
    first, rest, *_ = (*(each for each in sentence.citations if each.document == document), None, None)
    return first, rest
