"""Eight sequences writing at once over a shared prompt, against ``llama-batched-bench``."""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.inference import wire
from secretaire.inference.client import EngineClient
from secretaire.inference.generation import EngineGeneration
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.peers import llama_batched_bench
from tests.benchmarks.subject import CONTEXT_TOKENS, SETTINGS, observe, request, running, subjects
from tests.benchmarks.texts import excerpt

PROMPT, WRITTEN, COMPANY = 500, 128, 8


def measure(only: str = "") -> Iterator[Row]:
    """One row a model."""
    for subject in subjects(only):
        pairs = []
        for number in range(RUNS + 1):
            with running(subject) as engine:  # on empty cells, as the peer: kept prefixes cost every token a little
                ours = _ours(engine)
            other = llama_batched_bench(
                subject, prompt=PROMPT, generate=WRITTEN, sequences=COMPANY, context=CONTEXT_TOKENS
            )
            if number:
                pairs.append((ours, other))
        yield summarise(
            f"{subject.label}: decode, eight sequences, against llama-batched-bench",
            pairs,
            unit="tokens/s",
            higher_is_better=True,
            bar=0.95,
            settings=f"{SETTINGS}; -npp {PROMPT} -ntg {WRITTEN} -npl {COMPANY} -pps -kvu, context {CONTEXT_TOKENS}",
            model=subject.id,
        )


def _ours(engine: EngineClient) -> float:
    """Tokens a second of all eight while all eight are written: as the peer, without the time their prompts take.

    The requests are read one after the other, as the program's tasks do; when a text was sent is the worker's word.
    """
    shared = excerpt(engine, PROMPT - 20)
    asked = [request(f"{shared}\n\nGo on with this text at length. Variant {n}.", WRITTEN) for n in range(COMPANY)]
    observe(engine, request(f"{shared}\n\nGo on with this text at length.", 1))
    generations = [engine.generate(each) for each in asked]
    sent = [_sent(generation) for generation in generations]
    for generation in generations:
        generation.result()
    first = max(times[0][0] for times in sent)
    last = min(times[-1][0] for times in sent)
    made = sum(tokens for times in sent for at, tokens in times if first < at <= last)
    return made / (last - first)


def _sent(generation: EngineGeneration) -> list[tuple[float, int]]:
    """When each text was sent, in seconds, and how many tokens it completed; filled as the generation is read."""
    times: list[tuple[float, int]] = []
    take = generation._progress.take

    def timed(written: wire.Written) -> None:
        times.append((written.sent_s, len(written.tokens)))
        take(written)

    generation._progress.take = timed  # type: ignore[method-assign]  # beside what it does anyway
    return times
