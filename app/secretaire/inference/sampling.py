"""Choosing a token: llama.cpp's native sampler chain; a grammar is asked only about the token that was chosen.

Sampling freely and resampling under the grammar only when its verdict is no costs a few per cent; the grammar at the
chain's head costs half the speed (design, section 5). Runs in the engine worker.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from secretaire.inference.model import Model
from secretaire.inference.wire import Generate

_PENALTY_WINDOW = 64
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class BadGrammar(Exception):
    """The grammar is no GBNF with a rule "root"."""


class Sampler:
    """The sampler of one request; close it to free the native chain."""

    def __init__(self, model: Model, request: Generate) -> None:
        """Raises BadGrammar."""
        self._model = model
        self._grammar = _grammar(model, request.grammar) if request.grammar else None
        self._chain = _chain(model, request)

    def sample(self, output: int) -> int:
        """The next token from one output's logits, accepted by chain and grammar."""
        if self._grammar is None:
            return int(llama.llama_sampler_sample(self._chain, self._model.context, output))
        token = self._choose(self._candidates(output), constrained=False)
        if not self._allowed(token):
            token = self._choose(self._candidates(output), constrained=True)
        llama.llama_sampler_accept(self._grammar, token)
        llama.llama_sampler_accept(self._chain, token)
        return token

    def resume(self, tokens: Sequence[int]) -> None:
        """Take tokens of another worker as sampled. A seed's sequence of random numbers begins anew after them."""
        for token in tokens:
            if self._grammar is not None:
                llama.llama_sampler_accept(self._grammar, token)
            llama.llama_sampler_accept(self._chain, token)

    def _candidates(self, output: int) -> npt.NDArray[np.void]:
        candidates = np.zeros(self._model.vocabulary_size, dtype=_CANDIDATE)
        candidates["id"] = np.arange(self._model.vocabulary_size, dtype=np.int32)
        candidates["logit"] = self._model.logits(output)
        return candidates

    def _choose(self, candidates: npt.NDArray[np.void], *, constrained: bool) -> int:
        array = _token_array(candidates)
        if constrained:
            llama.llama_sampler_apply(self._grammar, ctypes.byref(array))
        llama.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[max(0, array.selected)].id)

    def _allowed(self, token: int) -> bool:
        one = np.zeros(1, dtype=_CANDIDATE)
        one["id"] = token
        llama.llama_sampler_apply(self._grammar, ctypes.byref(_token_array(one)))
        return bool(np.isfinite(one["logit"][0]))

    def close(self) -> None:
        """Free the native samplers."""
        llama.llama_sampler_free(self._chain)
        if self._grammar is not None:
            llama.llama_sampler_free(self._grammar)


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
    if request.temperature == 0.0:
        add(chain, llama.llama_sampler_init_greedy())
        return chain
    if request.top_k:
        add(chain, llama.llama_sampler_init_top_k(request.top_k))
    add(chain, llama.llama_sampler_init_top_p(request.top_p, 1))
    add(chain, llama.llama_sampler_init_min_p(request.min_p, 1))
    add(chain, llama.llama_sampler_init_temp(request.temperature))
    add(chain, llama.llama_sampler_init_dist(request.seed))
    return chain
