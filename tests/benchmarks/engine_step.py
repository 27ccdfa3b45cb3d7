"""What lies between two decode steps in the worker, and between the worker and the host's reader, against limits.

The worker stamps each text when it hands it to the wire (``wire.Written.sent_s``) and reports the 95th percentile of
the time from one decode's end to the next one's start (``wire.Done.step_gap_p95_s``). The host's stamps are taken when
the reader of the generation holds the text. Linux's monotonic clock is the same in both processes. A worker without
these stamps gives no row.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from secretaire.inference import wire
from secretaire.inference.client import EngineClient
from tests.benchmarks.method import RUNS, Row, percentile, summarise
from tests.benchmarks.subject import SETTINGS, request, running, subjects
from tests.benchmarks.texts import excerpt

PROMPT, WRITTEN = 200, 160
STEP_LIMIT_MS, WIRE_LIMIT_MS = 0.2, 0.3


@dataclass(frozen=True, slots=True)
class _Run:
    step_ms: float
    wire_ms: float


def measure(only: str = "") -> Iterator[Row]:
    """Two rows a model, where the worker gives the stamps."""
    for subject in subjects(only):
        with running(subject) as engine:
            seen = [_run(engine) for _ in range(RUNS + 1)][1:]
        rows = (
            ("decode end to next decode start in the worker, one sequence, p95", STEP_LIMIT_MS, "step_ms"),
            ("a text from the worker to its reader in the host, p95", WIRE_LIMIT_MS, "wire_ms"),
        )
        for what, limit, field in rows:
            values = [getattr(run, field) for run in seen]
            if all(values):
                yield summarise(
                    f"{subject.label}: {what}, against the limit",
                    [(value, limit) for value in values],
                    unit="ms",
                    higher_is_better=False,
                    bar=1.0,
                    settings=f"{SETTINGS}; {WRITTEN} tokens written",
                    model=subject.id,
                )


def _run(engine: EngineClient) -> _Run:
    asked = request(f"{excerpt(engine, PROMPT)}\n\nGo on with this text, at length.", WRITTEN)
    waits: list[float] = []
    generation = engine.generate(asked)
    progress = generation._progress
    take = progress.take

    def timed(written: wire.Written) -> None:
        waits.append(time.perf_counter() - written.sent_s)
        take(written)

    progress.take = timed  # type: ignore[method-assign]  # as soon as its reader has it
    result = generation.result()
    return _Run(step_ms=result.step_gap_p95_s * 1000, wire_ms=percentile(waits, 0.95) * 1000)
