"""Scoring 64 continuations of one prompt, against llama-cpp-python's low-level calls one continuation at a time.

The low-level calls in this process are the fairest baseline: no wire, no scheduler, logits only where they are needed,
the same arithmetic for a log-probability. Read again, each continuation costs the same, so some of them are measured
and the whole is reckoned from them. Both sides' totals must agree, or nothing is reported.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from llama_cpp import Llama

from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Turn
from secretaire.records import Role
from tests.benchmarks.bare import Scorer, high_level, prompt_tokens
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.subject import CONTEXT_TOKENS, SETTINGS, running, subjects
from tests.benchmarks.texts import excerpt, words

PROMPT, CONTINUATIONS, WORDS = 1000, 64, 8
SAMPLE = 2
"""So many continuations are scored with the prompt read again, of the 64 that it stands for."""
AGREE = 0.05
"""Totals may differ by this share: batches of other sizes round otherwise."""


def measure(only: str = "") -> Iterator[Row]:
    """Two rows a model, from the same runs."""
    for subject in subjects(only):
        bare = high_level(subject, CONTEXT_TOKENS)
        scorer = Scorer(bare)
        try:
            with running(subject) as engine:
                seen = [_run(engine, bare, scorer, number) for number in range(RUNS + 1)][1:]
        finally:
            scorer.close()
            bare.close()
        settings = f"{SETTINGS}; continuations of {WORDS} words, another prompt every run; low-level llama-cpp-python"
        for how, bar, at in (("the prompt read again", 10.0, 1), ("the prompt kept", 1.5, 2)):
            yield summarise(
                f"{subject.label}: scoring {CONTINUATIONS} continuations of a {PROMPT}-token prompt, against one by "
                f"one with {how}",
                [(run[0], run[at]) for run in seen],
                unit="s",
                higher_is_better=False,
                bar=bar,
                settings=settings,
                model=subject.id,
            )


def _run(engine: EngineClient, bare: Llama, scorer: Scorer, number: int) -> tuple[float, float, float]:
    """Seconds: ours, prompt read again, prompt kept."""
    prompt = f"{excerpt(engine, PROMPT)}\n\nWhich sentence follows from this text?"
    texts = _continuations(number)
    began = time.perf_counter()
    ours = [scored.total for scored in engine.score([Turn(Role.USER, prompt)], texts)]
    ours_s = time.perf_counter() - began

    began = time.perf_counter()
    tokens = prompt_tokens(bare, prompt)
    rest = [bare.tokenize(text.encode(), add_bos=False) for text in texts]
    kept = scorer.kept(tokens, rest)
    kept_s = time.perf_counter() - began

    began = time.perf_counter()
    anew = [scorer.anew(tokens, continuation) for continuation in rest[:SAMPLE]]
    anew_s = (time.perf_counter() - began) * CONTINUATIONS / SAMPLE
    _agree(ours, kept)
    _agree(ours[:SAMPLE], anew)
    return ours_s, anew_s, kept_s


def _continuations(number: int) -> list[str]:
    everything = words()
    starts = [(number * CONTINUATIONS + each) * 53 % (len(everything) - WORDS) for each in range(CONTINUATIONS)]
    return [" ".join(everything[start : start + WORDS]) for start in starts]


def _agree(ours: list[float], others: list[float]) -> None:
    for one, other in zip(ours, others, strict=True):
        if abs(one - other) > AGREE * abs(other) + 0.5:
            raise RuntimeError(f"the two sides score differently: {one} and {other}")
