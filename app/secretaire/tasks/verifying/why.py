"""Why a sentence says what it says: the passages it rests on, how much each matters, and where the model was unsure.

Mask and measure, as AtMan does (Deiseroth et al. 2023, arXiv 2301.08110): what matters is what lowers the sentence's
log-probability when it is taken away. AtMan dampens the attention to a part; here the part is left out of the prompt,
which needs no model of a special kind. Near passages that the sentence does not cite are measured beside the cited
ones: where they matter, the citation may be the wrong one. The prompts go to the engine as one batch.

The sentence is scored after the prompt "say what the source states", also where it was written by another: what is
shown is how the loaded model explains the sentence, not a memory of how it came about.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.errors import TaskFailed
from secretaire.inference.interface import Engine, Scored, TokenChoice
from secretaire.records import Citation, Report, Sentence
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent
from secretaire.tasks.finding.citing import cite
from secretaire.tasks.finding.retrieval import Found, evidence_for
from secretaire.tasks.prompting.models import model_used
from secretaire.tasks.prompting.scoring import Asked, score_all
from secretaire.tasks.services import Services
from secretaire.tasks.verifying.support import NOTHING, telling
from secretaire.tasks.verifying.withholding import CHECKED, allowed

NEAR = 2
"""Passages that are measured beside the cited ones."""
MOST_CITED = 8
MOST_UNSURE, LEAST_UNSURE = 3, 2.0
"""How many words are named as unsure, and from which entropy (nats): as open as seven equal choices."""
MOST_CHARACTERS = 700
"""A passage is measured by its beginning: whole pages would not fit the context."""
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Mattered:
    """A passage. ``fall`` is by how much (nats) the sentence is less likely without it; ``share`` its part of all
    falls, 0 to 1. ``cited`` tells whether the sentence cites it."""

    citation: Citation
    cited: bool
    fall: float
    share: float


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the sentence. ``entropy`` (nats) is how open the model's choice was there, ``surprise`` minus the
    log-probability of what stands there."""

    text: str
    entropy: float
    surprise: float


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation of sentence ``number`` (from 1) of a report; passages that mattered most come first."""

    report: str
    number: int
    sentence: Sentence
    passages: tuple[Mattered, ...]
    tokens: tuple[Token, ...]
    model: str
    seconds: float


def unsure_words(tokens: Sequence[Token]) -> list[str]:
    """The whole words at whose choice the model was least sure, in the order of the sentence."""
    text = "".join(token.text for token in tokens)
    open_ = sorted((token.entropy for token in tokens), reverse=True)[:MOST_UNSURE]
    words: list[str] = []
    place = 0
    for token in tokens:
        begun = place + len(token.text) - len(token.text.lstrip())
        place += len(token.text)
        if token.entropy >= LEAST_UNSURE and token.entropy in open_:
            words += [m.group() for m in _WORD.finditer(text) if m.start() <= begun < m.end()]
    return list(dict.fromkeys(words))


def why(report_id: str, number: int, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Explain sentence ``number`` (from 1) of a stored summary or answer; the result is a ``Why``. Nothing is stored.

    Raises:
        TaskFailed: no such result or sentence, one that cites nothing, no model. Cancelled. WorkerDied.
    """
    began = time.monotonic()
    report = _report(report_id, services)
    sentence = _sentence(report, number)
    model = model_used(services).id
    cited, near = _apart(sentence.citations), list(_near(sentence, services))
    yield Progress("explaining", 0, len(cited) + len(near), "passage")
    cancel.check()
    language = str(report.options.get("language", ""))
    quotes = [citation.quote for citation in (*cited, *near)]
    given, without = measured(sentence.text, language, quotes, services.engine)
    cancel.check()
    falls = [given.total - other.total for other in without]
    whole = sum(max(0.0, fall) for fall in falls) or 1.0
    mattered = [
        Mattered(citation, place < len(cited), fall, max(0.0, fall) / whole)
        for place, (citation, fall) in enumerate(zip((*cited, *near), falls, strict=True))
    ]
    mattered.sort(key=lambda each: -each.fall)
    tokens = tuple(map(_token, given.choices, given.logprobs))
    yield Finished(Why(report_id, number, sentence, tuple(mattered), tokens, model, time.monotonic() - began))


def measured(text: str, language: str, passages: Sequence[str], engine: Engine) -> tuple[Scored, list[Scored]]:
    """A sentence scored after all passages, and after all but each of them. Raises TaskFailed, WorkerDied."""
    lines = [f"- {' '.join(passage.split())[:MOST_CHARACTERS]}" for passage in passages]
    left_out = [[line for at, line in enumerate(lines) if at != place] for place in range(len(lines))]
    asked = [
        Asked(telling("\n".join(shown) or NOTHING, language or "en"), (text,), unsure=shown is lines)
        for shown in (lines, *left_out)
    ]
    (given,), *without = score_all(engine, asked)
    return given, [scored for (scored,) in without]


def _report(id: str, services: Services) -> Report:
    report = services.vault.report(id)
    if report is None or report.kind not in CHECKED:
        raise TaskFailed("task.nothing_to_explain", id=id)
    return allowed(report)


def _sentence(report: Report, number: int) -> Sentence:
    if not 1 <= number <= len(report.sentences):
        raise TaskFailed("task.no_such_sentence", number=number, count=len(report.sentences))
    sentence = report.sentences[number - 1]
    if not sentence.citations:
        raise TaskFailed("task.sentence_cites_nothing", number=number)
    return sentence


def _apart(citations: Sequence[Citation]) -> list[Citation]:
    return list({citation.span: citation for citation in citations}.values())[:MOST_CITED]


def _near(sentence: Sentence, services: Services) -> Iterator[Citation]:
    """Passages of the cited documents that speak about the same and hold nothing that the sentence cites."""
    documents = list(dict.fromkeys(citation.document for citation in sentence.citations))
    taken = 0
    for found in evidence_for(sentence.text, documents, services.vault, NEAR + 2 * len(sentence.citations)):
        if taken == NEAR:
            return
        if any(_overlap(found, citation) for citation in sentence.citations):
            continue
        page = services.vault.page(found.passage.span.extraction, found.page)
        if page is not None:
            taken += 1
            yield cite(found.document, page, found.passage.span)


def _overlap(found: Found, citation: Citation) -> bool:
    one, other = found.passage.span, citation.span
    same = (one.extraction, one.page) == (other.extraction, other.page)
    return same and one.start < other.end and other.start < one.end


def _token(choice: TokenChoice, logprob: float) -> Token:
    return Token(choice.text, choice.entropy, -logprob)
