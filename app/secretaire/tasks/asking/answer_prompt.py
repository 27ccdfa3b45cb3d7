"""What the model is asked: the evidence first, then the questions as turns of one conversation.

A question that follows finds everything before it computed: the passages, what was asked, and what was answered. Its
own turn says only what is new, since every token of it is waited for.
"""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.inference.interface import Request, Sampling, Turn
from secretaire.records import Role, Span
from secretaire.tasks.asking.following import Earlier
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.prompting.fences import listed
from secretaire.tasks.prompting.prompts import prompt

ANSWER_TOKENS = 160


def answer_request(question: str, language: str, evidence: Sequence[Candidate], earlier: Earlier | None) -> Request:
    """The request for an answer in a language; ``earlier`` is what the question leans on."""
    while earlier and not earlier.answer:  # nothing was answered: it is asked with what now follows it
        question, earlier = f"{earlier.question} {question}", earlier.before
    shown = {candidate.span: candidate for candidate in evidence}
    before = _exchanges(earlier, shown) if earlier else []
    asked = _asked(question, language, list(shown.values()), earlier)  # what earlier turns did not show yet
    system = Turn(Role.SYSTEM, prompt("ask_system", language))
    sampling = Sampling(temperature=0.0, repeat_penalty=1.05)
    return Request((system, *before, asked), ANSWER_TOKENS, sampling, stop=("\n\n",))


def _exchanges(earlier: Earlier, shown: dict[Span, Candidate]) -> list[Turn]:
    """The earlier questions and answers, each with the passages that came with it; these leave ``shown``."""
    turns = _exchanges(earlier.before, shown) if earlier.before else []
    passages = [shown.pop(span) for _, span in earlier.evidence if span in shown]
    asked = _asked(earlier.question, earlier.language, passages, earlier.before)
    return [*turns, asked, Turn(Role.ASSISTANT, earlier.answer)]


def _asked(question: str, language: str, passages: Sequence[Candidate], before: Earlier | None) -> Turn:
    """One turn's passages and question; how to answer is said once, unless the language changes."""
    said = [prompt("ask_question", language, question=question)]
    if passages:
        shown = listed(candidate.text for candidate in passages)
        said.insert(0, prompt("ask_passages", language, passages=shown))
    if before is None or before.language != language:
        said.append(prompt("ask_manner", language))
    return Turn(Role.USER, "\n\n".join(said))
