"""How soon an answer from a document begins: the first question, and one that follows it on the same evidence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from secretaire.governance.models import embedding_models
from secretaire.inference.client import EngineClient
from secretaire.records import Report
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.asking.following import OVERLAP
from secretaire.tasks.custody.opening import working
from secretaire.tasks.events import Cancel, Finished, Partial
from secretaire.tasks.reading.embedding import prepare
from secretaire.tasks.services import Services
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.asked_pages import imported
from tests.benchmarks.method import Row, summarise
from tests.benchmarks.subject import SETTINGS, Subject, observe, request, subjects
from tests.benchmarks.texts import DOCUMENT, excerpt

SLACK, ALLOWED_S = 1.15, 0.3
"""An answer may begin after its evidence was read at the engine's own rate, this much slower, and so much later."""
SHARE_OF_FIRST = 0.25
QUESTIONS = (
    "What does a data governance body do?",
    "Who is responsible for the inventory of data assets?",
    "How should an agency assess its data maturity?",
    "What is a chief data officer responsible for?",
    "Which skills does the workforce need?",
    "What are the priorities for data infrastructure?",
    "How are data quality problems handled?",
    "Who takes part in the data governance body?",
    "What does the Evidence Act require?",
    "How are open data plans published?",
    "Which questions should a charter answer?",
    "What makes a data strategy successful?",
)
"""Each is answered from other sentences, so that no cache holds what the next one needs."""
FOLLOWING = "And why is it so?"


@dataclass(frozen=True, slots=True)
class _Asked:
    first_s: float
    report: Report


def measure(only: str = "") -> Iterator[Row]:
    """Two rows a model; none where the embedding models are missing (``make embeddings``)."""
    if not embedding_models():
        return
    for subject in subjects(only):
        with TemporaryDirectory() as folder:
            vault, _ = Vault.create(Path(folder) / "vault", "bench", Stretching(memory_kib=64, passes=1))
            with closing(vault), working(vault, subject.id) as services:
                yield from _rows(subject, services)


def _rows(subject: Subject, services: Services) -> Iterator[Row]:
    document = imported(DOCUMENT, services)
    if document is None:
        raise RuntimeError("the report was not read")
    for _ in prepare([document], services, Cancel()):
        pass
    _ask(QUESTIONS[0], document.id, services)  # unmeasured: what is loaded at the first question stays at hand
    firsts, followed = [], []
    for question in QUESTIONS[1:]:
        first = _ask(question, document.id, services)
        if first.report.abstained:
            continue
        then = _ask(FOLLOWING, document.id, services, first.report.id)
        firsts.append((first.first_s, _limit(first.report, services)))
        if _overlap(first.report, then.report) >= OVERLAP:
            followed.append((then.first_s, first.first_s))
    yield summarise(
        f"{subject.label}: answer from a document, time to first token, against the limit",
        firsts,
        unit="s",
        higher_is_better=False,
        bar=1.0,
        settings=f"{SETTINGS}; limit: {SLACK} times reading as many other tokens as the evidence, and {ALLOWED_S} s",
        model=subject.id,
    )
    yield summarise(
        f"{subject.label}: question that follows on the same evidence, time to first token, against the first",
        followed,
        unit="s",
        higher_is_better=False,
        bar=1 / SHARE_OF_FIRST,
        settings=f"{SETTINGS}; of follow-up questions whose evidence overlaps by {OVERLAP:.0%} or more",
        model=subject.id,
    )


def _ask(question: str, document: str, services: Services, follow: str = "") -> _Asked:
    began, first_s = time.perf_counter(), 0.0
    for event in ask(question, [document], services, Cancel(), follow):
        if isinstance(event, Partial) and not first_s:
            first_s = time.perf_counter() - began
        if isinstance(event, Finished) and isinstance(event.result, Report):
            return _Asked(first_s, event.result)
    raise RuntimeError("the question has no report")


def _limit(report: Report, services: Services) -> float:
    tokens = sum(services.engine.count_tokens(_evidence(report, services.vault)))
    engine = services.engine
    assert isinstance(engine, EngineClient)
    return SLACK * _reading_s(engine, tokens) + ALLOWED_S


def _reading_s(engine: EngineClient, tokens: int) -> float:
    return observe(engine, request(excerpt(engine, tokens), 1)).generated.prefill_s


def _evidence(report: Report, vault: Vault) -> list[str]:
    texts = []
    for place in _places(report):
        _, extraction, page, start, end = place.split("/")
        read = vault.page(extraction, int(page))
        if read is not None:
            texts.append(read.text[int(start) : int(end)])
    return texts


def _places(report: Report) -> list[str]:
    return str(report.options.get("evidence", "")).split()


def _overlap(first: Report, then: Report) -> float:
    before, after = set(_places(first)), _places(then)
    return sum(place in before for place in after) / len(after) if after else 0.0
