"""Vectors of passages, by which they are found for what they mean.

A vector is kept as signed bytes, each number divided by a 127th of the vector's largest: a cosine needs no scale.
Against float32 that keeps .997 (MiniLM) and .988 (multilingual E5) of the ten nearest of 622 and 778 passages, and
always the first; float16 keeps 1.0 and .998 in twice the room (measured, 384 dimensions).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from typing import TYPE_CHECKING

from secretaire.records import Passage
from secretaire.vault.database import Store
from secretaire.vault.search import EVERYTHING, Filters, passage_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BLOCK = 4096
"""So many vectors are looked at together: some megabytes, however many there are."""
_LARGEST = 127


class Vectors:
    """Passages' vectors; ``model`` is the SHA-256 of the weights that made them. They go with their passages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_vectors(self, model: str, vectors: Iterable[tuple[str, Sequence[float]]]) -> None:
        """Store vectors of passages (ids); those of passages that are gone meanwhile are dropped."""
        with self._store.transaction():
            for passage, vector in vectors:
                self._store.run(
                    "INSERT OR REPLACE INTO vector (passage, model, vector)"
                    " SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM passage WHERE id = ?)",
                    *(passage, model, packed(vector), passage),
                )

    def passages_without_vector(self, extraction: str, model: str) -> list[Passage]:
        """The passages of an extraction that have no vector of this model, in reading order."""
        sql = """SELECT p.* FROM passage p WHERE p.extraction = ?
            AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.passage = p.id AND v.model = ?)
            ORDER BY p.page, p."start" """
        return [passage_of(row) for row in self._store.rows(sql, extraction, model)]

    def vector_models(self) -> frozenset[str]:
        """The models of which there are vectors."""
        return frozenset(str(row["model"]) for row in self._store.rows("SELECT DISTINCT model FROM vector"))

    def count_passages_without_vector(self, models: Sequence[str]) -> int:
        """How many passages have no vector of any of these models."""
        marks = ",".join("?" * len(models))
        sql = f"""SELECT count(*) AS n FROM passage p WHERE NOT EXISTS
            (SELECT 1 FROM vector v WHERE v.passage = p.id AND v.model IN ({marks}))"""  # noqa: S608 - placeholders only
        row = self._store.row(sql, *models)
        return int(row["n"]) if row else 0

    def nearest(
        self, vector: Sequence[float], model: str, filters: Filters = EVERYTHING, limit: int = 50
    ) -> list[tuple[str, float]]:
        """The passages (ids) whose vectors are nearest to a vector of the same model, with their cosines; best first.

        All vectors are read, a block at a time.
        """
        best: list[tuple[str, float]] = []
        for passages, cosines in self._cosines(vector, model, filters):
            best = nlargest(limit, [*best, *zip(passages, cosines, strict=True)], key=lambda each: each[1])
        return best

    def nearest_within(
        self, extraction: str, vectors: Sequence[Sequence[float]], model: str, limit: int
    ) -> list[list[tuple[str, float]]]:
        """For each of some vectors of one model the nearest passages (ids) of an extraction, with their cosines."""
        import numpy as np

        sql = """SELECT v.passage, v.vector FROM passage p JOIN vector v ON v.passage = p.id
            WHERE p.extraction = ? AND v.model = ?"""
        rows = self._store.tuples(sql, extraction, model)
        if not rows or not vectors:
            return [[] for _ in vectors]
        passages, block = zip(*rows, strict=True)
        wanted = _lengthened(np.array(vectors, np.float32))
        cosines = wanted @ _lengthened(_numbers(block, wanted.shape[1])).T
        best = np.argsort(-cosines, axis=1)[:, :limit]
        return [
            [(passages[place], float(row[place])) for place in places]
            for row, places in zip(cosines, best, strict=True)
        ]

    def alike(self, passages: Sequence[str], model: str, above: float) -> list[tuple[str, str]]:
        """The pairs of these passages (ids; as ordered here) whose vectors' cosine is above a bound."""
        import numpy as np

        sql = "SELECT passage, vector FROM vector WHERE model = ? AND passage IN (SELECT value FROM json_each(?))"
        kept = dict(self._store.tuples(sql, model, json.dumps(list(passages))))
        known = [passage for passage in passages if passage in kept]
        if len(known) < 2:
            return []
        numbers = _numbers([kept[passage] for passage in known], len(kept[known[0]]))
        numbers /= np.maximum(np.linalg.norm(numbers, axis=1, keepdims=True), 1.0)
        near = np.argwhere(np.triu(numbers @ numbers.T, 1) > above)
        return [(known[one], known[other]) for one, other in near.tolist()]

    def _cosines(
        self, vector: Sequence[float], model: str, filters: Filters
    ) -> Iterator[tuple[Sequence[str], list[float]]]:
        import numpy as np  # where vectors are compared only: the host starts without it

        wanted = np.array(vector, np.float32)
        wanted /= np.linalg.norm(wanted) or 1.0
        for passages, block in self._blocks(model, filters):
            numbers = _numbers(block, len(wanted))
            lengths = np.maximum(np.linalg.norm(numbers, axis=1), 1.0)
            yield passages, (numbers @ wanted / lengths).tolist()

    def _blocks(self, model: str, filters: Filters) -> Iterator[tuple[tuple[str, ...], tuple[bytes, ...]]]:
        among, values = filters.condition()
        sql = f"""SELECT v.passage, v.vector FROM vector v
            CROSS JOIN searchable s ON s.kind = 'passage' AND s.item = v.passage
            WHERE v.passage > ? AND v.model = ?{among} ORDER BY v.passage LIMIT {BLOCK}"""  # noqa: S608 - placeholders only
        after = ""
        while rows := self._store.tuples(sql, after, model, *values):
            passages, block = zip(*rows, strict=True)
            yield passages, block
            after = passages[-1]


def packed(vector: Sequence[float]) -> bytes:
    """A vector as signed bytes."""
    scale = _LARGEST / (max(map(abs, vector), default=0.0) or 1.0)
    return array("b", [round(number * scale) for number in vector]).tobytes()


def _numbers(block: Sequence[bytes], dimensions: int) -> npt.NDArray[np.float32]:
    import numpy as np

    return np.frombuffer(b"".join(block), np.int8).reshape(-1, dimensions).astype(np.float32)


def _lengthened(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows of length 1."""
    import numpy as np

    lengths: npt.NDArray[np.float32] = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return rows / lengths
