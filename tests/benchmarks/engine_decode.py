"""One stream: writing and reading, end to end through the worker, against ``llama-bench``."""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.inference.client import EngineClient
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.peers import llama_bench
from tests.benchmarks.subject import SETTINGS, Subject, decode_rate, observe, request, running, subjects
from tests.benchmarks.texts import excerpt

WRITTEN, DEPTH = 128, 500
READ = 1000
_GO_ON = "Go on with this text, at length and in its own style:\n\n"


def measure(only: str = "") -> Iterator[Row]:
    """Two rows a model."""
    for subject in subjects(only):
        yield _decode(subject)
        with running(subject) as engine:
            yield _prefill(engine, subject)


def _decode(subject: Subject) -> Row:
    pairs = []
    for number in range(RUNS + 1):
        with running(subject) as engine:  # on empty cells, as the peer: kept prefixes cost every token a little
            observe(engine, request(_GO_ON, WRITTEN))
            seen = observe(engine, request(_GO_ON + excerpt(engine, DEPTH), WRITTEN))
        made = seen.generated
        other = llama_bench(subject, generate=made.generated_tokens - 1, depth=made.prompt_tokens)
        if number:  # the first pair only warms up
            pairs.append((decode_rate(seen), other))
    return summarise(
        f"{subject.label}: decode, one stream, against llama-bench",
        pairs,
        unit="tokens/s",
        higher_is_better=True,
        bar=0.97,
        settings=f"{SETTINGS}; depth (-d) the prompt's {DEPTH} tokens and template, {WRITTEN} tokens written",
        model=subject.id,
    )


def _prefill(engine: EngineClient, subject: Subject) -> Row:
    pairs = []
    for number in range(RUNS + 1):
        seen = observe(engine, request(_GO_ON + excerpt(engine, READ), 1))
        tokens = seen.generated.prompt_tokens - seen.generated.reused_tokens
        other = llama_bench(subject, prompt=tokens)
        if number:
            pairs.append((tokens / seen.total_s, other))
    return summarise(
        f"{subject.label}: prefill, one stream, against llama-bench",
        pairs,
        unit="tokens/s",
        higher_is_better=True,
        bar=0.97,
        settings=f"{SETTINGS}; {READ} tokens and template (-p, what the engine reused of the template not counted), to "
        "the end of an answer of one token",
        model=subject.id,
    )
