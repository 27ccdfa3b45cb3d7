"""The second question about a long document: how soon its first token comes, as a share of the first question's."""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Priority
from tests.benchmarks.method import RUNS, Row, summarise
from tests.benchmarks.subject import SETTINGS, Subject, observe, request, running, subjects
from tests.benchmarks.texts import excerpt

DOCUMENT, ANSWER, CONTEXT = 4000, 8, 8192
RUNS_OF_BIGGER = 3
"""A run of the bigger model takes most of a minute and its ratio is far from the bar."""
QUESTIONS = ("Who is responsible for the data?", "Which deadlines does the text name?")


def measure(only: str = "") -> Iterator[Row]:
    """One row a model."""
    for subject in subjects(only):
        runs = RUNS if subject.label == "135M" else RUNS_OF_BIGGER
        with running(subject, CONTEXT) as engine:
            observe(engine, request(QUESTIONS[0], ANSWER))
            pairs = [_pair(engine) for _ in range(runs)]
        yield _row(subject, pairs)


def _pair(engine: EngineClient) -> tuple[float, float]:
    document = excerpt(engine, DOCUMENT)
    first, second = (
        observe(engine, request(f"{document}\n\n{question}", ANSWER, Priority.INTERACTIVE)).first_s
        for question in QUESTIONS
    )
    return second, first


def _row(subject: Subject, pairs: list[tuple[float, float]]) -> Row:
    return summarise(
        f"{subject.label}: second question on a {DOCUMENT}-token document, time to first token, against the first",
        pairs,
        unit="s",
        higher_is_better=False,
        bar=10.0,
        settings=f"{SETTINGS}; context {CONTEXT}, another document every run; bar: at most 10 % of the first",
        model=subject.id,
    )
