"""Asking documents: retrieve, answer from the best passages only, check every sentence, abstain without evidence."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.documents.cleaning import clean
from secretaire.errors import TaskFailed, UsageError
from secretaire.identity import new_id, now
from secretaire.inference.interface import Generated, Request, Sampling, Turn
from secretaire.records import (
    Citation,
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
from secretaire.tasks.checks import check, is_verbatim
from secretaire.tasks.citing import cite, coverage_warnings, high_water_marking, ledger
from secretaire.tasks.events import Cancel, Finished, Partial, Progress, Revised, TaskEvent
from secretaire.tasks.evidence import Candidate, drawn_on
from secretaire.tasks.fences import listed
from secretaire.tasks.generating import stopping
from secretaire.tasks.grounds import grounds, speaks_to
from secretaire.tasks.keeping import body_of, job_of, kept_run, note_report
from secretaire.tasks.models import language_warnings, model_used
from secretaire.tasks.pertinence import Pertinent
from secretaire.tasks.phrasing import clean_sentence
from secretaire.tasks.prompts import prompt
from secretaire.tasks.questions import Question, understood
from secretaire.tasks.retrieval import Found, evidence_for, readable
from secretaire.tasks.services import Services
from secretaire.tasks.support import Claim, reconsider
from secretaire.tasks.text_features import stems

PASSAGES = 10
CHOSEN = 3
"""Sentences that the model is shown, each with its neighbours."""
QUOTED = 2
NEARLY_AS_GOOD = 0.85
ANSWER_TOKENS = 160
MOST_HELD = 0.5
"""More than this share of the model's sentences must hold, else the document's own stand in their place."""


def ask(question: str, documents: Sequence[str], services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Answer a question from stored documents (ids); the result is a Report of kind "answer".

    Raises:
        UsageError: nothing is asked. TaskFailed: none of the documents was read, no model.
        Cancelled, WorkerDied: stored as far as it came.
    """
    if not question.strip():
        raise UsageError("task.empty_question")
    yield from _Answer(_Asked(question, tuple(documents)), services, cancel).whole_run()


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
        self._began, self._stores = time.monotonic(), stores
        self._asked, self._services, self._cancel = asked, services, cancel
        self._question = question = asked.question
        sources = readable(asked.documents, services.vault)
        if not sources:
            raise TaskFailed("task.nothing_to_read")
        documents = tuple(document for document, _ in sources)
        self._pages = {document.id: services.vault.pages(extraction.id) for document, extraction in sources}
        self._language = language or documents[0].language or "en"
        marking = high_water_marking([document.marking for document in documents])
        self.report = Report(
            id=id or new_id(),
            kind="answer",
            question=question,
            options={"language": self._language},
            documents=documents,
            sentences=(),
            coverage=ledger(self._pages, ()),
            warnings=(*coverage_warnings(self._pages), *language_warnings(services, self._language)),
            model=model_used(services),
            timing=Timing(),
            state=TextState.STREAMING,
            marking=marking,
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
        yield from self.report.warnings
        ids = [document.id for document in self.report.documents]
        found = evidence_for(self._question, ids, self._services.vault, PASSAGES)
        yield Progress("choosing", len(found), len(found), "passage")
        asked = understood(self._question, self._language)
        known = grounds(asked, found, [self._page(item) for item in found])
        if not known.fitting:
            nearest = tuple(self._citation(document, span) for document, span in known.nearest)
            self.report = replace(self.report, abstained=True, nearest=nearest)
            yield Finished(self.save(TextState.COMPLETE))
            return
        evidence = _with_context(known.fitting[:CHOSEN])
        generated = yield from self._generate(evidence)
        sentences = self._reconsidered(self._sentences(generated.text, evidence, asked))
        self._note(generated)
        held = sum(sentence.support is Support.SUPPORTED for sentence in sentences)
        if held <= MOST_HELD * len(sentences):
            sentences = self._verbatim(known.fitting)
        for index, sentence in enumerate(sentences):
            yield Revised(str(index), sentence)
        self.report = replace(self.report, sentences=tuple(sentences))
        yield Finished(self.save(TextState.COMPLETE))

    def _generate(self, evidence: Sequence[Candidate]) -> Generator[TaskEvent, None, Generated]:
        passages = listed(candidate.text for candidate in evidence)
        turns = (
            Turn(Role.SYSTEM, prompt("ask_system", self._language)),
            Turn(Role.USER, prompt("ask_question", self._language, passages=passages, question=self._question)),
        )
        request = Request(turns, ANSWER_TOKENS, Sampling(temperature=0.0, repeat_penalty=1.05), stop=("\n\n",))
        generation = self._services.engine.generate(request)
        with stopping(generation, self._cancel):
            for piece in generation:
                yield Partial("answer", "answer", piece)
            generated = generation.result()
        self._cancel.check()
        return generated

    def _reconsidered(self, sentences: Sequence[tuple[Sentence, Claim]]) -> list[Sentence]:
        """The sentences with what the model's scores say of their labels, all in one batch."""
        labels = reconsider([claim for _, claim in sentences], self._services.engine)
        return [
            replace(sentence, support=support, findings=findings)
            for (sentence, _), (support, findings) in zip(sentences, labels, strict=True)
        ]

    def _sentences(self, text: str, evidence: Sequence[Candidate], asked: Question) -> list[tuple[Sentence, Claim]]:
        """The answer's sentences, each citing the evidence that it draws on; what says nothing to the question is left
        out."""
        text = text.strip()
        _, places = self._services.reader.sentences(text, self._language)
        made: list[tuple[Sentence, Claim]] = []
        for start, end in places:
            sentence = clean_sentence(clean(text, start, end).text)
            if not stems(sentence, self._language) or any(sentence == earlier.text for earlier, _ in made):
                continue
            used = drawn_on(sentence, evidence, self._language)
            if not speaks_to(asked, sentence, used):
                continue
            joined = " ".join(candidate.text for candidate in used)
            support, findings = check(sentence, joined, self._language, used[0].language)
            if is_verbatim(sentence, joined, self._language):
                findings = (Warned("check.verbatim", {}),)
            citations = tuple(self._citation(candidate.document, candidate.span) for candidate in used)
            claim = Claim(sentence, joined, self._language, used[0].language, support, findings)
            made.append((Sentence(sentence, support, citations, findings), claim))
        return made

    def _verbatim(self, ranked: Sequence[Pertinent]) -> list[Sentence]:
        """The document's own sentences nearest to the question, where the model's words did not hold."""
        best = [each.sentence for each in ranked[:QUOTED] if each.score >= NEARLY_AS_GOOD * ranked[0].score]
        return [
            Sentence(
                sentence.text,
                Support.SUPPORTED,
                (self._citation(sentence.document, sentence.span),),
                (Warned("check.verbatim", {}),),
            )
            for sentence in best
        ]

    def _citation(self, document: str, span: Span) -> Citation:
        about = next(each for each in self.report.documents if each.id == document)
        page = next(page for page in self._pages[document] if page.number == span.page)
        return cite(about, page, span)

    def _page(self, item: Found) -> Page:
        return next(page for page in self._pages[item.document.id] if page.number == item.page)

    def _note(self, generated: Generated) -> None:
        timing = Timing(
            read_s=0.0,
            first_token_s=generated.prefill_s,
            prompt_tokens=generated.prompt_tokens,
            generated_tokens=generated.generated_tokens,
        )
        self.report = replace(self.report, timing=timing)

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


def _with_context(chosen: Sequence[Pertinent]) -> list[Candidate]:
    """The chosen sentences with their neighbours, each once, the best first: a small model heeds what comes first."""
    return list({each.span: each for choice in chosen for each in choice.context}.values())
