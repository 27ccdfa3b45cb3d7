"""What the baseline wrote of a text, kept in build/: it is greedy, so nobody need wait for it twice.

A run that was cut goes on, one after a change of ours is short. Nothing that is timed comes from here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from llama_cpp import Llama

from secretaire.governance.models import find_model
from tests.benchmarks import naive
from tests.benchmarks.bare import high_level
from tests.benchmarks.subject import CONTEXT_TOKENS, Subject

KEPT = Path(__file__).resolve().parents[2] / "build" / "evaluation-baseline.json"


class Text(Protocol):
    """What is summarised."""

    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


class Baseline:
    """The model is loaded when something is asked of it for the first time."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._bare: Llama | None = None
        made_by = find_model(subject.id).manifest.sha256, Path(naive.__file__).read_text(encoding="utf-8")
        self._made_by = "\0".join(made_by)
        self._written: dict[str, str] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}

    def map_reduce(self, case: Text) -> str:
        """The summary of the whole text."""
        return self._text(case, "map-reduce", naive.map_reduce)

    def first_tokens(self, case: Text) -> str:
        """The summary of its beginning."""
        return self._text(case, "first tokens", naive.first_tokens)

    def _text(self, case: Text, way: str, write: Callable[[Llama, str, str], naive.Written]) -> str:
        told = "\0".join((self._made_by, way, case.language, case.text))
        key = hashlib.sha256(told.encode()).hexdigest()
        if key not in self._written:
            self._bare = self._bare or high_level(self._subject, CONTEXT_TOKENS)
            self._written[key] = write(self._bare, case.text, case.language).text
            KEPT.write_text(json.dumps(self._written, ensure_ascii=False, indent=1), encoding="utf-8")
        return self._written[key]

    def close(self) -> None:
        """Let the model go."""
        if self._bare is not None:
            self._bare.close()


@contextlib.contextmanager
def kept(subject: Subject) -> Iterator[Baseline]:
    """The baseline while this lasts."""
    baseline = Baseline(subject)
    try:
        yield baseline
    finally:
        baseline.close()
