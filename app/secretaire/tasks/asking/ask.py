"""Asking documents: retrieve, answer from the best passages only, check every sentence, abstain without evidence."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import TaskFailed, UsageError
from secretaire.identity import new_id, now
from secretaire.inference.interface import Generated
from secretaire.records import (
    Citation,
    Page,
    Report,
    Sentence,
    Span,
    StoredJob,
    Support,
    TextState,
    Timing,
)
from secretaire.tasks.asking.answer_prompt import answer_request
from secretaire.tasks.asking.answer_sentences import (
    own_words,
    reconsidered,
    said_sentences,
    verbatim_sentences,
    whole_sentences,
    with_context,
)
from secretaire.tasks.asking.columns import column_asked
from secretaire.tasks.asking.following import (
    Earlier,
    asks_further,
    earlier_answer,
    on_the_same,
    resolved,
    written_places,
)
from secretaire.tasks.asking.grounds import Grounds, grounds
from secretaire.tasks.asking.listing import announced, listed
from secretaire.tasks.asking.pertinence import ANSWERABLE, Pertinent
from secretaire.tasks.asking.questions import Question, declines, understood
from secretaire.tasks.events import Cancel, Finished, Partial, Progress, Revised, TaskEvent
from secretaire.tasks.finding.citing import cite_among, coverage_warnings, high_water_marking, ledger, page_at
from secretaire.tasks.finding.crossing import Crossings
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.retrieval import Found, evidence_for, readable
from secretaire.tasks.keeping import body_of, job_of, kept_run, note_report
from secretaire.tasks.language.text_features import language_of
from secretaire.tasks.prompting.generating import stopping
from secretaire.tasks.prompting.models import language_warnings, model_used
from secretaire.tasks.services import Services

PASSAGES = 10
CHOSEN = 3
"""Sentences that the model is shown, each with its neighbours."""
FEW = 5
"""Of so many documents each page is accounted for; of more, those of the documents that the evidence came from."""
PLAIN_ENOUGH = 2
"""By so many stop words the language of a question must be ahead of the others."""
MOST_HELD = 0.5
"""More than this share of the model's sentences must hold, else the document's own stand in their place."""


def ask(
    question: str, documents: Sequence[str], services: Services, cancel: Cancel, follow: str = ""
) -> Iterator[TaskEvent]:
    """Answer a question from stored documents (ids); the result is a Report of kind "answer".

    ``follow`` is the id of an earlier answer that the question leans on.

    Raises:
        UsageError: nothing is asked. TaskFailed: none of the documents was read, no model, no answer to follow.
        Cancelled, WorkerDied: stored as far as it came.
    """
    if not question.strip():
        raise UsageError("task.empty_question")
    yield from _Answer(_Asked(question, tuple(documents), follow), services, cancel).whole_run()


def resume_answer(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Answer a question that was put aside; nothing of an answer is kept before it is whole. Raises as ``ask``."""
    yield from _Answer(body_of(job, _Asked), services, cancel, job.id).whole_run()


def answer_apart(question: str, documents: Sequence[str], language: str, services: Services, cancel: Cancel) -> Report:
    """An answer that is a part of a larger text, in a language, and is not stored itself. Raises as ``ask``."""
    answer = _Answer(_Asked(question, tuple(documents)), services, cancel, language=language, stores=False)
    for _event in answer.run():
        cancel.check()
    return answer.report


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a question under way."""

    question: str
    documents: tuple[str, ...]
    follow: str = ""


class _Answer:
    def __init__(
        self,
        asked: _Asked,
        services: Services,
        cancel: Cancel,
        id: str = "",
        *,
        language: str = "",
        stores: bool = True,
    ) -> None:
        self._began, self._first_s, self._stores = time.monotonic(), 0.0, stores
        self._asked, self._services, self._cancel = asked, services, cancel
        self._question = question = asked.question
        self._earlier: Earlier | None = earlier_answer(asked.follow, services.vault) if asked.follow else None
        self._sources = readable(asked.documents, services.vault)
        if not self._sources:
            raise TaskFailed("task.nothing_to_read")
        first = self._earlier.language if self._earlier else self._sources[0][0].language or "en"
        self._language = language or language_of(question, PLAIN_ENOUGH) or first
        # What leans on the earlier question gets its words; what doesn't is asked as if it were the first.
        self._sought = resolved(question, self._earlier, self._language) if self._earlier else question
        self._told_by = self._earlier if asks_further(question, self._language) else None
        self._pages: dict[str, list[Page]] = {}
        self.report = Report(
            id=id or new_id(),
            kind="answer",
            question=question,
            options={"language": self._language, "searched": len(self._sources)},
            documents=(),
            sentences=(),
            coverage=(),
            warnings=(),
            model=model_used(services),
            timing=Timing(),
            state=TextState.STREAMING,
            marking="",
            created_at=now(),
        )

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job."""
        about = self.report
        job = job_of(about.id, "answer", self._asked, about.created_at)
        return kept_run(job, self.run(), self._services, self._cancel, self._stopped)

    def _stopped(self, state: TextState) -> None:
        if self.report.state is TextState.STREAMING and self.report.sentences:
            self.save(state)

    def run(self) -> Iterator[TaskEvent]:
        """Retrieve, generate, check."""
        services = self._services
        sought = self._sought
        meaning = Meaning.of(sought, services, self._cancel)
        ids = [document.id for document, _ in self._sources]
        found = evidence_for(sought, ids, services.vault, PASSAGES, meaning)
        self._account_for(found, meaning)
        yield from self.report.warnings
        yield Progress("choosing", len(found), len(found), "passage")
        asked = understood(sought, self._language)
        known = grounds(asked, found, [self._page(item) for item in found], meaning)
        known = replace(known, fitting=self._not_told(known.fitting))
        items = listed(asked, found, self._pages) or column_asked(asked, found, self._pages)
        sentences = self._listed(items or self._announced(asked, known))
        if not sentences and known.fitting:
            sentences = yield from self._answered(asked, known)
        sentences = [each for each in sentences if not self._told(each.text)]
        if not sentences:
            nearest = tuple(self._citation(document, span) for document, span in known.nearest)
            self.report = replace(self.report, abstained=True, nearest=nearest)
        for index, sentence in enumerate(sentences):
            yield Revised(str(index), sentence)
        self.report = replace(self.report, sentences=tuple(sentences))
        yield Finished(self.save(TextState.COMPLETE))

    def _answered(self, asked: Question, known: Grounds) -> Generator[TaskEvent, None, list[Sentence]]:
        """What the model says as far as it holds, else the documents' own sentences; none where it finds no answer."""
        fitting = whole_sentences(known.fitting, Crossings(self._pages))
        evidence = self._evidence(fitting)
        generated = yield from self._generate(evidence)
        self._note(generated)
        if declines(generated.text, self._language) and not any(
            declines(each.text, each.language) for each in evidence
        ):
            return []
        said = said_sentences(generated.text, evidence, asked, self._services.reader, self._cited)
        sentences = reconsidered(said, self._services.engine)
        held = sum(sentence.support is Support.SUPPORTED for sentence in sentences)
        if held > MOST_HELD * len(sentences):
            return sentences
        return verbatim_sentences(fitting, understood(self._question, self._language), self._cited)

    def _told(self, text: str) -> bool:
        """Whether a question that asks for more was told this before."""
        return self._told_by is not None and self._told_by.told(text, self._language)

    def _not_told(self, fitting: Sequence[Pertinent]) -> tuple[Pertinent, ...]:
        """What may answer, without what was told before; nothing where none of the rest fits well enough."""
        left = tuple(each for each in fitting if not self._told(each.sentence.text))
        return left if left == fitting or any(each.score >= ANSWERABLE for each in left) else ()

    def _listed(self, items: Sequence[Candidate]) -> list[Sentence]:
        """The document's own list, item by item."""
        if items:
            self._note_evidence(items)
        return [own_words(each, self._cited) for each in items]

    def _announced(self, asked: Question, known: Grounds) -> list[Candidate]:
        """The list of which the announcement fits best."""
        if not known.fitting:
            return []
        best = known.fitting[0].sentence
        return announced(best, asked, self._pages[best.document])

    def _account_for(self, found: Sequence[Found], meaning: Meaning) -> None:
        """Which documents and pages the report is about: all, or of many those that something was found in."""
        about = self._sources
        if len(about) > FEW:
            held = {item.document.id for item in found}
            if self._earlier:
                held |= {document for document, _ in self._earlier.evidence}
            about = [pair for pair in about if pair[0].id in held]
        self._pages = {document.id: self._services.vault.pages(extraction.id) for document, extraction in about}
        documents = tuple(document for document, _ in about)
        warnings = (*coverage_warnings(self._pages), *language_warnings(self._services, self._language))
        self.report = replace(
            self.report,
            documents=documents,
            coverage=ledger(self._pages, ()),
            warnings=(*warnings, *meaning.warnings),
            marking=high_water_marking([document.marking for document in documents]),
        )

    def _evidence(self, fitting: Sequence[Pertinent]) -> list[Candidate]:
        """What the model is shown; noted, so that a question that follows can begin with the same."""
        evidence = with_context(fitting[:CHOSEN])
        if self._earlier and {document for document, _ in self._earlier.evidence} <= self._pages.keys():
            chosen = {each.sentence.span for each in fitting[:CHOSEN]}
            evidence = on_the_same(evidence, chosen, self._earlier, self._services.vault)
        self._note_evidence(evidence)
        return evidence

    def _note_evidence(self, evidence: Sequence[Candidate]) -> None:
        noted = {**self.report.options, "evidence": written_places(evidence)}
        if self._sought != self._question:
            noted["follows"] = self._asked.follow
        self.report = replace(self.report, options=noted)

    def _generate(self, evidence: Sequence[Candidate]) -> Generator[TaskEvent, None, Generated]:
        earlier = self._earlier if self._sought != self._question else None
        request = answer_request(self._question, self._language, evidence, earlier)
        generation = self._services.engine.generate(request)
        with stopping(generation, self._cancel):
            for piece in generation:
                self._first_s = self._first_s or time.monotonic() - self._began
                yield Partial("answer", "answer", piece)
            generated = generation.result()
        self._cancel.check()
        return generated

    def _cited(self, candidate: Candidate) -> tuple[Citation, ...]:
        return tuple(self._citation(candidate.document, span) for span in candidate.places)

    def _citation(self, document: str, span: Span) -> Citation:
        return cite_among(self.report.documents, self._pages, document, span)

    def _page(self, item: Found) -> Page:
        return page_at(self._pages, item.document.id, item.passage.span)

    def _note(self, generated: Generated) -> None:
        tokens = {"prompt_tokens": generated.prompt_tokens, "generated_tokens": generated.generated_tokens}
        self.report = replace(self.report, timing=Timing(first_token_s=self._first_s, **tokens))

    def save(self, state: TextState) -> Report:
        """Store the report as it is now."""
        timing = replace(self.report.timing, total_s=time.monotonic() - self._began)
        coverage = ledger(self._pages, self.report.sentences)
        self.report = replace(self.report, state=state, timing=timing, coverage=coverage)
        if not self._stores:
            return self.report
        self._services.vault.save_report(self.report)
        if state is TextState.COMPLETE:
            note_report(self._services.vault, self.report)
        return self.report
