"""Plain language: a document said again sentence by sentence, in short sentences and common words.

Rules first (they lose nothing), then the model where a sentence is still hard; what it writes stands only where no
figure, name or "not" went missing or came in and where it reads more easily, else the ruled sentence does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.documents.sentences import segment
from secretaire.errors import TaskFailed, WorkerDied
from secretaire.inference.interface import Finish, Generated, Priority, Request, Sampling, Turn
from secretaire.records import Params, Role, Sentence, StoredJob, Support, TextState, Warned
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.finding.citing import page_at
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.finding.retrieval import readable
from secretaire.tasks.growing import Begun, Growing
from secretaire.tasks.keeping import body_of, job_of, kept_run
from secretaire.tasks.language.readability import readability, words_of
from secretaire.tasks.language.sentence_form import is_sentence
from secretaire.tasks.prompting.generating import complete_all
from secretaire.tasks.prompting.models import language_warnings
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.phrasing import clean_sentence
from secretaire.tasks.writing.parts import PartKind, as_read, part
from secretaire.tasks.writing.plain_checks import Verdict, verdict_on
from secretaire.tasks.writing.plain_rules import made_plainer

EASY_WORDS, EASY_LIX = 14, 40.0
"""A sentence up to both is left as it is."""
TOKENS_A_WORD, SPARE_TOKENS = 3, 24
BATCH = 16


def plain(document: str, language: str, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Say a stored document (id) in plain language; the result is a Report of kind "plain", see ``parts``.

    One sentence of the report for each of the document, which it cites; a written one's first finding tells how it came
    about: "plain.model", "plain.rules", "plain.easy" (it was plain), "plain.kept" (it could not be made plainer; the
    findings after it say why). ``language`` is the document's, "" to take what the reader found.

    Raises:
        TaskFailed: nothing to read in it, no model. Cancelled, WorkerDied: stored as far as it came.
    """
    yield from _Plain(_Asked((document,), language), services, cancel).whole_run()


def resume_plain(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on where it was left; another model than before starts anew. Raises as ``plain``."""
    work = _Plain(body_of(job, _Asked), services, cancel, job.id)
    work.go_on()
    yield from work.whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of it under way; how far it came, its report tells."""

    documents: tuple[str, ...]
    language: str


class _Plain:
    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._asked, self._services, self._cancel = asked, services, cancel
        self._done = 0
        sources = readable(asked.documents, services.vault)
        if not sources:
            raise TaskFailed("task.nothing_to_read")
        self._document = sources[0][0]
        self._language = asked.language or self._document.language or "en"
        self._growing = Growing(Begun("plain", "", {"language": self._language}, id), sources, services)

    def go_on(self) -> None:
        """Take up what was written before."""
        if self._growing.take_up():
            self._done = len(self._growing.report.sentences)  # a stop may have saved more than the last whole batch

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job, with what was written before a stop."""
        return kept_run(self._job(), self.run(), self._services, self._cancel, self._growing.stopped)

    def _job(self) -> StoredJob:
        report = self._growing.report
        return job_of(report.id, "plain", self._asked, report.created_at)

    def run(self) -> Iterator[TaskEvent]:
        """Sentence by sentence, some at once."""
        sentences = self._growing.pieces_of(self._document)
        if not sentences:
            raise TaskFailed("task.no_sentences")
        self._growing.warn(*language_warnings(self._services, self._language))
        yield from self._growing.report.warnings
        for index, earlier in enumerate(self._growing.report.sentences):
            yield Revised(str(index), earlier)
        yield Progress("rewriting", self._done, len(sentences), "sentence")
        for batch in _batches(sentences[self._done :]):
            for rewritten in self._rewritten(batch):
                made = as_read(rewritten, self._growing.report.documents)
                self._growing.add(made)
                self._done += 1
                yield Revised(str(self._done - 1), made)
                yield Progress("rewriting", self._done, len(sentences), "sentence")
            self._growing.save(TextState.STREAMING)
        yield Finished(self._growing.save(TextState.COMPLETE, self._measured(sentences)))

    def _measured(self, sentences: Sequence[Candidate]) -> Params:
        """How hard the text was and is; headings and fragments do not count."""
        whole = [is_sentence(each.text, each.language) for each in sentences]
        pairs = [
            pair
            for pair, counts in zip(zip(sentences, self._growing.report.sentences, strict=True), whole, strict=True)
            if counts
        ]
        before = readability([each.text for each, _ in pairs])
        after = readability([one for _, made in pairs for one in _sentences(made.text, self._language)])
        return {
            "lix_before": before.lix,
            "lix_after": after.lix,
            "words_before": before.words_a_sentence,
            "words_after": after.words_a_sentence,
        }

    def _rewritten(self, batch: Sequence[Candidate]) -> Iterator[Sentence]:
        """A batch's sentences in order; all that need the model are asked for at once."""
        ruled = [self._ruled(each) for each in batch]
        hard = [
            not _is_easy(each, self._language) and self._may_change(piece)
            for each, piece in zip(ruled, batch, strict=True)
        ]
        requests = [self._request(text) for text, wanted in zip(ruled, hard, strict=True) if wanted]
        made = complete_all(self._services.engine, requests, self._cancel)
        for piece, text, wanted in zip(batch, ruled, hard, strict=True):
            self._cancel.check()
            yield self._judged(piece, text, next(made)) if wanted else self._by_rules(piece, text)

    def _ruled(self, piece: Candidate) -> str:
        text = " ".join(piece.text.split())
        return made_plainer(text, self._language) if self._may_change(piece) else text

    def _may_change(self, piece: Candidate) -> bool:
        """A whole sentence in the text's own language; headings, items and what is in another stay as they are."""
        return piece.language == self._language and is_sentence(piece.text, piece.language)

    def _request(self, text: str) -> Request:
        turns = (
            Turn(Role.SYSTEM, prompt("plain_system", self._language)),
            Turn(Role.USER, prompt("plain_sentence", self._language, text=text)),
        )
        tokens = TOKENS_A_WORD * words_of(text) + SPARE_TOKENS
        sampling = Sampling(temperature=0.0, repeat_penalty=1.05)
        return Request(turns, tokens, sampling, stop=("\n\n",), priority=Priority.BACKGROUND)

    def _judged(self, piece: Candidate, ruled: str, generated: Generated | WorkerDied) -> Sentence:
        """The model's words where they hold, else the rules' with what was wrong."""
        if isinstance(generated, WorkerDied):
            return self._by_rules(piece, ruled, Warned("check.engine_died", {}))
        self._growing.spend([generated])
        written = self._cleaned(generated)
        found: Verdict = verdict_on(written, piece.text, ruled, self._language)
        if not found.holds:
            return self._by_rules(piece, ruled, *found.findings)
        how = Warned("plain.model", {})
        return Sentence(written, found.support, self._growing.citations(piece), (how, *found.findings))

    def _cleaned(self, generated: Generated) -> str:
        text = generated.text.strip()
        places = segment(text, self._language)
        if generated.finish is Finish.LENGTH:
            places = places[:-1]  # it was cut off in the last one
        cleaned = (clean_sentence(text[start:end]) for start, end in places)
        return " ".join(dict.fromkeys(each for each in cleaned if each))

    def _by_rules(self, piece: Candidate, ruled: str, *why: Warned) -> Sentence:
        text, cited = " ".join(piece.text.split()), self._growing.citations(piece)
        if self._is_heading(piece):
            return part(PartKind.HEADING, text, cited)
        if ruled != text:
            how = Warned("plain.rules", {})
        elif why:
            how = Warned("plain.kept", {})
        else:
            how = Warned("plain.easy", {})
        return Sentence(ruled, Support.SUPPORTED, cited, (how, *why))

    def _is_heading(self, piece: Candidate) -> bool:
        page = page_at(self._growing.pages, piece.document, piece.span)
        return any(start <= piece.span.start and piece.span.end <= end for start, end in page.headings)


def _batches(sentences: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    return (sentences[start : start + BATCH] for start in range(0, len(sentences), BATCH))


def _is_easy(text: str, language: str) -> bool:
    found = readability(_sentences(text, language))
    return found.words_a_sentence <= EASY_WORDS and found.lix <= EASY_LIX


def _sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in segment(text, language)]
