"""Embedding: texts of a document in one call against one by one, through the same engine, wire and all."""

from __future__ import annotations

import time
from collections.abc import Sequence

from secretaire.governance.models import embedding_models
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import TextKind
from secretaire.tasks.custody.opening import open_embedder
from tests.benchmarks.method import Row, compare

SENTENCE = "The authority decides within {number} days whether the archive keeps the letter, and tells the sender why."
SENTENCES, PASSAGES = 64, 16
SENTENCES_A_PASSAGE = 6


def measure() -> list[Row]:
    """Texts a second, for sentences of about 20 tokens and passages of about 130, for each model that is installed."""
    rows = []
    for model in embedding_models():
        engine = open_embedder(model)
        try:
            for kind, texts in (("sentences", _sentences()), ("passages", _passages())):
                rows.append(_row(engine, kind, texts))
        finally:
            engine.close()
    return rows


def _row(engine: EngineClient, kind: str, texts: Sequence[str]) -> Row:
    model = engine.loaded.used.id if engine.loaded else ""
    return compare(
        f"embedding {kind} in one call against one by one, {model}",
        lambda: _together(engine, texts),
        lambda: _one_by_one(engine, texts),
        unit="texts/s",
        higher_is_better=True,
        bar=1.0,
    )


def _sentences() -> list[str]:
    return [SENTENCE.format(number=number) for number in range(SENTENCES)]


def _passages() -> list[str]:
    return [
        " ".join(SENTENCE.format(number=number * 10 + part) for part in range(SENTENCES_A_PASSAGE))
        for number in range(PASSAGES)
    ]


def _together(engine: EngineClient, texts: Sequence[str]) -> float:
    began = time.perf_counter()
    engine.embed(texts, TextKind.PASSAGE)
    return len(texts) / (time.perf_counter() - began)


def _one_by_one(engine: EngineClient, texts: Sequence[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        engine.embed([text], TextKind.PASSAGE)
    return len(texts) / (time.perf_counter() - began)
