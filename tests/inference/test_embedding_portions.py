"""Texts in portions, and answers that are not what was asked for."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.errors import WorkerDied
from secretaire.inference import wire
from secretaire.inference.embedding_portions import PORTION_CHARACTERS, PORTION_TEXTS, EmbeddingInPortions, portions


class Answered:
    """A waiter whose answer is there."""

    def __init__(self, vectors: list[bytes], cut: list[int]) -> None:
        self.answer = wire.Vectors(1, vectors, cut)

    def wait(self, wanted: type[wire.Vectors]) -> wire.Vectors:
        return self.answer


@given(st.lists(st.integers(0, PORTION_CHARACTERS // 2), max_size=12))
def test_portions_are_the_texts_in_order_and_within_bounds(lengths: list[int]) -> None:
    texts = ["x" * length for length in lengths]
    parts = list(portions(texts))
    assert [text for part in parts for text in part] == texts
    assert all(sum(map(len, part)) <= PORTION_CHARACTERS for part in parts)


def test_portions_hold_a_bounded_number_of_texts() -> None:
    assert [len(part) for part in portions(["x"] * (2 * PORTION_TEXTS + 1))] == [PORTION_TEXTS, PORTION_TEXTS, 1]


def test_a_text_larger_than_a_portion_goes_alone() -> None:
    assert [len(part) for part in portions(["x", "y" * (PORTION_CHARACTERS + 1), "z"])] == [1, 1, 1]


def test_answers_become_vectors_in_the_order_of_the_portions() -> None:
    cancelled: list[int] = []
    run = EmbeddingInPortions(cancelled.append, 2)
    run.add(5, 1, Answered([struct.pack("<2f", 1, 0)], [0]))
    run.add(6, 1, Answered([struct.pack("<2f", 0, -1)], [7]))
    run.cancel()
    assert [(list(each.vector), each.cut_tokens) for each in run.result()] == [([1, 0], 0), ([0, -1], 7)]
    assert cancelled == [5, 6]


@pytest.mark.parametrize(
    ("vectors", "cut"),
    [([], []), ([bytes(8)], []), ([bytes(7)], [0]), ([bytes(12)], [0]), ([bytes(8), bytes(8)], [0, 0])],
)
def test_another_number_or_size_of_vectors_is_a_broken_engine(vectors: list[bytes], cut: list[int]) -> None:
    run = EmbeddingInPortions(lambda _: None, 2)
    run.add(1, 1, Answered(vectors, cut))
    with pytest.raises(WorkerDied):
        run.result()
