"""Drafting a note, a brief, minutes or a letter from documents, by a template: code chooses, the model phrases.

What the template leaves to a person stays open in the text, and so does a section for which the documents hold nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Params, Sentence, Span, StoredJob, TextState
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.finding.citing import cite_among
from secretaire.tasks.finding.evidence import Candidate, Point
from secretaire.tasks.finding.retrieval import readable
from secretaire.tasks.growing import Begun, Growing
from secretaire.tasks.keeping import body_of, job_of, kept_run
from secretaire.tasks.prompting.models import language_warnings, writes
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.phrasing import Phrased, phrase_points
from secretaire.tasks.verifying.other_language import in_language
from secretaire.tasks.writing.parts import PartKind, as_read, part
from secretaire.tasks.writing.sections import choose_for
from secretaire.tasks.writing.speakers import speaker_of, turns_of
from secretaire.tasks.writing.templates import Section, Template, check_fields, filled, left_open


def draft(
    documents: Sequence[str], template: Template, fields: Mapping[str, str], services: Services, cancel: Cancel
) -> Iterator[TaskEvent]:
    """Draft a text from stored documents (ids); the result is a Report of kind "draft", see ``parts``.

    Raises:
        UsageError: a field that the template doesn't have, a template of replies. TaskFailed: nothing to read in the
            documents, no model. Cancelled, WorkerDied: stored as far as it came.
    """
    check_fields(template, fields)
    if template.answers:
        raise UsageError("task.template_of_reply", title=template.title)
    yield from _Draft(_Asked(tuple(documents), template, dict(fields)), services, cancel).whole_run()


def resume_draft(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on with a draft where it was left; another model than before starts anew. Raises as ``draft``."""
    work = _Draft(body_of(job, _Asked), services, cancel, job.id)
    work.go_on()
    yield from work.whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a draft under way. ``done`` counts the parts that were written."""

    documents: tuple[str, ...]
    template: Template
    fields: dict[str, str]
    done: int = 0


Planned = Sentence | Point
"""A part that stands already, or one that the model has to phrase."""


class _Draft:
    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._asked, self._services, self._cancel = asked, services, cancel
        self._done = 0
        template = asked.template
        sources = readable(asked.documents, services.vault)
        if not sources:
            raise TaskFailed("task.nothing_to_read")
        options: Params = {"language": template.language, "open": len(left_open(template, asked.fields))}
        self._growing = Growing(Begun("draft", template.title, options, id), sources, services)

    def go_on(self) -> None:
        """Take up what was written before."""
        if self._growing.take_up():
            self._done = self._asked.done

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job, with what was written before a stop."""
        return kept_run(self._job(), self.run(), self._services, self._cancel, self._growing.stopped)

    def _job(self) -> StoredJob:
        report = self._growing.report
        return job_of(report.id, "draft", replace(self._asked, done=self._done), report.created_at)

    def run(self) -> Iterator[TaskEvent]:
        """Plan every section, then write and check part by part."""
        planned = yield from self._plan()
        yield from self._growing.report.warnings
        for index, earlier in enumerate(self._growing.report.sentences):
            yield Revised(str(index), earlier)
        left = planned[self._done :]
        points = [each for each in left if isinstance(each, Point)]
        phrased = self._phrased(points)
        yield Progress("writing", self._done, len(planned), "point")
        for each in left:
            self._cancel.check()
            made = self._written(next(phrased)) if isinstance(each, Point) else each
            self._keep(made)
            yield Revised(str(len(self._growing.report.sentences) - 1), made)
            yield Progress("writing", self._done, len(planned), "point")
        yield from self._growing.warn_of_left(self._asked.template.language)
        yield Finished(self._growing.save(TextState.COMPLETE))

    def _phrased(self, points: Sequence[Point]) -> Iterator[Phrased]:
        """The points' sentences, in the template's language where the model writes it."""
        engine, language = self._services.engine, self._asked.template.language

        def knows(language: str) -> bool:
            return writes(self._services, language)

        return in_language(phrase_points(points, engine, self._cancel), language, knows, engine, self._cancel)

    def _plan(self) -> Generator[TaskEvent, None, list[Planned]]:
        found: list[Candidate] = []
        documents = self._growing.report.documents
        for number, document in enumerate(documents, start=1):
            self._cancel.check()
            found += self._growing.points_of(document)
            yield Progress("choosing", number, len(documents), "document")
        template = self._asked.template
        chosen = choose_for(template.sections, found)
        nothing = not any(chosen)
        planned = [
            each
            for section, points in zip(template.sections, chosen, strict=True)
            for each in self._planned(section, points, told=nothing or bool(section.heading))
        ]
        of_points = [each for each in planned if isinstance(each, Point)]
        self._growing.warn(*language_warnings(self._services, template.language, of_points))
        return planned

    def _planned(self, section: Section, points: Sequence[Point], *, told: bool) -> Iterator[Planned]:
        """A section's parts; ``told`` is whether it says so where nothing was found for it."""
        if section.heading:
            yield part(PartKind.HEADING, section.heading)
        if section.text:
            yield part(PartKind.FIXED, filled(section, self._asked.template, self._asked.fields))
        yield from points
        if section.evidence != "none" and not points and told:
            yield part(PartKind.OPEN, prompt("draft_open", self._asked.template.language))

    def _written(self, phrased: Phrased) -> Sentence:
        self._growing.spend(phrased.generated)
        citations = tuple(found for each in phrased.evidence for found in self._growing.citations(each))
        written = Sentence(phrased.text, phrased.support, citations, phrased.findings)
        return as_read(self._told_by(written, phrased.evidence[:1]), self._growing.report.documents)

    def _told_by(self, written: Sentence, evidence: Sequence[Candidate]) -> Sentence:
        """A sentence in the first person with its speaker's name, which it cites too."""
        for piece in evidence:
            pages = self._growing.pages[piece.document]
            turn = speaker_of(piece.span, written.text, piece.language, turns_of(pages))
            if turn is not None:
                span = Span(piece.span.extraction, turn.page, turn.start, turn.end)
                named = cite_among(self._growing.report.documents, self._growing.pages, piece.document, span)
                return replace(written, text=f"{turn.name}: {written.text}", citations=(*written.citations, named))
        return written

    def _keep(self, sentence: Sentence) -> None:
        self._growing.add(sentence)
        self._done += 1
        self._growing.keep(self._job())
