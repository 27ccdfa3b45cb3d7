"""Eight sequences writing at once over a shared prompt, against ``llama-batched-bench``."""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.inference.client import EngineClient
from tests.benchmarks.company import together
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.peers import llama_batched_bench
from tests.benchmarks.subject import CONTEXT_TOKENS, SETTINGS, observe, request, running, subjects
from tests.benchmarks.texts import excerpt

PROMPT, WRITTEN, COMPANY = 500, 128, 8


def measure(only: str = "") -> Iterator[Row]:
    """One row a model."""
    for subject in subjects(only):
        pairs = []
        with running(subject) as engine:
            for number in range(RUNS + 1):
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
    """Tokens a second of all eight, from the first token of the first until the last is done.

    The shared prompt is read before; each request's own last words are read within the measured time.
    """
    shared = excerpt(engine, PROMPT - 20)
    asked = [request(f"{shared}\n\nGo on with this text at length. Variant {n}.", WRITTEN) for n in range(COMPANY)]
    observe(engine, request(f"{shared}\n\nGo on with this text at length.", 1))
    seen = together(engine, asked)
    ended = max(each.asked_s + each.observed.total_s for each in seen)
    first = min(each.asked_s + each.observed.generated.prefill_s for each in seen)
    made = sum(each.observed.generated.generated_tokens - 1 for each in seen)
    return made / (ended - first)
