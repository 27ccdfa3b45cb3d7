"""Writing under a grammar against writing freely: the same prompt, as many tokens, greedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Request
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.subject import SETTINGS, decode_rate, observe, request, running, subjects
from tests.benchmarks.texts import excerpt

PROMPT, WRITTEN = 400, 160
GRAMMAR = r"""
root ::= "[" record rest
rest ::= ", " record rest
record ::= "{\"name\": " string ", \"about\": " string ", \"page\": " number "}"
string ::= "\"" ([^"\\\x00-\x1f] | "\\" ["\\/bfnrt])+ "\""
number ::= [1-9] [0-9]?
"""
"""A JSON list of records. It has no end, so that both sides write as many tokens as they are asked for."""
_EXAMPLE = '[{"name": "Evidence Act", "about": "requires agencies to name a data officer", "page": 3}, '


def measure(only: str = "") -> Iterator[Row]:
    """One row a model."""
    for subject in subjects(only):
        with running(subject) as engine:
            pairs = [_pair(engine) for _ in range(RUNS + 1)][1:]
        yield summarise(
            f"{subject.label}: decode under a grammar (a JSON list of records), against unconstrained",
            pairs,
            unit="tokens/s",
            higher_is_better=True,
            bar=0.85,
            settings=f"{SETTINGS}; depth {PROMPT} tokens, {WRITTEN} tokens written",
            model=subject.id,
        )


def _pair(engine: EngineClient) -> tuple[float, float]:
    text = (
        f"{excerpt(engine, PROMPT)}\n\nList the organisations, laws and plans that this text names, as JSON like "
        f"{_EXAMPLE}…]. Write a long list."
    )
    free = request(text, WRITTEN)
    # Who comes first reads the prompt; only decoding is measured, so that it makes no difference.
    bound = replace(free, grammar=GRAMMAR)
    return _rate(engine, bound), _rate(engine, free)


def _rate(engine: EngineClient, asked: Request) -> float:
    return decode_rate(observe(engine, asked))
