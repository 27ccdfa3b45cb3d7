"""The host's side of embedding: texts go to the engine in portions that fit a frame; vectors come back, are checked."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from secretaire.errors import WorkerDied
from secretaire.inference import wire
from secretaire.inference.interface import Embedding

PORTION_TEXTS, PORTION_CHARACTERS = 1000, 4_000_000
"""What one message for the engine holds at most: small enough for its frame, large enough to fill batches."""


class Waiter(Protocol):
    """A message's answer, waited for; raises what the engine answered instead."""

    def wait(self, wanted: type[wire.Vectors]) -> wire.Vectors: ...


class EmbeddingInPortions:
    """Texts being embedded, a message a portion; see ``interface.EmbeddingRun``."""

    def __init__(self, cancel: Callable[[int], None], dimensions: int) -> None:
        """``cancel`` ends a message by its id; vectors have ``dimensions`` numbers."""
        self._cancel, self._dimensions = cancel, dimensions
        self._portions: list[tuple[int, int, Waiter]] = []
        self._done: list[Embedding] | None = None

    def add(self, number: int, count: int, waiter: Waiter) -> None:
        """The message of this id holds so many texts."""
        self._portions.append((number, count, waiter))

    def cancel(self) -> None:
        """See ``interface.EmbeddingRun.cancel``."""
        for number, _, _ in self._portions:
            self._cancel(number)

    def result(self) -> list[Embedding]:
        """See ``interface.EmbeddingRun.result``."""
        if self._done is None:
            self._done = [
                embedding
                for _, count, waiter in self._portions
                for embedding in _checked(waiter.wait(wire.Vectors), count, self._dimensions)
            ]
        return self._done


def portions(texts: Sequence[str]) -> Iterator[list[str]]:
    """As many texts a message as its bounds allow, with room to spare; none for no texts."""
    portion: list[str] = []
    characters = 0
    for text in texts:
        if portion and (len(portion) == PORTION_TEXTS or characters + len(text) > PORTION_CHARACTERS):
            yield portion
            portion, characters = [], 0
        portion.append(text)
        characters += len(text)
    if portion:
        yield portion


def _checked(answer: wire.Vectors, count: int, dimensions: int) -> list[Embedding]:
    """What the worker answered. Raises WorkerDied where it is not what was asked for."""
    if len(answer.vectors) != count or len(answer.cut) != count:
        raise WorkerDied("inference.engine_died")
    return [Embedding(_vector(data, dimensions), cut) for data, cut in zip(answer.vectors, answer.cut, strict=True)]


def _vector(data: bytes, dimensions: int) -> array[float]:
    if len(data) != 4 * dimensions:
        raise WorkerDied("inference.engine_died")
    vector = array("f", data)
    if sys.byteorder == "big":
        vector.byteswap()
    return vector
