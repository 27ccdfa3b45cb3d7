"""Summarising, evidence first: code plans, the model phrases, every sentence cites the pages it was given.

Quick mode ends there. Thorough mode shows the same sentences first, then has the model read every passage, and puts
what it makes of its notes in their place.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import TaskFailed
from secretaire.records import Params, Sentence, Span, StoredJob, Support, TextState, Warned
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.finding.citing import cite
from secretaire.tasks.finding.evidence import Candidate, Point, candidates
from secretaire.tasks.finding.fragments import fragments
from secretaire.tasks.finding.retrieval import readable
from secretaire.tasks.growing import Begun, Growing
from secretaire.tasks.keeping import body_of, job_of, kept_run
from secretaire.tasks.prompting.models import language_warnings, writes
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.echoes import echoed
from secretaire.tasks.summaries.names_told import NameTold, names_of, untold
from secretaire.tasks.summaries.notes import as_sentences, merged, passages_of, take_notes
from secretaire.tasks.summaries.phrasing import Manner, Phrased, phrase_points
from secretaire.tasks.summaries.summary_kinds import KINDS, sized
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.summaries.summary_plan import Planned, fitting, plan
from secretaire.tasks.summaries.wishes import speaks_to
from secretaire.tasks.verifying.other_language import in_language

ENOUGH_OWN, LEAST_OWN = 0.3, 5
"""The share of a document's sentences, and their number, from which on those in the wanted language are summarised
alone."""
FEW_LEFT_OUT = 0.1
"""The share of sentences in other languages up to which it isn't worth a warning that they were left out."""
FRAGMENTS = 5
COPIED = ("check.verbatim", "check.condensed")
KEPT_EVERY = 16
"""Notes between two times that they are kept: what a death costs, at most."""


def summarise(
    documents: Sequence[str], options: SummaryOptions, services: Services, cancel: Cancel
) -> Iterator[TaskEvent]:
    """Summarise stored documents (ids) as one; the result is a Report. What was written before a stop is kept.

    Raises:
        UsageError: an option there isn't. TaskFailed: nothing to summarise in the documents, no model.
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
    """What is kept of a summary under way: how many points were written, and the notes of thorough reading."""

    documents: tuple[str, ...]
    options: SummaryOptions
    done: int = 0
    notes: tuple[Phrased, ...] = ()


class _Summary:
    """One summary in the making."""

    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._services, self._cancel, self._options = services, cancel, asked.options
        self._sources = readable(asked.documents, services.vault)
        if not self._sources:
            raise TaskFailed("task.nothing_to_read")
        self._language = asked.options.language or self._sources[0][0].language or "en"
        begun = Begun("summary", "", asked.options.facts(self._language), id)
        self._growing = Growing(begun, self._sources, services)
        self._before = asked
        self._asked = replace(asked, done=0, notes=())
        self._places: list[Span] = []
        self._left_out: tuple[Warned, ...] = ()

    def go_on(self) -> None:
        """Take up what was written before."""
        if self._growing.take_up():
            self._asked = self._before

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job, with what was written before a stop."""
        return kept_run(self._job(), self.run(), self._services, self._cancel, self._growing.stopped)

    def _job(self) -> StoredJob:
        return job_of(self._growing.report.id, "summary", self._asked, self._growing.report.created_at)

    def run(self) -> Iterator[TaskEvent]:
        """Plan, write and check, sentence by sentence; then, in thorough mode, read everything."""
        sentences = yield from self._gathered()
        planned = self._planned(sentences)
        if planned:
            yield from self._warn(sentences, planned)
            yield from self._write(planned, sentences)
            if self._options.thorough:
                yield from self._read_through(sentences)
            yield from self._tell_names()
            yield from self._growing.warn_of_left(self._language)
        else:
            yield from self._only_fragments()
        yield Finished(self._growing.save(TextState.COMPLETE))

    # -- choosing -----------------------------------------------------------------------------------------------
    def _gathered(self) -> Generator[TaskEvent, None, Sequence[Candidate]]:
        """The sentences that may be evidence."""
        found: list[Candidate] = []
        for number, (document, extraction) in enumerate(self._sources, start=1):
            self._cancel.check()
            passages = self._services.vault.passages(extraction.id)
            self._places += [passage.span for passage in passages]
            found += candidates(document.id, self._growing.pages[document.id], passages, document.language or "en")
            yield Progress("choosing", number, len(self._sources), "document")
        return self._in_one_language(found)

    def _in_one_language(self, found: Sequence[Candidate]) -> Sequence[Candidate]:
        """The evidence in the wanted language, where there is plenty (a bilingual document), else all."""
        own = [candidate for candidate in found if candidate.language == self._language]
        left_out = [candidate for candidate in found if candidate.language != self._language]
        if len(own) < max(LEAST_OWN, ENOUGH_OWN * len(found)):
            return found
        if len(left_out) > FEW_LEFT_OUT * len(found):
            counted = Counter(candidate.language for candidate in left_out)
            facts: Params = {"language": counted.most_common(1)[0][0], "count": len(left_out)}
            self._left_out = (Warned("task.other_language", facts),)
        return own

    def _planned(self, sentences: Sequence[Candidate]) -> list[Planned]:
        """The kind's points; the most important ones where no sentence holds what the kind looks for."""
        length, wish = self._options.length, self._options.wish
        return plan(sentences, self._options.of_kind, length, wish) or plan(sentences, KINDS["brief"], length, wish)

    def _warn(self, sentences: Sequence[Candidate], planned: Sequence[Planned]) -> Iterator[TaskEvent]:
        options = self._options
        warnings = [*self._left_out, *language_warnings(self._services, self._language, [p.point for p in planned])]
        if options.wish and not speaks_to(options.wish, [(each.text, each.language) for each in sentences]):
            warnings.append(Warned("task.nothing_for_wish", {}))
        if options.of_kind.by_section and not any(each.group for each in planned):
            warnings.append(Warned("task.no_sections", {}))
        names = bool(self._names()) if any(group.names for group in options.of_kind.groups) else False
        groups = [group for group in options.of_kind.groups if group.cues and not (group.names and names)]
        empty = [group.name for group in groups if not fitting(group, sentences)]
        warnings += [Warned(f"task.nothing_under_{name}", {}) for name in empty]
        self._growing.warn(*warnings)
        yield from self._growing.report.warnings

    # -- writing ------------------------------------------------------------------------------------------------
    def _write(self, planned: Sequence[Planned], sentences: Sequence[Candidate]) -> Iterator[TaskEvent]:
        """The planned points, from the one that it had come to; each is stored as it is made."""
        done = self._asked.done
        for index, earlier in enumerate(self._growing.report.sentences if done else ()):
            yield Revised(str(index), earlier)
        yield Progress("writing", done, len(planned), "point")
        left = planned[done:]
        written = self._phrased([each.point for each in left], Manner(wish=self._options.wish))
        made = (echoed(phrased, sentences) for phrased in written)
        for index, (each, phrased) in enumerate(zip(left, self._in_language(made), strict=True), start=done):
            sentence = self._sentence(phrased, each.group)
            self._growing.begin_anew(_once((*self._growing.report.sentences, sentence)))
            self._asked = replace(self._asked, done=index + 1)
            self._growing.keep(self._job())
            yield Revised(str(index), sentence)
            yield Progress("writing", index + 1, len(planned), "point")

    def _phrased(self, points: Sequence[Point], manner: Manner) -> Iterator[Phrased]:
        return phrase_points(points, self._services.engine, self._cancel, manner)

    def _in_language(self, made: Iterator[Phrased]) -> Iterator[Phrased]:
        def knows(language: str) -> bool:
            return writes(self._services, language)

        return in_language(made, self._language, knows, self._services.engine, self._cancel)

    def _sentence(self, phrased: Phrased, group: str) -> Sentence:
        """What was phrased, counted, with the places that it cites."""
        self._growing.spend(phrased.generated)
        citations = tuple(citation for each in phrased.evidence for citation in self._growing.citations(each))
        return Sentence(phrased.text, phrased.support, citations, phrased.findings, group)

    def _tell_names(self) -> Iterator[TaskEvent]:
        """Behind the points of a group of names all that it does not tell, as one sentence, word for word."""
        group = next((each for each in self._options.of_kind.groups if each.names), None)
        said = self._growing.report.sentences
        code = f"group.{group.name}" if group else ""
        names = untold(self._names(), [each for each in said if each.group == code]) if group else []
        if names:
            cited = tuple(self._growing.cited(each.document, each.span) for each in names)
            text = f"{'; '.join(each.text for each in names)}."
            told = Sentence(text, Support.SUPPORTED, cited, (Warned("check.names", {}),), code)
            self._growing.add(told)
            yield Revised(str(len(said)), told)

    def _names(self) -> list[NameTold]:
        pages = self._growing.pages
        return [
            name
            for document, extraction in self._sources
            for name in names_of(document.id, extraction.id, pages[document.id], document.language or "en")
        ]

    # -- thorough -----------------------------------------------------------------------------------------------
    def _read_through(self, sentences: Sequence[Candidate]) -> Iterator[TaskEvent]:
        """A note of every passage, points chosen from the notes; they take the place of the quick ones all at once."""
        points = passages_of(sentences, self._places)
        notes = list(self._asked.notes)
        yield Progress("noting", len(notes), len(points), "passage")
        taken = take_notes(points[len(notes) :], self._options.wish, self._services.engine, self._cancel)
        for note in taken:
            self._growing.spend(note.generated)
            notes.append(replace(note, generated=()))
            if len(notes) % KEPT_EVERY == 0 or len(notes) == len(points):
                self._asked = replace(self._asked, notes=tuple(notes))
                self._services.vault.keep_job(self._job())
            yield Progress("noting", len(notes), len(points), "passage")
        found = as_sentences(points, notes)
        planned = self._planned(list(found))
        final: list[Sentence] = []
        joined = (echoed(phrased, sentences) for phrased in self._joined(planned, found))
        for each, phrased in zip(planned, self._in_language(joined), strict=True):
            final.append(self._sentence(phrased, each.group))
            yield Progress("merging", len(final), len(planned), "point")
        self._growing.begin_anew(_once(final))
        for index, sentence in enumerate(self._growing.report.sentences):
            yield Revised(str(index), sentence)

    def _joined(self, planned: Sequence[Planned], notes: dict[Candidate, Phrased]) -> Iterator[Phrased]:
        """Each point's note; where several say nearly the same, one sentence of their evidence, if it passes."""
        several = [merged(each.point, notes) for each in planned if len(each.point.evidence) > 1]
        made = self._phrased(several, Manner(wish=self._options.wish))
        for each in planned:
            note = notes[each.point.chosen]
            if len(each.point.evidence) > 1:
                joined = next(made)
                copied = any(finding.code in COPIED for finding in joined.findings)
                note = replace(note if copied else joined, generated=joined.generated)
            yield note

    # -- what there is without sentences ------------------------------------------------------------------------
    def _only_fragments(self) -> Iterator[TaskEvent]:
        wanted = sized(FRAGMENTS, self._options.length)
        pieces = list(itertools.islice(self._fragments(wanted), wanted))
        if not pieces:
            raise TaskFailed("task.no_sentences")
        self._growing.warn(*self._left_out, Warned("task.only_fragments", {}))
        yield from self._growing.report.warnings
        self._growing.begin_anew(_once(pieces))
        for index, piece in enumerate(self._growing.report.sentences):
            yield Revised(str(index), piece)

    def _fragments(self, wanted: int) -> Iterator[Sentence]:
        """The documents' first pieces of text, word for word, where they hold no whole sentence."""
        for document, extraction in self._sources:
            passages = self._services.vault.passages(extraction.id)
            pages = self._growing.pages[document.id]
            by_number = {page.number: page for page in pages}
            for piece in fragments(document.id, pages, passages, document.language, wanted):
                citation = cite(document, by_number[piece.span.page], piece.span)
                yield Sentence(piece.text, Support.SUPPORTED, (citation,), (Warned("check.verbatim", {}),))


def _once(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Each text once, where it stood first."""
    found: dict[str, Sentence] = {}
    for sentence in sentences:
        found.setdefault(sentence.text, sentence)
    return tuple(found.values())
