"""What is measured: the engine over a model, as the program uses it, and the settings its peers are given."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secretaire.governance.models import find_model, installed_models, open_model
from secretaire.inference.client import EngineClient
from secretaire.inference.generation import EngineGeneration
from secretaire.inference.interface import Generated, ModelFile, Priority, Request, Turn
from secretaire.inference.model import BATCH_TOKENS
from secretaire.records import Role

LABELS = {"smollm2-135m-instruct": "135M", "qwen2.5-coder-0.5b-instruct": "0.5B"}
"""The models of the table; the bigger one is measured where ``make models`` fetched it."""
CONTEXT_TOKENS = 4096
THREADS = len(os.sched_getaffinity(0))
BATCH = BATCH_TOKENS
FLASH_ATTENTION = "auto"
KV_TYPE = "f16"
"""What the engine's context is made with (``secretaire.inference.model``); every peer gets the same."""
SETTINGS = (
    f"{THREADS} threads, batch and micro-batch {BATCH}, flash attention {FLASH_ATTENTION}, KV cache {KV_TYPE} and "
    "unified, weights read into memory, greedy"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A model to measure with. ``label`` is its size as the table writes it."""

    id: str
    label: str
    path: Path


def subjects(only: str = "") -> list[Subject]:
    """The table's models that are installed; ``only`` narrows them to one id."""
    installed = {model.manifest.id for model in installed_models()}
    return [
        Subject(model, label, find_model(model).path)
        for model, label in LABELS.items()
        if model in installed and only in ("", model)
    ]


@contextlib.contextmanager
def running(subject: Subject, context_tokens: int = CONTEXT_TOKENS) -> Iterator[EngineClient]:
    """An engine in its worker with the model loaded; ended when this is left."""
    engine = EngineClient()
    try:
        with open_model(find_model(subject.id)) as opened:
            manifest = opened.manifest
            file = ModelFile(manifest.id, manifest.name, opened.descriptor, manifest.sha256, opened.size)
            engine.load(file, context_tokens)
        yield engine
    finally:
        engine.close()


def request(text: str, tokens: int, priority: Priority = Priority.BACKGROUND, begun: str = "") -> Request:
    """One user's turn, answered greedily with at most so many tokens."""
    return Request((Turn(Role.USER, text),), tokens, priority=priority, begun=begun)


@dataclass(frozen=True, slots=True)
class Observed:
    """A generation as its reader saw it, in seconds since it was asked for: ``pieces`` are when text came."""

    pieces: tuple[float, ...]
    total_s: float
    generated: Generated

    @property
    def first_s(self) -> float:
        """Until the first text; until the end where none was made."""
        return self.pieces[0] if self.pieces else self.total_s

    @property
    def gaps(self) -> list[float]:
        """Between one text and the next."""
        return [later - earlier for earlier, later in zip(self.pieces, self.pieces[1:], strict=False)]


def observe(engine: EngineClient, asked: Request) -> Observed:
    """Ask and read to the end."""
    began = time.perf_counter()
    return read(engine.generate(asked), began)


def read(generation: EngineGeneration, began: float) -> Observed:
    """Read a generation that was asked for at ``began`` to its end."""
    pieces = [time.perf_counter() - began for _ in generation]
    return Observed(tuple(pieces), time.perf_counter() - began, generation.result())


def decode_rate(seen: Observed) -> float:
    """Tokens a second of one generation, first to last token.

    The worker's time for reading the prompt is taken off the time that the host saw, so that everything else (template,
    words into tokens, wire, threads) is counted as if it were decoding.
    """
    steps = seen.generated.generated_tokens - 1
    if steps < 16:
        raise RuntimeError(f"the model ended after {steps + 1} tokens: too few to measure decoding")
    return steps / (seen.total_s - seen.generated.prefill_s)
