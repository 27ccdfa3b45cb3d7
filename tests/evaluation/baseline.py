"""What the baseline wrote, request by request, kept in build/: it is greedy, so nobody need wait for it twice.

A run that was cut goes on where it was; one after a change of ours is short. Nothing that is timed comes from here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

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
    """Summaries by ``naive.py``; the weights are loaded when something is asked of them for the first time."""

    def __init__(self, subject: Subject) -> None:
        self._model = _Remembering(subject)

    def map_reduce(self, case: Text) -> str:
        """The summary of the whole text."""
        return naive.map_reduce(self._model, case.text, case.language).text

    def first_tokens(self, case: Text) -> str:
        """The summary of its beginning: the first request of the other one's, so that it takes no time."""
        return naive.first_tokens(self._model, case.text, case.language).text

    def close(self) -> None:
        """Let the model go."""
        self._model.close()


class _Remembering:
    """A model that answers the same request from what was kept of it."""

    def __init__(self, subject: Subject) -> None:
        self._bare: Llama | None = None
        self._subject = subject
        self._weights = find_model(subject.id).manifest.sha256
        self._answers: dict[str, str] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}

    def n_ctx(self) -> int:
        return CONTEXT_TOKENS

    def tokenize(self, text: bytes, *, add_bos: bool) -> list[int]:
        return list(self._loaded().tokenize(text, add_bos=add_bos))

    def detokenize(self, tokens: list[int]) -> bytes:
        return bytes(self._loaded().detokenize(tokens))

    def create_chat_completion(self, messages: Sequence[Any], *, max_tokens: int, temperature: float) -> Any:
        told = json.dumps([self._weights, CONTEXT_TOKENS, max_tokens, temperature, list(messages)])
        key = hashlib.sha256(told.encode()).hexdigest()
        if key not in self._answers:
            made: Any = self._loaded().create_chat_completion(
                list(messages), max_tokens=max_tokens, temperature=temperature
            )
            self._answers[key] = str(made["choices"][0]["message"]["content"])
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_text(json.dumps(self._answers, ensure_ascii=False, indent=1), encoding="utf-8")
        return {"choices": [{"message": {"content": self._answers[key]}}]}

    def close(self) -> None:
        if self._bare is not None:
            self._bare.close()

    def _loaded(self) -> Llama:
        self._bare = self._bare or high_level(self._subject, CONTEXT_TOKENS)
        return self._bare


@contextlib.contextmanager
def kept(subject: Subject) -> Iterator[Baseline]:
    """The baseline while this lasts."""
    baseline = Baseline(subject)
    try:
        yield baseline
    finally:
        baseline.close()
