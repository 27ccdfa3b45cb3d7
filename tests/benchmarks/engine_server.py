"""Eight requests over a shared prefix at once, against ``llama-server -np 8`` over loopback: throughput and waiting."""

from __future__ import annotations

import time
from collections.abc import Iterator

from secretaire.inference.client import EngineClient
from tests.benchmarks.company import at_once, together
from tests.benchmarks.engine_parallel import COMPANY, PREFIX, WRITTEN, prompts
from tests.benchmarks.method import RUNS, Row, percentile, summarise
from tests.benchmarks.peers import Server, llama_server
from tests.benchmarks.subject import SETTINGS, request, running, subjects

CONTEXT = 8192
"""The server keeps a copy of the prefix in each slot, so eight requests don't fit the engine's usual 4,096 cells."""
Figures = tuple[float, float]
"""Tokens written a second over the total time; 95th percentile of the seconds to the first text."""


def measure(only: str = "") -> Iterator[Row]:
    """Two rows a model, from the same runs."""
    for subject in subjects(only):
        pairs: list[tuple[Figures, Figures]] = []
        with running(subject, CONTEXT) as engine, llama_server(subject, CONTEXT) as server:
            for number in range(RUNS + 1):
                texts = prompts(engine)
                pair = _ours(engine, texts), _theirs(server, texts)
                if number:
                    pairs.append(pair)
        load = f"eight requests, shared {PREFIX}-token prefix"
        settings = f"{SETTINGS}; -np {COMPANY} -kvu, context {CONTEXT}, its prompt cache on, loopback, at most "
        settings += f"{WRITTEN} tokens each, another prefix every run"
        yield summarise(
            f"{subject.label}: {load}, throughput against llama-server",
            [(one[0], other[0]) for one, other in pairs],
            unit="tokens/s",
            higher_is_better=True,
            bar=1.0,
            settings=settings,
            model=subject.id,
        )
        yield summarise(
            f"{subject.label}: {load}, p95 time to first token against llama-server",
            [(one[1], other[1]) for one, other in pairs],
            unit="s",
            higher_is_better=False,
            bar=1.0,
            settings=settings,
            model=subject.id,
        )


def _ours(engine: EngineClient, texts: list[str]) -> Figures:
    began = time.perf_counter()
    seen = [each.observed for each in together(engine, [request(text, WRITTEN) for text in texts])]
    took = time.perf_counter() - began
    made = sum(each.generated.generated_tokens for each in seen)
    return made / took, percentile([each.first_s for each in seen], 0.95)


def _theirs(server: Server, texts: list[str]) -> Figures:
    began = time.perf_counter()
    calls = [lambda text=text: server.chat(text, WRITTEN) for text in texts]  # bound now
    seen = at_once(calls)
    took = time.perf_counter() - began
    return sum(made for _, _, made in seen) / took, percentile([first for first, _, _ in seen], 0.95)
