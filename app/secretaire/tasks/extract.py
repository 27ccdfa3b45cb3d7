"""A table out of documents: a row a document, a column a field, each value cut from the words that it cites.

Dates, amounts and numbers are found by code; a text is picked by the model out of the best sentences, and counts only
where it stands there word for word; yes or no is the model's leaning over them. What is not found stays empty.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from secretaire.errors import TaskFailed, WorkerDied
from secretaire.identity import new_id, now
from secretaire.inference.interface import Priority, Request, Sampling, Turn
from secretaire.records import (
    Citation,
    Document,
    Page,
    Report,
    Role,
    Sentence,
    Span,
    StoredJob,
    Support,
    TextState,
    Timing,
    Warned,
)
from secretaire.tasks.citing import cite, coverage_warnings, high_water_marking, ledger
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.evidence import Candidate
from secretaire.tasks.generating import complete_all
from secretaire.tasks.judging import leaning
from secretaire.tasks.keeping import body_of, job_of, kept_run, note_report
from secretaire.tasks.question_meaning import Meaning
from secretaire.tasks.models import model_used
from secretaire.tasks.pertinence import pertinent
from secretaire.tasks.prompts import prompt
from secretaire.tasks.questions import understood
from secretaire.tasks.retrieval import evidence_for, readable
from secretaire.tasks.services import Services
from secretaire.tasks.table_schema import Field, TableSchema
from secretaire.tasks.values import best

PASSAGES, SENTENCES = 8, 4
VALUE_TOKENS = 60
SURE = 1.0
"""Log-odds beyond which a model's yes or no counts."""
_ANSWER = json.dumps(
    {"type": "object", "properties": {"value": {"type": "string", "maxLength": 200}}, "required": ["value"]}
)


def extract(documents: Sequence[str], schema: TableSchema, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Fill a table from stored documents (ids); the result is a Report of kind "table".

    One sentence a cell, row by row: its text is the value ("" where none was found), its citation the words it is cut
    from, its first finding the field ("field.value" or "field.missing", with its name).

    Raises:
        TaskFailed: none of the documents was read, no model. Cancelled, WorkerDied: stored as far as it came.
    """
    yield from _Extracting(_Asked(tuple(documents), schema), services, cancel).whole_run()


def resume_extract(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Fill a table again that was put aside. Raises as ``extract``."""
    yield from _Extracting(body_of(job, _Asked), services, cancel, job.id).whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a table under way."""

    documents: tuple[str, ...]
    schema: TableSchema


class _Extracting:
    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._began = time.monotonic()
        self._asked, self._services, self._cancel = asked, services, cancel
        sources = readable(asked.documents, services.vault)
        if not sources:
            raise TaskFailed("task.nothing_to_read")
        documents = tuple(document for document, _ in sources)
        self._pages: dict[str, list[Page]] = {document.id: services.vault.pages(each.id) for document, each in sources}
        self.report = Report(
            id=id or new_id(),
            kind="table",
            question=asked.schema.title,
            options={"fields": msgspec.json.encode([field.name for field in asked.schema.fields]).decode()},
            documents=documents,
            sentences=(),
            coverage=ledger(self._pages, ()),
            warnings=tuple(coverage_warnings(self._pages)),
            model=model_used(services),
            timing=Timing(),
            state=TextState.STREAMING,
            marking=high_water_marking([document.marking for document in documents]),
            created_at=now(),
        )

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job."""
        job = job_of(self.report.id, "table", self._asked, self.report.created_at)
        return kept_run(job, self.run(), self._services, self._cancel, self._stopped)

    def _stopped(self, state: TextState) -> None:
        if self.report.state is TextState.STREAMING and self.report.sentences:
            self._save(state)

    def run(self) -> Iterator[TaskEvent]:
        """Cell by cell."""
        yield from self.report.warnings
        fields = self._asked.schema.fields
        total = len(self.report.documents) * len(fields)
        for document in self.report.documents:
            for field in fields:
                self._cancel.check()
                made = self._cell(document, field)
                number = len(self.report.sentences)
                self.report = replace(self.report, sentences=(*self.report.sentences, made))
                yield Revised(str(number), made)
                yield Progress("extracting", number + 1, total, "field")
        yield Finished(self._save(TextState.COMPLETE))

    def _cell(self, document: Document, field: Field) -> Sentence:
        sentences = self._sentences(document, field)
        found = self._value(field, sentences) if sentences else None
        if found is None:
            searched = Warned("rule.searched", {"pages": len(self._pages[document.id])})
            return Sentence("", Support.SUPPORTED, (), (Warned("field.missing", {"field": field.name}), searched))
        value, source = found
        finding = Warned("field.value", {"field": field.name})
        by_model = (Warned("rule.by_model", {}),) if field.type == "yes-no" else ()
        return Sentence(value, Support.SUPPORTED, (self._citation(source),), (finding, *by_model))

    def _sentences(self, document: Document, field: Field) -> list[Candidate]:
        """The document's sentences that fit the field best, best first."""
        meaning = Meaning.of(field.sought, self._services, self._cancel)
        found = evidence_for(field.sought, [document.id], self._services.vault, PASSAGES, meaning)
        by_number = {page.number: page for page in self._pages[document.id]}
        question = understood(field.sought, document.language or "en")
        ranked = pertinent(question, found, [by_number[item.page] for item in found])
        return [each.sentence for each in ranked if each.score > 0]

    def _value(self, field: Field, sentences: Sequence[Candidate]) -> tuple[str, Candidate] | None:
        match field.type:
            case "text":
                return self._picked(field, sentences[:SENTENCES])
            case "yes-no":
                return self._leaning(field, sentences[:SENTENCES])
            case _:
                value = best(field.type, field.sought, sentences)
                return (value.written, value.sentence) if value is not None else None

    def _picked(self, field: Field, sentences: Sequence[Candidate]) -> tuple[str, Candidate] | None:
        """The model's words, where a sentence holds them."""
        language = sentences[0].language
        passages = "\n".join(f"- {each.text}" for each in sentences)
        turns = (
            Turn(Role.SYSTEM, prompt("extract_system", language)),
            Turn(Role.USER, prompt("extract_field", language, passages=passages, field=field.sought)),
        )
        request = Request(turns, VALUE_TOKENS, Sampling(temperature=0.0), schema=_ANSWER, priority=Priority.BACKGROUND)
        (generated,) = complete_all(self._services.engine, [request], self._cancel)
        if isinstance(generated, WorkerDied):
            raise generated
        try:
            value = str(json.loads(generated.text)["value"])
        except (ValueError, KeyError, TypeError):  # cut off at its longest: no value
            return None
        return _standing(value, sentences)

    def _leaning(self, field: Field, sentences: Sequence[Candidate]) -> tuple[str, Candidate] | None:
        language = sentences[0].language
        odds = leaning(self._services.engine, field.sought, [each.text for each in sentences], language)
        if abs(odds) < SURE:
            return None
        return prompt("yes" if odds > 0 else "no", language), sentences[0]

    def _citation(self, source: Candidate) -> Citation:
        about = next(document for document in self.report.documents if document.id == source.document)
        page = next(page for page in self._pages[source.document] if page.number == source.span.page)
        return cite(about, page, _trimmed(source.span, page))

    def _save(self, state: TextState) -> Report:
        timing = replace(self.report.timing, total_s=time.monotonic() - self._began)
        coverage = ledger(self._pages, self.report.sentences)
        self.report = replace(self.report, state=state, timing=timing, coverage=coverage)
        self._services.vault.save_report(self.report)
        if state is TextState.COMPLETE:
            note_report(self._services.vault, self.report)
        return self.report


def _standing(value: str, sentences: Sequence[Candidate]) -> tuple[str, Candidate] | None:
    """A value as the first sentence that holds it writes it; case, blanks and closing marks aside."""
    sought = " ".join(value.split()).strip(" .,;:\"“”„«»'").casefold()
    if not sought:
        return None
    for sentence in sentences:
        text = " ".join(sentence.text.split())
        place = text.casefold().find(sought)
        inside = place > 0 and text[place - 1].isalnum()
        end = place + len(sought)
        if place >= 0 and not inside and not text[end : end + 1].isalnum():
            return text[place:end], sentence
    return None


def _trimmed(span: Span, page: Page) -> Span:
    text = page.text[span.start : span.end]
    return replace(span, end=span.start + len(text.rstrip()))


@dataclass(frozen=True, slots=True)
class Cell:
    """A stored value as an edge shows it: "" where none was found; ``notes`` say what was searched, or who judged."""

    field: str
    value: str
    citation: Citation | None
    notes: tuple[Warned, ...]


def rows_of(report: Report) -> list[tuple[Document, list[Cell]]]:
    """The rows of a stored table, as far as it was filled."""
    fields: list[str] = msgspec.json.decode(str(report.options["fields"]), type=list[str])
    cells = [_cell(sentence) for sentence in report.sentences]
    return [
        (document, cells[row * len(fields) : (row + 1) * len(fields)]) for row, document in enumerate(report.documents)
    ]


def _cell(sentence: Sentence) -> Cell:
    field, *notes = sentence.findings
    citation = sentence.citations[0] if sentence.citations else None
    return Cell(str(field.params["field"]), sentence.text, citation, tuple(notes))
