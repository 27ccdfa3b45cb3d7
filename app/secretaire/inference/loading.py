"""The steps around llama.cpp's own loading: does it fit, how far is it, was it cancelled, what was hashed.

Runs in the engine worker. Progress counts bytes: a load hashes the file, reads it, and (where this user could write
the file) hashes it again.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable
from dataclasses import replace

from secretaire.inference import wire
from secretaire.inference.fit import Need, Plan, Shape, largest_context, need, shape_of
from secretaire.inference.gguf_header import read_header
from secretaire.inference.placement import bytes_a_layer

MOST_BYTES = 1 << 62
HASHED, READ = 0.35, 0.7
"""Which share of a load is done when the file was hashed, and when it was read, where it is hashed again."""
HASHED_OF_ONE = 0.5
"""The same where one hash is enough; reading is then the rest."""
_STEP = 0.01
_PIECE = 4 * 1024 * 1024

Advance = Callable[[float], bool]


class LoadFailed(Exception):
    """The model can't be loaded. ``needed``, ``free`` (bytes) and ``context`` (what would fit) go with does_not_fit."""

    def __init__(self, code: wire.FailureCode, needed: int = 0, free: int = 0, context: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.needed, self.free, self.context = needed, free, context


class LoadProgress:
    """Tells how far a load is, at most once a hundredth, and asks whether it shall go on."""

    def __init__(self, tell: Callable[[float], None], stopped: Callable[[], bool]) -> None:
        self._tell, self._stopped = tell, stopped
        self._told = -1.0
        self._hashed, self._read = HASHED, READ

    def once(self) -> None:
        """The file need not be hashed again, as far as is known."""
        self._hashed, self._read = HASHED_OF_ONE, 1.0

    @property
    def stopped(self) -> bool:
        """Whether the load was cancelled."""
        return self._stopped()

    def hashing(self, done: float) -> bool:
        """The share of the first hash; whether to go on."""
        return self._advance(self._hashed * done)

    def reading(self, done: float) -> bool:
        """The share of the weights that was read; whether to go on."""
        return self._advance(self._hashed + (self._read - self._hashed) * done)

    def hashing_again(self, done: float) -> bool:
        """The share of the second hash; whether to go on."""
        return self._advance(self._read + (1 - self._read) * done)

    def _advance(self, whole: float) -> bool:
        if whole >= self._told + _STEP:
            self._told = whole
            self._tell(min(1.0, max(0.0, whole)))
        return not self._stopped()


def hash_of(descriptor: int, advance: Advance) -> str:
    """SHA-256 of a file, read through its descriptor without moving it. Raises LoadFailed when it was cancelled."""
    digest, position = hashlib.sha256(), 0
    size = max(1, os.fstat(descriptor).st_size)
    while data := os.pread(descriptor, _PIECE, position):
        digest.update(data)
        position += len(data)
        if not advance(min(1.0, position / size)):
            raise LoadFailed("load_cancelled")
    return digest.hexdigest()


def check_fit(shape: Shape, plan: Plan, free: int, layers_elsewhere: int) -> None:
    """Refuse a model before anything is loaded: LoadFailed when it needs more than ``free`` bytes (0: not known).

    ``layers_elsewhere`` lie in a GPU's own memory.
    """
    plan = within_training(shape, plan)
    needed = need(shape, plan).total - layers_elsewhere * bytes_a_layer(shape, plan)
    if free and needed > free:
        raise LoadFailed("does_not_fit", min(needed, MOST_BYTES), free, largest_context(shape, plan, free))


def weigh(question: wire.Weigh, descriptor: int, plan: Plan) -> wire.Weighed:
    """The answer to ``Weigh``. Raises BadHeader."""
    shape = shape_of(read_header(descriptor))
    plan = within_training(shape, plan)
    needed: Need = need(shape, plan)
    return wire.Weighed(
        id=question.id,
        weights=min(needed.weights, MOST_BYTES),
        vocabulary=min(needed.vocabulary, MOST_BYTES),
        cache=min(needed.cache, MOST_BYTES),
        compute=min(needed.compute, MOST_BYTES),
        outputs=min(needed.outputs, MOST_BYTES),
        context_tokens=plan.context_tokens,
        trained_context=shape.trained_context,
        largest_context=largest_context(shape, plan, question.free_bytes or MOST_BYTES),
        layers=shape.layers,
    )


def within_training(shape: Shape, plan: Plan) -> Plan:
    """A plan for a context no longer than the model was trained for."""
    most = shape.trained_context or plan.context_tokens
    return plan if plan.context_tokens <= most else replace(plan, context_tokens=most)


def give_memory_back() -> None:
    """Hand freed memory back to the system: glibc keeps what lies below something still in use (malloc_trim(3))."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries keep less and have no such call
        if trim is not None:
            trim(0)
