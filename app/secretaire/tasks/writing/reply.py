"""Replying to a letter or mail from documents: each of its questions is asked of them, and answered only from them.

What they don't answer stays in the reply as an open point for the clerk. The letter is data: nothing in it is an order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from babel.dates import format_date

from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Document, Extraction, Params, Sentence, StoredJob, Support, TextState, Warned
from secretaire.tasks.asking.ask import answer_apart
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.finding.retrieval import readable
from secretaire.tasks.growing import Begun, Growing
from secretaire.tasks.keeping import body_of, job_of, kept_run
from secretaire.tasks.language.blanks import has_blank
from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.language.text_features import language_of
from secretaire.tasks.prompting.models import language_warnings
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.services import Services
from secretaire.tasks.writing.asked_in import Asked, Head, Letter, read_letter
from secretaire.tasks.writing.parts import PartKind, as_read, part
from secretaire.tasks.writing.templates import Section, Template, check_fields, filled, find_template, left_open

TEMPLATE = "reply"
NAME, SUBJECT, RECEIVED = "name", "subject", "received"
"""The fields of a template that a mail's head fills: its sender's name, its subject, the day it was sent."""

_SENTENCE = re.compile(r"^[\"“„«(\[]*[^\W_a-zà-ÿ].*[.!][\"”“’»)\]]*$", re.DOTALL)
_DATES = {"en": "en_GB"}
"""The locales whose dates differ from those of their language."""


@dataclass(frozen=True, slots=True)
class ReplyOptions:
    """``template`` is a name or a path; ``language`` that of the reply, "" for the letter's own."""

    template: str = TEMPLATE
    language: str = ""
    fields: Mapping[str, str] | None = None


def reply(
    letter: str, documents: Sequence[str], options: ReplyOptions, services: Services, cancel: Cancel
) -> Iterator[TaskEvent]:
    """Reply to a stored letter (id) from other stored documents; the result is a Report of kind "reply", see ``parts``.

    Its first document is the letter.

    Raises:
        UsageError: no other document, a template without answers, a field it doesn't have. TaskFailed: the letter or
            all documents were never read, no model. Cancelled, WorkerDied: stored as far as it came.
    """
    known = tuple(each for each in dict.fromkeys(documents) if each != letter)
    if not known:
        raise UsageError("task.no_knowledge")
    opened = readable([letter], services.vault)
    if not opened or not readable(known, services.vault):
        raise TaskFailed("task.nothing_to_read")
    template = find_template(options.template, options.language or opened[0][0].language)
    given = dict(options.fields or {})
    check_fields(template, given)
    if not template.answers:
        raise UsageError("task.template_of_draft", title=template.title)
    yield from _Reply(_Asked((letter, *known), template, given), services, cancel).whole_run()


def resume_reply(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on with a reply where it was left; another model than before starts anew. Raises as ``reply``."""
    work = _Reply(body_of(job, _Asked), services, cancel, job.id)
    work.go_on()
    yield from work.whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a reply under way: the letter before the other documents, and how many parts were planned and
    written."""

    documents: tuple[str, ...]
    template: Template
    fields: dict[str, str]
    done: int = 0


Planned = Sentence | Asked
"""A part that stands already, or a request to be answered."""


class _Reply:
    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._asked, self._services, self._cancel = asked, services, cancel
        self._done = 0
        sources: list[tuple[Document, Extraction]] = readable(asked.documents, services.vault)
        if len(sources) < 2 or sources[0][0].id != asked.documents[0]:
            raise TaskFailed("task.nothing_to_read")
        self._language = asked.template.language
        options: Params = {"language": self._language}
        self._growing = Growing(Begun("reply", asked.template.title, options, id), sources, services)

    def go_on(self) -> None:
        """Take up what was written before."""
        if self._growing.take_up():
            self._done = self._asked.done

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job, with what was written before a stop."""
        return kept_run(self._job(), self.run(), self._services, self._cancel, self._growing.stopped)

    def _job(self) -> StoredJob:
        report = self._growing.report
        return job_of(report.id, "reply", replace(self._asked, done=self._done), report.created_at)

    def run(self) -> Iterator[TaskEvent]:
        """Find the requests, answer one after the other."""
        letter = self._growing.report.documents[0]
        found = read_letter(self._growing.pieces_of(letter), self._growing.pages[letter.id])
        fields = {**_told(found.head, self._language), **self._asked.fields}
        open_fields = len(left_open(self._asked.template, fields))
        self._growing.warn(*_warnings(found), *language_warnings(self._services, self._language))
        yield from self._growing.report.warnings
        planned = [each for section in self._asked.template.sections for each in self._planned(section, found, fields)]
        for index, earlier in enumerate(self._growing.report.sentences):
            yield Revised(str(index), earlier)
        yield Progress("answering", self._done, len(planned), "point")
        for each in planned[self._done :]:
            self._cancel.check()
            yield from self._kept(self._answered(each) if isinstance(each, Asked) else [each])
            yield Progress("answering", self._done, len(planned), "point")
        yield Finished(self._growing.save(TextState.COMPLETE, {"open": open_fields}))

    def _planned(self, section: Section, letter: Letter, fields: Mapping[str, str]) -> Iterator[Planned]:
        if section.heading:
            yield part(PartKind.HEADING, section.heading)
        if section.text:
            yield part(PartKind.FIXED, filled(section, self._asked.template, fields))
        if section.evidence == "answers":
            yield from letter.requests
            if not letter.requests:
                yield part(PartKind.OPEN, prompt("reply_nothing_asked", self._language))

    def _answered(self, request: Asked) -> list[Sentence]:
        """The request, then what the documents say to it, or that it is open."""
        asked = " ".join(request.said.text.split())
        made = [part(PartKind.REQUEST, asked, self._growing.citations(request.said))]
        known = [document.id for document in self._growing.report.documents[1:]]
        answer = answer_apart(request.sought, known, self._language, self._services, self._cancel)
        documents = self._growing.report.documents
        whole = [each for each in (as_read(said, documents) for said in answer.sentences) if _is_said(each)]
        if answer.abstained or not whole:
            near = answer.nearest or tuple(found for each in answer.sentences for found in each.citations)
            return [*made, replace(part(PartKind.OPEN, prompt("reply_open", self._language)), citations=near)]
        self._growing.spend([answer.timing])
        said = [self._in_its_language(sentence) for sentence in whole]
        held = [sentence for sentence in said if sentence.support is Support.SUPPORTED]
        return [*made, *(held or said)]  # a letter says what holds; only where nothing does, what is to be checked

    def _in_its_language(self, sentence: Sentence) -> Sentence:
        """A sentence in another language than the reply's is told."""
        if sentence.support is not Support.SUPPORTED or language_of(sentence.text) in ("", self._language):
            return sentence
        foreign = Warned("check.language", {"language": self._language})
        return replace(sentence, support=Support.PARTIAL, findings=(*sentence.findings, foreign))

    def _kept(self, sentences: Sequence[Sentence]) -> Iterator[TaskEvent]:
        first = len(self._growing.report.sentences)
        self._growing.add(*sentences)
        self._done += 1
        self._growing.keep(self._job())
        for index, sentence in enumerate(sentences, start=first):
            yield Revised(str(index), sentence)


def _is_said(sentence: Sentence) -> bool:
    """Whether an answer is a sentence that a letter may hold: no heading, item or link, none with blanks."""
    if any(map(has_blank, (sentence.text, *(place.quote for place in sentence.citations)))):
        return False
    language = language_of(sentence.text)
    return _SENTENCE.search(sentence.text) is not None and has_finite_verb(sentence.text, language)


def _told(head: Head, language: str) -> dict[str, str]:
    """The fields that a mail's head fills."""
    sent = format_date(head.sent, "long", _DATES.get(language, language)) if head.sent else ""
    return {NAME: head.sender, SUBJECT: head.subject, RECEIVED: sent}


def _warnings(letter: Letter) -> Iterator[Warned]:
    if letter.orders:
        yield Warned("reply.orders_ignored", {"count": letter.orders})
    if letter.left_out:
        yield Warned("reply.requests_left_out", {"count": letter.left_out})
