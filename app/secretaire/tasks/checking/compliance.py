"""Checking a text against rules: a verdict a rule, cited on both sides; what words leave open, a model judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Citation, Params, Report, Sentence, StoredJob, Support, TextState, Warned
from secretaire.tasks.checking.rules import rules_of
from secretaire.tasks.checking.verdicts import EVIDENCE, Finding, Verdict, evidence_for_rules, judge_by_words, stating
from secretaire.tasks.checking.writing_rules import Writing, about_writing
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.finding.citing import cite_among, page_at
from secretaire.tasks.finding.evidence import Candidate, whole_pieces
from secretaire.tasks.finding.meaning import prepared
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.finding.retrieval import readable
from secretaire.tasks.finding.searching import fused_candidates
from secretaire.tasks.growing import Begun, Growing
from secretaire.tasks.keeping import body_of, job_of, kept_run
from secretaire.tasks.prompting.judging import leaning
from secretaire.tasks.services import Services

SURE_MET, SURE_NOT_MET = 1.5, 1.5
"""Log-odds beyond which a model's yes and its no count; between them a rule stays unclear.

On the labelled rules small models are wrong up to 0.9 on the one side and 1.2 on the other.
"""
OPEN = (Verdict.UNCLEAR, Verdict.NOT_ADDRESSED)
SIDES = 2


def check_against(document: str, rules: str, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Check a stored document against the rules of another (ids); the result is a Report of kind "check".

    One sentence a rule: its text is the rule, its first citation the rule's place, the others what the text says about
    it; its first finding is the verdict ("rule.met", "rule.not_met", "rule.not_addressed", "rule.unclear").

    Raises:
        UsageError: the same document twice. TaskFailed: one was never read, no rule in it, no model.
        Cancelled, WorkerDied: stored as far as it came.
    """
    if document == rules:
        raise UsageError("task.same_document")
    yield from _Check(_Asked((document, rules)), services, cancel).whole_run()


def resume_check(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Check again what was put aside. Raises as ``check_against``."""
    yield from _Check(body_of(job, _Asked), services, cancel, job.id).whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a check under way: the text, the rules."""

    documents: tuple[str, ...]


class _Check:
    def __init__(self, asked: _Asked, services: Services, cancel: Cancel, id: str = "") -> None:
        self._asked, self._services, self._cancel = asked, services, cancel
        self._sources = readable(asked.documents, services.vault)
        if len(self._sources) < SIDES:
            raise TaskFailed("task.nothing_to_compare")
        self._growing = Growing(Begun("check", "", {}, id), self._sources, services)

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job."""
        report = self._growing.report
        job = job_of(report.id, "check", self._asked, report.created_at)
        return kept_run(job, self.run(), self._services, self._cancel, self._stopped)

    def _stopped(self, state: TextState) -> None:
        self._growing.stopped(state, self._counts())

    def run(self) -> Iterator[TaskEvent]:
        """Take the rules, find what the text says about each, judge."""
        text, laws = (self._sentences(number) for number in range(SIDES))
        rules = rules_of(laws, self._growing.pages[self._growing.report.documents[1].id])
        if not rules.rules:
            raise TaskFailed("task.no_rules")
        self._growing.warn(Warned(f"rule.taken_{rules.taken}", {"count": len(rules.rules)}))
        yield from self._growing.report.warnings
        found = self._by_code(rules.rules, text)
        found = yield from self._with_meaning(rules.rules, found, text)
        total = len(rules.rules)
        for number, (rule, known) in enumerate(zip(rules.rules, found, strict=True)):
            self._cancel.check()
            made = self._sentence(rule, self._judged(rule, known))
            self._growing.add(made)
            yield Revised(str(number), made)
            yield Progress("checking", number + 1, total, "rule")
        yield Finished(self._growing.save(TextState.COMPLETE, self._counts()))

    def _sentences(self, number: int) -> list[Candidate]:
        document, extraction = self._sources[number]
        pages, passages = self._growing.pages[document.id], self._services.vault.passages(extraction.id)
        return list(whole_pieces(document.id, pages, passages, document.language or "en"))

    def _by_code(self, rules: Sequence[Candidate], text: Sequence[Candidate]) -> list[Finding]:
        """The verdicts that the writing itself, words and figures give."""
        evidence = evidence_for_rules(rules, text)
        writing = Writing(text)
        return [writing.judge(rule) or judge_by_words(rule, known) for rule, known in zip(rules, evidence, strict=True)]

    def _with_meaning(
        self, rules: Sequence[Candidate], found: Sequence[Finding], text: Sequence[Candidate]
    ) -> Generator[TaskEvent, None, list[Finding]]:
        """The verdicts with what is said in other words, for the rules that words leave open."""
        (document, extraction), vault = self._sources[0], self._services.vault
        waiting = [place for place, each in enumerate(found) if each.verdict in OPEN and not each.findings]
        made = list(found)
        if not waiting:
            return made
        languages = {_language(text), _language(rules)}
        comparer = yield from prepared([document], languages, self._services, self._cancel)
        if comparer is None:
            alone = Warned("task.rules_in_other_language" if len(languages) > 1 else "task.words_alone", {})
            self._growing.warn(alone)
            yield alone
            return made
        near = comparer.near([rules[place].text for place in waiting], extraction, stating(text), vault)
        for place, sentences in zip(waiting, near, strict=True):
            said = fused_candidates(found[place].evidence, [each.sentence for each in sentences])[:EVIDENCE]
            made[place] = judge_by_words(rules[place], said)
        return made

    def _judged(self, rule: Candidate, found: Finding) -> Finding:
        if found.verdict is Verdict.NOT_ADDRESSED and about_writing(rule):
            return replace(found, verdict=Verdict.UNCLEAR, findings=(Warned("style.by_eye", {}),))
        if found.verdict is not Verdict.UNCLEAR or found.findings:
            return found
        shown = [each.text for each in found.evidence if not self._is_order(each)]
        odds = leaning(self._services.engine, rule.text, shown, rule.language) if shown else 0.0
        if -SURE_NOT_MET < odds < SURE_MET:
            return replace(found, findings=(Warned("rule.undecided", {}),))
        verdict = Verdict.MET if odds > 0 else Verdict.NOT_MET
        return replace(found, verdict=verdict, findings=(Warned("rule.by_model", {}),))

    def _is_order(self, piece: Candidate) -> bool:
        return is_quarantined(page_at(self._growing.pages, piece.document, piece.span), piece.span)

    def _sentence(self, rule: Candidate, found: Finding) -> Sentence:
        said = (place for each in found.evidence for place in self._growing.citations(each))
        places = (self._citation(rule), *said)
        text = self._growing.report.documents[0]
        searched = Warned("rule.searched", {"pages": len(self._growing.pages[text.id])})
        notes = (*found.findings, *((searched,) if found.verdict is Verdict.NOT_ADDRESSED else ()))
        return Sentence(rule.text, Support.SUPPORTED, places, (Warned(f"rule.{found.verdict.value}", {}), *notes))

    def _citation(self, rule: Candidate) -> Citation:
        """Where a rule begins: what shows it takes the first place for it, and all others for what is said to it."""
        return cite_among(self._growing.report.documents, self._growing.pages, rule.document, rule.span)

    def _counts(self) -> Params:
        counts = Counter(ruled.verdict.value for ruled in ruled_on(self._growing.report))
        return {verdict.value: counts[verdict.value] for verdict in Verdict}


def _language(sentences: Sequence[Candidate]) -> str:
    counted = Counter(each.language for each in sentences)
    return counted.most_common(1)[0][0] if counted else ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A stored verdict as an edge shows it: the rule's place, what the text says about it, what was found."""

    verdict: Verdict
    rule: str
    place: Citation
    said: tuple[Citation, ...]
    notes: tuple[Warned, ...]


def ruled_on(report: Report) -> list[Ruled]:
    """The rules of a stored check, in their own order."""
    return [_ruled(sentence) for sentence in report.sentences]


def _ruled(sentence: Sentence) -> Ruled:
    place, *said = sentence.citations
    verdict, *notes = sentence.findings
    return Ruled(Verdict(verdict.code.removeprefix("rule.")), sentence.text, place, tuple(said), tuple(notes))
