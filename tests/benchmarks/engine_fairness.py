"""An interactive request while eight background ones run: what it waits, how it flows, what the others lose.

Each run measures the interactive request on an idle engine, then starts eight background ones, measures them alone for
some seconds, and then measures interactive requests beside them for as long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Priority
from tests.benchmarks.method import RUNS, Row, percentile, summarise
from tests.benchmarks.subject import SETTINGS, Observed, Subject, observe, request, running, subjects
from tests.benchmarks.texts import excerpt

COMPANY = 8
BACKGROUND_PROMPT, BACKGROUND_TOKENS = 100, 200
PROMPT, WRITTEN = 300, 64
WINDOW_S = 4.0
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class _Run:
    idle: Observed
    beside: Observed
    alone_rate: float
    shared_rate: float


class _Background:
    """Eight readers that ask, read and ask again until they are told to stop."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine, self._stop = engine, threading.Event()
        self.pieces = [0] * COMPANY
        self._threads = [threading.Thread(target=self._serve, args=(number,)) for number in range(COMPANY)]
        for thread in self._threads:
            thread.start()

    def _serve(self, number: int) -> None:
        while not self._stop.is_set():
            text = f"{excerpt(self._engine, BACKGROUND_PROMPT)}\n\nGo on with this text, at length."
            generation = self._engine.generate(request(text, BACKGROUND_TOKENS))
            for _ in generation:
                self.pieces[number] += 1
                if self._stop.is_set():
                    generation.cancel()

    def wait_until_all_write(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while min(self.pieces) == 0:
            if time.monotonic() > until:
                raise RuntimeError("a background request wrote nothing")
            time.sleep(0.01)

    def rate_until(self, began: float, before: int) -> float:
        """Pieces a second since ``began``, when there were ``before``."""
        return (sum(self.pieces) - before) / (time.perf_counter() - began)

    def close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def measure(only: str = "") -> Iterator[Row]:
    """Three rows a model, from the same runs."""
    for subject in subjects(only):
        with running(subject) as engine:
            observe(engine, request("Say something long about archives.", WRITTEN))
            seen = [_run(engine) for _ in range(RUNS)]
        yield from _rows(subject, seen)


def _interactive(engine: EngineClient) -> Observed:
    text = f"{excerpt(engine, PROMPT)}\n\nGo on with this text, at length."
    return observe(engine, request(text, WRITTEN, Priority.INTERACTIVE))


def _run(engine: EngineClient) -> _Run:
    idle = _interactive(engine)
    background = _Background(engine)
    try:
        background.wait_until_all_write()
        began, before = time.perf_counter(), sum(background.pieces)
        time.sleep(WINDOW_S)
        alone = background.rate_until(began, before)
        began, before = time.perf_counter(), sum(background.pieces)
        beside = _interactive(engine)
        while time.perf_counter() - began < WINDOW_S:
            _interactive(engine)
        shared = background.rate_until(began, before)
    finally:
        background.close()
    return _Run(idle, beside, alone, shared)


def _rows(subject: Subject, seen: list[_Run]) -> Iterator[Row]:
    settings = (
        f"{SETTINGS}; interactive: {PROMPT} tokens read, {WRITTEN} written; background: eight times "
        f"{BACKGROUND_PROMPT} read, {BACKGROUND_TOKENS} written, again and again"
    )
    yield summarise(
        f"{subject.label}: interactive beside eight background requests, time to first token, against idle",
        [(run.beside.first_s, run.idle.first_s) for run in seen],
        unit="s",
        higher_is_better=False,
        bar=0.4,
        settings=f"{settings}; bar: at most 2.5 times idle",
        model=subject.id,
    )
    yield summarise(
        f"{subject.label}: interactive beside eight background requests, p95 gap between tokens, against idle",
        [(percentile(run.beside.gaps, 0.95) * 1000, percentile(run.idle.gaps, 0.95) * 1000) for run in seen],
        unit="ms",
        higher_is_better=False,
        bar=0.25,
        settings=f"{settings}; bar: at most 4 times idle",
        model=subject.id,
    )
    yield summarise(
        f"{subject.label}: eight background requests beside interactive ones, throughput, against alone",
        [(run.shared_rate, run.alone_rate) for run in seen],
        unit="pieces/s",
        higher_is_better=True,
        bar=0.35,
        settings=f"{settings}; pieces of text, about one a token",
        model=subject.id,
    )
