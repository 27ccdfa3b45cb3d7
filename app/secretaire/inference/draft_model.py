"""A small model that drafts for the large one (Leviathan et al. 2023): it guesses, the large one verifies.

Both must have the same vocabulary. The draft reads what was written since its last guess, then goes on greedily for as
long as it is sure. Runs in the engine worker.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import llama_cpp.llama_cpp as llama

from secretaire.inference.batch import Batch
from secretaire.inference.cells import common_prefix
from secretaire.inference.drafting import Odds, StepTimes
from secretaire.inference.model import Model
from secretaire.inference.scheduler import Job, Part

SURE = 0.4
"""A guess less likely than this ends the draft: it would cost more than it gains."""
MOST_READ = 256
"""Tokens that it reads before a guess: a long prompt is caught up with over several steps, so that none is long."""
_EXTRA_TOKENS = 128
"""By so many tokens, at the end, two sizes of one family may differ (unused ones; llama.cpp allows the same)."""
_LEAST = math.log(SURE)
_WEIGHT = 0.2
_TRIED = 4


class DraftModel:
    """Guesses for one request at a time; it keeps what it has read of it."""

    def __init__(self, model: Model, tokens: int) -> None:
        """``tokens`` is how many the large model knows."""
        self._model, self._tokens = model, tokens
        self._batch = Batch(model.batch_tokens)
        self._held: list[int] = []
        self._odds = Odds()
        self._guess_s = 0.0
        self._failed = False
        self._time()

    def guess(self, tokens: Sequence[int], most: int, times: StepTimes) -> list[int]:
        """See ``Guesser``."""
        room = self._model.context_tokens - len(tokens)
        count = min(self._odds.worthwhile(times, self._guess_s), most, room)
        if count < 1 or self._failed or not self._catch_up(tokens):
            return []
        guesses: list[int] = []
        while True:
            token = int(self._model.logits(-1)[: self._tokens].argmax())
            if self._model.logprobs(-1, [token])[0] < _LEAST or self._model.ends(token):
                return guesses
            guesses.append(token)
            began = time.perf_counter()
            if len(guesses) == count or not self._feed([token], logits=True):
                return guesses
            self._guess_s += _WEIGHT * (time.perf_counter() - began - self._guess_s)

    def verified(self, guessed: int, accepted: int) -> None:
        """See ``Guesser``."""
        self._odds.verified(guessed, accepted)

    def _catch_up(self, tokens: Sequence[int]) -> bool:
        """Read what it has not read yet, the last token with logits; whether that was all."""
        kept = min(common_prefix(self._held, tokens), len(tokens) - 1)
        if kept < len(self._held):
            if not llama.llama_memory_seq_rm(self._model.memory, 0, kept, -1):  # a recurrent state can't be cut
                llama.llama_memory_seq_rm(self._model.memory, 0, -1, -1)
                kept = 0
            del self._held[kept:]
        new = list(tokens[kept : kept + MOST_READ])
        whole = kept + len(new) == len(tokens)
        return self._feed(new, logits=whole) and whole

    def _feed(self, tokens: list[int], *, logits: bool) -> bool:
        """Decode tokens behind what it holds; False, for good, where that fails."""
        start, step = len(self._held), self._model.batch_tokens
        wanted_from = start + len(tokens) - (1 if logits else 0)
        for at in range(0, len(tokens), step):
            part = tokens[at : at + step]
            job = Job(0, part, wanted_from, 0, sequence=0)
            self._batch.clear()
            self._batch.add(Part(job, start + at, part))
            if llama.llama_decode(self._model.context, self._batch.native):
                self._failed = True  # only speed is lost
                return False
        self._held += tokens
        return True

    def _time(self) -> None:
        """How long a guess takes, to begin with."""
        token = [max(0, llama.llama_vocab_bos(self._model.vocabulary))]
        self._feed(token, logits=True)
        began = time.perf_counter()
        for _ in range(_TRIED):
            self._feed(token, logits=True)
            self._model.logits(-1)
        self._guess_s = (time.perf_counter() - began) / _TRIED
        llama.llama_memory_seq_rm(self._model.memory, 0, -1, -1)
        self._held.clear()

    def close(self) -> None:
        """Give the memory back."""
        self._model.close()


def same_vocabulary(one: Model, other: Model) -> bool:
    """Whether a token of one model is the same text in the other; one may have a few unused ones more."""
    shorter, longer = sorted((one.vocabulary_size, other.vocabulary_size))
    if longer - shorter > _EXTRA_TOKENS or one.vocabulary_kind != other.vocabulary_kind:
        return False
    return all(
        llama.llama_vocab_get_text(one.vocabulary, token) == llama.llama_vocab_get_text(other.vocabulary, token)
        for token in range(shorter)
    )
