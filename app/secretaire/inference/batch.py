"""llama.cpp's batch over arrays of our own, written in slices rather than element by element. In the engine worker."""

from __future__ import annotations

import ctypes

import llama_cpp.llama_cpp as llama
import numpy as np

from secretaire.inference.scheduler import Part


class Batch:
    """Room for the tokens of one step; ``native`` points into it."""

    def __init__(self, most_tokens: int) -> None:
        self._token = np.zeros(most_tokens, np.int32)
        self._position = np.zeros(most_tokens, np.int32)
        self._sequence = np.zeros(most_tokens, np.int32)
        self._sequences = np.ones(most_tokens, np.int32)  # each token belongs to one sequence
        self._output = np.zeros(most_tokens, np.int8)
        self._at_sequence = self._sequence.ctypes.data + 4 * np.arange(most_tokens, dtype=np.uint64)
        self._count_up = np.arange(1 << 20, dtype=np.int32)
        self.native = llama.llama_batch(
            n_tokens=0,
            token=_pointer(self._token, ctypes.c_int32),
            pos=_pointer(self._position, ctypes.c_int32),
            n_seq_id=_pointer(self._sequences, ctypes.c_int32),
            seq_id=_pointer(self._at_sequence, ctypes.POINTER(ctypes.c_int32)),
            logits=_pointer(self._output, ctypes.c_int8),
        )

    @property
    def tokens(self) -> int:
        """How many tokens are in."""
        return int(self.native.n_tokens)

    def clear(self) -> None:
        """Begin a step."""
        self.native.n_tokens = 0

    def add(self, part: Part) -> range:
        """Append a part; the places of its outputs, to ask logits of."""
        start, count, outputs = self.native.n_tokens, len(part.tokens), part.outputs
        end = start + count
        if count == 1:  # a stream's next token: the usual case, and slices have their price
            self._token[start], self._position[start] = part.tokens[0], part.start
            self._sequence[start], self._output[start] = part.job.sequence, outputs
            self.native.n_tokens = end
            return range(end - outputs, end)
        self._token[start:end] = part.tokens
        self._position[start:end] = self._count_up[part.start : part.start + count]
        self._sequence[start:end] = part.job.sequence
        self._output[start:end] = 0
        self._output[end - outputs : end] = 1
        self.native.n_tokens = end
        return range(end - outputs, end)


def _pointer(array: np.ndarray[tuple[int], np.dtype[np.generic]], kind: type) -> object:
    return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))
