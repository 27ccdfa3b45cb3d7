"""Eight requests over a shared prefix: all at once through the engine, against llama-cpp-python one after the other.

The high-level class goes on from the longest prefix of its last prompt by itself; ``LlamaRAMCache`` can be added. Both
are tried once for each model and the faster one is the baseline.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from llama_cpp import Llama

from secretaire.inference.client import EngineClient
from tests.benchmarks.bare import chat, high_level
from tests.benchmarks.company import together
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.subject import CONTEXT_TOKENS, SETTINGS, Subject, request, running, subjects
from tests.benchmarks.texts import excerpt

PREFIX, WRITTEN, COMPANY = 500, 128, 8
BARS = {"135M": 1.5, "0.5B": 2.5}
ANGLES = ("money", "people", "deadlines", "law", "data", "risks", "leadership", "technology")


def measure(only: str = "") -> Iterator[Row]:
    """One row a model."""
    for subject in subjects(only):
        with running(subject) as engine:
            bare, how = _faster(engine, subject)
            try:
                pairs = []
                for number in range(RUNS + 1):
                    texts = prompts(engine)
                    pair = ours(engine, texts), _one_by_one(bare, texts)
                    if number:
                        pairs.append(pair)
            finally:
                bare.close()
        yield summarise(
            f"{subject.label}: eight requests, shared {PREFIX}-token prefix, against llama-cpp-python one by one",
            pairs,
            unit="tokens/s",
            higher_is_better=True,
            bar=BARS[subject.label],
            settings=f"{SETTINGS}; tokens written over total time, prompts included, at most {WRITTEN} each; baseline "
            f"high level with {how}, another prefix every run",
            model=subject.id,
        )


def prompts(engine: EngineClient) -> list[str]:
    """Eight prompts that share their first words with each other and with nothing before."""
    shared = excerpt(engine, PREFIX)
    return [f"{shared}\n\nExplain at length what this text says about {angle}." for angle in ANGLES]


def ours(engine: EngineClient, texts: list[str]) -> float:
    """Tokens written a second over the total time."""
    began = time.perf_counter()
    seen = together(engine, [request(text, WRITTEN) for text in texts])
    took = time.perf_counter() - began
    return sum(each.observed.generated.generated_tokens for each in seen) / took


def _one_by_one(bare: Llama, texts: list[str]) -> float:
    began = time.perf_counter()
    made = sum(chat(bare, text, WRITTEN)[1] for text in texts)
    return made / (time.perf_counter() - began)


def _faster(engine: EngineClient, subject: Subject) -> tuple[Llama, str]:
    """The faster of its two ways to reuse a prefix."""
    ways = {}
    for how, cache in (("its own longest prefix", False), ("LlamaRAMCache", True)):
        bare = high_level(subject, CONTEXT_TOKENS, cache=cache)
        _one_by_one(bare, prompts(engine)[:2])
        ways[how] = (_one_by_one(bare, prompts(engine)), bare)
    best = max(ways, key=lambda how: ways[how][0])
    for how, (_, bare) in ways.items():
        if how != best:
            bare.close()
    return ways[best][1], best
