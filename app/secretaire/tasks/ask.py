"""Asking documents: retrieve, answer from the best passages only, check every sentence, abstain without evidence."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from secretaire.documents.cleaning import clean
from secretaire.errors import Cancelled, TaskFailed, WorkerDied
from secretaire.identity import new_id, now
from secretaire.inference.interface import Generated, Request, Sampling, Turn
from secretaire.records import Citation, Page, Report, Role, Sentence, Span, Support, TextState, Timing, Warned
from secretaire.tasks.checks import check
from secretaire.tasks.citing import cite, coverage_warnings, high_water_marking, ledger
from secretaire.tasks.events import Cancel, Finished, Partial, Progress, Revised, Started, TaskEvent
from secretaire.tasks.generating import stopping
from secretaire.tasks.models import language_warnings, model_used
from secretaire.tasks.prompts import prompt, word_list
from secretaire.tasks.retrieval import Found, evidence_for, readable
from secretaire.tasks.services import Services
from secretaire.tasks.text_features import content_words, shared, stems

PASSAGES = 4
ANSWER_TOKENS = 160
ENOUGH_OVERLAP = 0.5
"""The share of the question's words that the best passages together must hold, else the answer is abstained from."""
NEAREST = 3


def ask(question: str, documents: Sequence[str], services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Answer a question from stored documents (ids); the result is a Report of kind "answer".

    Raises:
        TaskFailed: none of the documents was read, no model. Cancelled, WorkerDied: stored as far as it came.
    """
    work = _Answer(question, documents, services, cancel)
    yield Started(work.report.id)
    try:
        yield from work.run()
    except (Cancelled, GeneratorExit, WorkerDied) as stop:
        if work.report.state is TextState.STREAMING:
            work.save(TextState.INTERRUPTED if isinstance(stop, WorkerDied) else TextState.CANCELLED)
        raise


class _Answer:
    def __init__(self, question: str, ids: Sequence[str], services: Services, cancel: Cancel) -> None:
        self._began = time.monotonic()
        self._question, self._services, self._cancel = question, services, cancel
        sources = readable(ids, services.vault)
        if not sources:
            raise TaskFailed("task.nothing_to_read")
        documents = tuple(document for document, _ in sources)
        self._pages = {document.id: services.vault.pages(extraction.id) for document, extraction in sources}
        self._language = documents[0].language or "en"
        marking = high_water_marking([document.marking for document in documents])
        self.report = Report(
            id=new_id(),
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

    def run(self) -> Iterator[TaskEvent]:
        yield from self.report.warnings
        ids = [document.id for document in self.report.documents]
        found = evidence_for(self._question, ids, self._services.vault, PASSAGES)
        yield Progress("choosing", len(found), len(found), "passage")
        if not self._enough(found):
            yield Finished(self._abstain(found))
            return
        generated = yield from self._generate(found)
        sentences = self._sentences(generated.text, found)
        self._note(generated)
        if not sentences or all(sentence.support is Support.UNSUPPORTED for sentence in sentences):
            sentences = [self._verbatim(found)]
        for index, sentence in enumerate(sentences):
            yield Revised(str(index), sentence)
        self.report = replace(self.report, sentences=tuple(sentences))
        yield Finished(self.save(TextState.COMPLETE))

    def _enough(self, found: Sequence[Found]) -> bool:
        """Whether the passages speak about what is asked."""
        if not found or not content_words(self._question, self._language):
            return False
        asked = " ".join(
            word
            for word in content_words(self._question, self._language)
            if word not in word_list("asking", self._language)
        )
        return shared(asked, " ".join(item.text for item in found), self._language) >= ENOUGH_OVERLAP

    def _abstain(self, found: Sequence[Found]) -> Report:
        nearest = tuple(self._citation(item, item.passage.span) for item in found[:NEAREST])
        self.report = replace(self.report, abstained=True, nearest=nearest)
        return self.save(TextState.COMPLETE)

    def _generate(self, found: Sequence[Found]) -> Generator[TaskEvent, None, Generated]:
        passages = "\n\n".join(f"[{number}] {item.text}" for number, item in enumerate(found, start=1))
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

    def _sentences(self, text: str, found: Sequence[Found]) -> list[Sentence]:
        """The answer's sentences, each citing the place in the given passages that it shares most words with."""
        text = text.strip()
        _, places = self._services.reader.sentences(text, self._language)
        made = []
        for start, end in places:
            sentence = clean(text, start, end).text
            item, span, evidence = self._best_place(sentence, found)
            support, findings = check(sentence, f"{item.text} {evidence}", self._language, item.document.language)
            made.append(Sentence(sentence, support, (self._citation(item, span),), findings))
        return made

    def _best_place(self, sentence: str, found: Sequence[Found]) -> tuple[Found, Span, str]:
        wanted = set(stems(sentence, self._language))
        best: tuple[int, Found, Span, str] | None = None
        for item in found:
            for span, text in self._sentences_of(item):
                score = len(wanted & set(stems(text, self._language)))
                if best is None or score > best[0]:
                    best = (score, item, span, text)
        if best is None:
            return found[0], found[0].passage.span, found[0].text
        return best[1:]

    def _sentences_of(self, item: Found) -> Iterator[tuple[Span, str]]:
        page, whole = self._page(item), item.passage.span
        for start, end in page.sentences:
            if whole.start <= start and end <= whole.end:
                yield Span(whole.extraction, whole.page, start, end), clean(page.text, start, end).text

    def _verbatim(self, found: Sequence[Found]) -> Sentence:
        """The sentence of the document nearest to the question, when the model's own words did not hold."""
        item, span, text = self._best_place(self._question, found)
        return Sentence(text, Support.SUPPORTED, (self._citation(item, span),), (Warned("check.verbatim", {}),))

    def _citation(self, item: Found, span: Span) -> Citation:
        return cite(item.document, self._page(item), span)

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
        self._services.vault.save_report(self.report)
        return self.report
