"""Vectors of texts, by models made for that (their file names a pooling). Runs in the engine worker.

Texts of one batch are sequences side by side, nothing between them. A batch is one step of the engine's loop, so that
other questions are taken in between. A model that isn't causal must see a text whole: what is longer than its context
is cut, and how much was cut is told.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import llama_cpp.llama_cpp as llama
import numpy as np

from secretaire.inference import wire
from secretaire.inference.model import EMBEDDING_SEQUENCES, Model
from secretaire.inference.pace import LARGE_STEP, Pace

BATCH_TOKENS = 256
"""Enough to keep the cores busy; larger batches are slower, as attention looks at all tokens of a batch (measured:
MiniLM 107 texts/s one by one, 139 in batches of 256, 132 of 512, 113 of 1024, 98 of 2048, a core each)."""


@dataclass(slots=True)
class _Asked:
    """One request. ``waiting`` holds the places of texts not yet in a batch, the longest text first."""

    id: int
    background: bool
    texts: Sequence[str]
    waiting: deque[int]
    vectors: list[bytes]
    cut: list[int]
    left: int
    tokens: dict[int, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Row:
    """A text in the batch: its sequence is its place there."""

    asked: _Asked
    place: int
    tokens: list[int]


class EmbeddingQueue:
    """Requests for vectors, in the order of their priority and arrival; each ``step`` computes one batch."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._most = max(BATCH_TOKENS, model.context_tokens)
        self._batch = llama.llama_batch_init(self._most, 0, 1)
        self._asked: list[_Asked] = []
        # Two engines may share the cores: how many threads are fastest is found out, also for large steps.
        self._pace = Pace(model.threads)

    @property
    def busy(self) -> bool:
        """Whether a step has something to do."""
        return bool(self._asked)

    @property
    def ids(self) -> list[int]:
        """The requests that are not answered yet."""
        return [asked.id for asked in self._asked]

    def close(self) -> None:
        """Give the batch's memory back; the model is closed by its owner."""
        llama.llama_batch_free(self._batch)
        self._asked.clear()

    def add(self, question: wire.Embed) -> None:
        """Take a request; its answer comes out of a later step."""
        count = len(question.texts)
        # By characters: tokens are made only for the batch at hand, so that taking a request costs nothing.
        order = sorted(range(count), key=lambda place: -len(question.texts[place]))
        asked = _Asked(
            question.id, question.background, question.texts, deque(order), [b""] * count, [0] * count, count
        )
        self._asked.append(asked)
        self._asked.sort(key=lambda each: each.background)  # stable: by arrival within a priority

    def cancel(self, id: int) -> bool:
        """Drop a request; False when there is none of this id."""
        before = len(self._asked)
        self._asked = [asked for asked in self._asked if asked.id != id]
        return len(self._asked) < before

    def step(self) -> list[wire.Vectors | wire.Failed]:
        """Compute one batch; return the answers that are complete with it."""
        rows = self._fill()
        if rows and self._decode(rows):
            failed = {row.asked.id for row in rows}
            self._asked = [asked for asked in self._asked if asked.id not in failed]
            return [wire.Failed(number, "decode_failed") for number in sorted(failed)]
        for sequence, row in enumerate(rows):
            row.asked.vectors[row.place] = self._vector(sequence)
            row.asked.left -= 1
        done = [asked for asked in self._asked if not asked.left]
        self._asked = [asked for asked in self._asked if asked.left]
        return [wire.Vectors(asked.id, asked.vectors, asked.cut) for asked in done]

    # -- choosing -----------------------------------------------------------------------------------------------
    def _fill(self) -> list[_Row]:
        """The next batch: of the first request the longest texts that fit, then the shortest; then of the next."""
        rows: list[_Row] = []
        room = BATCH_TOKENS
        for asked in self._asked:
            if asked.background != self._asked[0].background:
                break  # what a person waits for isn't slowed down by company
            for end in (0, -1):
                while asked.waiting and len(rows) < EMBEDDING_SEQUENCES:
                    place = asked.waiting[end]
                    tokens = self._tokens(asked, place)
                    if rows and len(tokens) > room:
                        break
                    asked.waiting.pop() if end else asked.waiting.popleft()
                    del asked.tokens[place]
                    rows.append(_Row(asked, place, tokens))
                    room -= len(tokens)
        return rows

    def _tokens(self, asked: _Asked, place: int) -> list[int]:
        """A text's tokens with the special ones, within the context: what is cut is cut before the closing one."""
        if place not in asked.tokens:
            model = self._model
            tokens = model.tokenize(asked.texts[place], whole=True)
            extra = len(tokens) - model.context_tokens
            if extra > 0:
                asked.cut[place] = extra
                closed = llama.llama_vocab_get_add_eos(model.vocabulary) or llama.llama_vocab_get_add_sep(
                    model.vocabulary
                )
                tokens = tokens[: model.context_tokens - 1] + tokens[-1:] if closed else tokens[:-extra]
            asked.tokens[place] = tokens
        return asked.tokens[place]

    # -- computing ----------------------------------------------------------------------------------------------
    def _decode(self, rows: Sequence[_Row]) -> int:
        batch, at = self._batch, 0
        for sequence, row in enumerate(rows):
            for position, token in enumerate(row.tokens):
                batch.token[at], batch.pos[at], batch.logits[at] = token, position, True
                batch.n_seq_id[at], batch.seq_id[at][0] = 1, sequence
                at += 1
        batch.n_tokens = at
        if not at:
            return 0
        threads = self._pace.threads(LARGE_STEP - 1)
        context = self._model.context
        llama.llama_set_n_threads(context, threads, threads)
        llama.llama_memory_clear(self._model.memory, True)  # encoders have none; others must not see the last batch
        began = time.perf_counter()
        status = int(llama.llama_decode(context, batch))
        llama.llama_synchronize(context)
        self._pace.took(LARGE_STEP - 1, threads, (time.perf_counter() - began) * LARGE_STEP / at)
        return status

    def _vector(self, sequence: int) -> bytes:
        """The unit vector of a sequence of the batch just computed; zeros for a text without any token."""
        pointer = llama.llama_get_embeddings_seq(self._model.context, sequence)
        if not pointer:
            return bytes(4 * self._model.dimensions)
        vector = np.ctypeslib.as_array(pointer, shape=(self._model.dimensions,)).astype(np.float64)
        length = float(np.linalg.norm(vector)) or 1.0
        return (vector / length).astype("<f4").tobytes()
