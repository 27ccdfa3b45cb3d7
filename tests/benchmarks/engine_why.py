"""*Why this sentence?*: one cited and two near passages, all prompts as one batch against one prompt after another.

The same engine on both sides, and other texts every run, so that nothing is kept from the run before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from unittest import mock

from secretaire.inference.client import EngineClient
from secretaire.tasks.prompting import scoring
from secretaire.tasks.verifying.why import measured
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.subject import SETTINGS, running, subjects
from tests.benchmarks.texts import words

PASSAGES, PASSAGE_WORDS, SENTENCE_WORDS = 3, 90, 20


def measure(only: str = "") -> Iterator[Row]:
    """A row a model: seconds for one sentence."""
    for subject in subjects(only):
        with running(subject) as engine:
            pairs = [(_seconds(engine, 2 * number), _one_by_one(engine, 2 * number + 1)) for number in range(RUNS + 1)]
        yield summarise(
            f"{subject.label}: why a sentence says what it says ({PASSAGES} passages), against one prompt at a time",
            pairs[1:],
            unit="s",
            higher_is_better=False,
            bar=None,
            settings=f"{SETTINGS}; passages of {PASSAGE_WORDS} words, a sentence of {SENTENCE_WORDS}, others every run",
            model=subject.id,
        )


def _seconds(engine: EngineClient, number: int) -> float:
    text = words()
    start = number * PASSAGE_WORDS * PASSAGES % (len(text) - PASSAGE_WORDS * PASSAGES)
    places = [start + each * PASSAGE_WORDS for each in range(PASSAGES)]
    passages = [" ".join(text[place : place + PASSAGE_WORDS]) for place in places]
    sentence = " ".join(text[start + 10 : start + 10 + SENTENCE_WORDS])
    began = time.perf_counter()
    measured(sentence, "en", passages, engine)
    return time.perf_counter() - began


def _one_by_one(engine: EngineClient, number: int) -> float:
    with mock.patch.object(scoring, "AT_ONCE", 1):
        return _seconds(engine, number)
