"""Choosing a token. Greedy choices, with or without penalty, are made on a view of the logits; all others by
llama.cpp's native sampler chain. A grammar is asked only about the token that was chosen.

Sampling freely and resampling under the grammar only when its verdict is no costs a few per cent; the grammar at the
chain's head costs half the speed (design, section 5). Runs in the engine worker.
"""

from __future__ import annotations

import ctypes
from collections import deque

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from secretaire.inference.model import Model
from secretaire.inference.wire import Generate

_PENALTY_WINDOW = 64
_SHORTLIST = 256
"""Likeliest candidates that the grammar is asked about first: asking about a whole vocabulary takes milliseconds."""
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])

Logits = npt.NDArray[np.float32]


class BadGrammar(Exception):
    """The grammar is no GBNF with a rule "root"."""


class NotFinite(Exception):
    """The model gave numbers that are none: its weights are damaged."""


class Sampler:
    """The sampler of one request; close it to free the native ones."""

    def __init__(self, model: Model, request: Generate, grammar: str) -> None:
        """Raises BadGrammar."""
        self._model = model
        self._grammar = _grammar(model, grammar) if grammar else None
        self._penalty = request.repeat_penalty
        self._recent: deque[int] = deque(maxlen=_PENALTY_WINDOW)
        self._chain = None if request.temperature == 0.0 else _chain(model, request)

    @property
    def constrained(self) -> bool:
        """Whether a grammar has a say."""
        return self._grammar is not None

    def sample(self, output: int) -> int:
        """The next token from one output's logits, accepted by chain and grammar. Raises NotFinite."""
        logits = self._model.logits(output)
        if self._chain is not None and self._grammar is None:
            token = int(llama.llama_sampler_sample(self._chain, self._model.context, output))
            return self._finite(logits, token)
        token = self._greedy(logits) if self._chain is None else self._drawn(self._candidates(logits))
        if self._grammar is not None and not self._allowed(token):
            token = self._greedy_allowed(logits) if self._chain is None else self._drawn_allowed(logits)
        self.accept(token)
        return self._finite(logits, token)

    def _finite(self, logits: Logits, token: int) -> int:
        if not np.isfinite(logits[token]):
            raise NotFinite
        return token

    def accept(self, token: int) -> None:
        """A token was taken (by ``sample``, or before this sampler was made)."""
        if self._grammar is not None:
            llama.llama_sampler_accept(self._grammar, token)
        if self._chain is not None:
            llama.llama_sampler_accept(self._chain, token)
        elif self._penalty != 1.0:
            self._recent.append(token)

    def _greedy(self, logits: Logits) -> int:
        if self._penalty == 1.0 or not self._recent:
            return int(logits.argmax())
        recent = list(self._recent)
        kept = logits[recent]
        logits[recent] = np.where(kept > 0, kept / self._penalty, kept * self._penalty)
        token = int(logits.argmax())
        logits[recent] = kept
        return token

    def _greedy_allowed(self, logits: Logits) -> int:
        """The likeliest token that the grammar allows; the penalty does not apply where the grammar decides."""
        likeliest = np.argpartition(logits, -_SHORTLIST)[-_SHORTLIST:] if len(logits) > _SHORTLIST else None
        for chosen in (likeliest, None):
            candidates = self._candidates(logits, chosen)
            llama.llama_sampler_apply(self._grammar, ctypes.byref(_token_array(candidates)))
            best = int(candidates["logit"].argmax())
            if np.isfinite(candidates["logit"][best]):
                return int(candidates["id"][best])
        return int(llama.llama_vocab_eos(self._model.vocabulary))  # nothing fits any more

    def _drawn(self, candidates: npt.NDArray[np.void]) -> int:
        array = _token_array(candidates)
        llama.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[max(0, array.selected)].id)

    def _drawn_allowed(self, logits: Logits) -> int:
        candidates = self._candidates(logits)
        llama.llama_sampler_apply(self._grammar, ctypes.byref(_token_array(candidates)))
        return self._drawn(candidates[np.isfinite(candidates["logit"])])

    def _candidates(self, logits: Logits, chosen: npt.NDArray[np.intp] | None = None) -> npt.NDArray[np.void]:
        ids = np.arange(len(logits)) if chosen is None else chosen
        candidates = np.zeros(len(ids), dtype=_CANDIDATE)
        candidates["id"] = ids
        candidates["logit"] = logits if chosen is None else logits[chosen]
        return candidates

    def _allowed(self, token: int) -> bool:
        one = np.zeros(1, dtype=_CANDIDATE)
        one["id"] = token
        llama.llama_sampler_apply(self._grammar, ctypes.byref(_token_array(one)))
        return bool(np.isfinite(one["logit"][0]))

    def close(self) -> None:
        """Free the native samplers."""
        for sampler in (self._chain, self._grammar):
            if sampler is not None:
                llama.llama_sampler_free(sampler)


def _token_array(candidates: npt.NDArray[np.void]) -> llama.llama_token_data_array:
    pointer = candidates.ctypes.data_as(ctypes.POINTER(llama.llama_token_data))
    return llama.llama_token_data_array(data=pointer, size=len(candidates), selected=-1, sorted=False)


def _grammar(model: Model, text: str) -> llama.llama_sampler_p:
    sampler = llama.llama_sampler_init_grammar(model.vocabulary, text.encode(), b"root")
    if not sampler:
        raise BadGrammar
    return sampler


def _chain(model: Model, request: Generate) -> llama.llama_sampler_p:
    chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
    add = llama.llama_sampler_chain_add
    if request.repeat_penalty != 1.0:
        size = model.vocabulary_size
        add(chain, llama.llama_sampler_init_penalties(size, _PENALTY_WINDOW, request.repeat_penalty, 0.0, 0.0))
    if request.top_k:
        add(chain, llama.llama_sampler_init_top_k(request.top_k))
    add(chain, llama.llama_sampler_init_top_p(request.top_p, 1))
    add(chain, llama.llama_sampler_init_min_p(request.min_p, 1))
    add(chain, llama.llama_sampler_init_temp(request.temperature))
    add(chain, llama.llama_sampler_init_dist(request.seed))
    return chain
