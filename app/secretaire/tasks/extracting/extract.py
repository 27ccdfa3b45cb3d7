"""A table out of documents: a row a document, a column a field, each value cut from the words that it cites.

Dates, amounts and numbers are found by code; a text, or the values of a list, are picked by the model out of the best
sentences, and count only where they stand there word for word; yes or no is the model's leaning over them. What is not
found stays empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import TaskFailed, WorkerDied
from secretaire.inference.interface import Generated, Request
from secretaire.records import (
    Citation,
    Document,
    Page,
    Params,
    Sentence,
    Span,
    StoredJob,
    Support,
    TextState,
    Warned,
)
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.extracting.field_evidence import Source, by_words, speaking_of, with_near
from secretaire.tasks.extracting.mail_head import told_by_head
from secretaire.tasks.extracting.picking import SEPARATOR, Picked, cut, picked, picking, shortening, too_long
from secretaire.tasks.extracting.table_schema import Field, TableSchema
from secretaire.tasks.finding.citing import cite_among, page_at
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.meaning import Comparer, prepared
from secretaire.tasks.finding.retrieval import readable
from secretaire.tasks.growing import Begun, Growing
from secretaire.tasks.keeping import body_of, job_of, kept_run
from secretaire.tasks.language.text_features import language_of
from secretaire.tasks.language.values import best, named_at_head
from secretaire.tasks.prompting.generating import complete_all
from secretaire.tasks.prompting.judging import leaning
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.services import Services
from secretaire.whole_text import as_json

SENTENCES, LISTED = 4, 8
SURE = 1.0
"""Log-odds beyond which a model's yes or no counts."""


def extract(documents: Sequence[str], schema: TableSchema, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Fill a table from stored documents (ids); the result is a Report of kind "table".

    One sentence a cell, row by row: its text is the value ("" where none was found), its citations the words it is cut
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
        self._asked, self._services, self._cancel = asked, services, cancel
        sources = readable(asked.documents, services.vault)
        if not sources:
            raise TaskFailed("task.nothing_to_read")
        options: Params = {"fields": as_json([field.name for field in asked.schema.fields]).decode()}
        self._growing = Growing(Begun("table", asked.schema.title, options, id), sources, services)

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job."""
        report = self._growing.report
        job = job_of(report.id, "table", self._asked, report.created_at)
        return kept_run(job, self.run(), self._services, self._cancel, self._growing.stopped)

    def run(self) -> Iterator[TaskEvent]:
        """Document by document: what the model picks is asked for all its fields at once."""
        yield from self._growing.report.warnings
        comparer = yield from self._comparer()
        documents = self._growing.report.documents
        total = len(documents) * len(self._asked.schema.fields)
        for document in documents:
            self._cancel.check()
            for made in self._row(document, comparer):
                number = len(self._growing.report.sentences)
                self._growing.add(made)
                yield Revised(str(number), made)
                yield Progress("extracting", number + 1, total, "field")
        yield Finished(self._growing.save(TextState.COMPLETE))

    def _comparer(self) -> Generator[TaskEvent, None, Comparer | None]:
        """Make ready to look for meanings too, where an embedding model is installed; else say that words must do."""
        documents = self._growing.report.documents
        asked = language_of(" ".join(field.sought for field in self._asked.schema.fields))
        languages = {*(each.language or "en" for each in documents), *filter(None, [asked])}
        comparer = yield from prepared(documents, languages, self._services, self._cancel)
        if comparer is None:
            warning = Warned("task.words_alone", {})
            self._growing.warn(warning)
            yield warning
        return comparer

    def _row(self, document: Document, comparer: Comparer | None) -> Iterator[Sentence]:
        """The cells of a document's row."""
        about = Source(document, self._growing.pages[document.id], self._services.vault)
        told = {field.name: told_by_head(field, about) for field in self._asked.schema.fields}
        fields = [field for field in self._asked.schema.fields if told[field.name] is None]
        sought = by_words(about, fields)
        if comparer is not None:
            sought = with_near(about, fields, sought, comparer)
        picked = self._picked(fields, sought)
        found = dict(zip((field.name for field in fields), sought, strict=True))
        for field in self._asked.schema.fields:
            self._cancel.check()
            head = told[field.name]
            if head is not None:
                yield self._made(document, field, [head])
                continue
            sentences = found[field.name]
            match field.type:
                case "text" | "list":
                    yield self._made(document, field, picked[field.name], "field.by_model")
                case "yes-no":
                    yield self._made(
                        document,
                        field,
                        self._leaning(field, sentences),
                        "rule.by_model",
                    )
                case _:
                    ways = (field.sought, *field.by_other_names)
                    value = next(filter(None, (best(field.type, sought, sentences) for sought in ways)), None)
                    if value is None and field.type == "date":
                        value = named_at_head(field.type, field.sought, about.every_piece)
                    yield self._made(document, field, [(value.written, value.sentence)] if value else [])

    def _made(self, document: Document, field: Field, found: Sequence[Picked], how: str = "") -> Sentence:
        if not found:
            searched = Warned("rule.searched", {"pages": len(self._growing.pages[document.id])})
            return Sentence("", Support.SUPPORTED, (), (Warned("field.missing", {"field": field.name}), searched))
        notes = (Warned(how, {}),) if how else ()
        every = (self._citation(source.document, span) for _, source in found for span in source.places)
        places = tuple(dict.fromkeys(every))
        said = SEPARATOR.join(value for value, _ in found)
        return Sentence(said, Support.SUPPORTED, places, (Warned("field.value", {"field": field.name}), *notes))

    def _picked(self, fields: Sequence[Field], sought: Sequence[Sequence[Candidate]]) -> dict[str, list[Picked]]:
        """What the model picks for texts and lists, all at once; then the few words of whole sentences it picked."""
        asked = [
            (field, sentences[: SENTENCES if field.type == "text" else LISTED])
            for field, sentences in zip(fields, sought, strict=True)
            if field.type in ("text", "list") and sentences
        ]
        answers = self._complete([picking(field, sentences) for field, sentences in asked])
        found: defaultdict[str, list[Picked]] = defaultdict(list)
        for (field, sentences), answer in zip(asked, answers, strict=True):
            found[field.name] = picked(answer, sentences, field)
        long = [(field, found[field.name][0]) for field, _ in asked if any(map(too_long, found[field.name][:1]))]
        shorter = self._complete([shortening(field, each) for field, each in long])
        for (field, (_, source)), answer in zip(long, shorter, strict=True):
            said = picked(answer, [source], field) or found[field.name]
            found[field.name] = [cut(each, field) if too_long(each) else each for each in said]
        return found

    def _complete(self, requests: Sequence[Request]) -> list[Generated]:
        made = []
        for each in complete_all(self._services.engine, requests, self._cancel):
            if isinstance(each, WorkerDied):
                raise each
            made.append(each)
        return made

    def _leaning(self, field: Field, sentences: Sequence[Candidate]) -> list[Picked]:
        sentences = speaking_of(field, sentences)[:SENTENCES]
        if not sentences:
            return []
        language = sentences[0].language
        odds = leaning(self._services.engine, field.sought, [each.text for each in sentences], language)
        return [(prompt("yes" if odds > 0 else "no", language), sentences[0])] if abs(odds) >= SURE else []

    def _citation(self, document: str, span: Span) -> Citation:
        pages = self._growing.pages
        trimmed = _trimmed(span, page_at(pages, document, span))
        return cite_among(self._growing.report.documents, pages, document, trimmed)


def _trimmed(span: Span, page: Page) -> Span:
    text = page.text[span.start : span.end]
    return replace(span, end=span.start + len(text.rstrip()))
