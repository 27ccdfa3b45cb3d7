"""What the model is asked: the evidence first, so that a question that follows finds it computed, then the question."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.inference.interface import Request, Sampling, Turn
from secretaire.records import Role
from secretaire.tasks.asking.following import Earlier, exchange
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.prompting.fences import listed
from secretaire.tasks.prompting.prompts import prompt

ANSWER_TOKENS = 160


def answer_request(question: str, language: str, evidence: Sequence[Candidate], earlier: Earlier | None) -> Request:
    """The request for an answer in a language; ``earlier`` is what the question leans on."""
    passages = listed(candidate.text for candidate in evidence)
    before = exchange(earlier, language) if earlier else ""
    said = prompt("ask_question", language, passages=passages, earlier=before, question=question)
    turns = (Turn(Role.SYSTEM, prompt("ask_system", language)), Turn(Role.USER, said))
    return Request(turns, ANSWER_TOKENS, Sampling(temperature=0.0, repeat_penalty=1.05), stop=("\n\n",))
