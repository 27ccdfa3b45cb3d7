"""llama-cpp-python without us, on the same weights and with the same settings: the other way to do it from Python."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import llama_cpp.llama_cpp as llama
import numpy as np
from llama_cpp import Llama, LlamaRAMCache
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from secretaire.inference.backends import load_backends
from tests.benchmarks.subject import BATCH, THREADS, Subject


def high_level(subject: Subject, context: int, *, cache: bool = False) -> Llama:
    """The high-level class; it goes on from the longest prefix of its last prompt by itself, ``cache`` adds its own."""
    load_backends(gpu=False)  # llama-cpp-python loads none by itself
    bare = Llama(
        str(subject.path),
        n_ctx=context,
        n_batch=BATCH,
        n_ubatch=BATCH,
        n_threads=THREADS,
        n_threads_batch=THREADS,
        flash_attn=True,
        use_mmap=False,
        no_perf=True,
        verbose=False,
    )
    if cache:
        bare.set_cache(LlamaRAMCache())
    return bare


def chat(bare: Llama, text: str, tokens: int) -> tuple[float, int]:
    """Answer one user's turn greedily: seconds and tokens made."""
    began = time.perf_counter()
    answer: Any = bare.create_chat_completion([{"role": "user", "content": text}], max_tokens=tokens, temperature=0.0)
    return time.perf_counter() - began, int(answer["usage"]["completion_tokens"])


def prompt_tokens(bare: Llama, text: str) -> list[int]:
    """The tokens of one user's turn in the model's own template."""
    template = bare.metadata["tokenizer.chat_template"]
    model = bare._model  # the high-level class offers no other way to its special tokens
    bos, eos = model.token_get_text(model.token_bos()), model.token_get_text(model.token_eos())
    rendered = Jinja2ChatFormatter(template, eos, bos)(messages=[{"role": "user", "content": text}])
    return list(bare.tokenize(rendered.prompt.encode(), add_bos=False, special=True))


class Scorer:
    """Log-probabilities by the low-level calls, one continuation after the other, logits only where they are needed."""

    def __init__(self, bare: Llama) -> None:
        self._context = bare.ctx
        self._memory = llama.llama_get_memory(bare.ctx)
        self._vocabulary = bare.n_vocab()
        self._batch = llama.llama_batch_init(BATCH, 0, 1)

    def close(self) -> None:
        """Free the batch."""
        llama.llama_batch_free(self._batch)

    def anew(self, prompt: Sequence[int], continuation: Sequence[int]) -> float:
        """The total of one continuation, its prompt read again."""
        self.forget(0)
        last = self._feed(list(prompt), 0, outputs_from=len(prompt) - 1)
        return self._rest(prompt, continuation, last[-1])

    def kept(self, prompt: Sequence[int], continuations: Sequence[Sequence[int]]) -> list[float]:
        """The total of each continuation, the prompt read once and kept."""
        self.forget(0)
        last = self._feed(list(prompt), 0, outputs_from=len(prompt) - 1)[-1]
        totals = []
        for continuation in continuations:
            totals.append(self._rest(prompt, continuation, last))
            self.forget(len(prompt))
        return totals

    def forget(self, position: int) -> None:
        """Let go of everything from a position on."""
        llama.llama_memory_seq_rm(self._memory, 0, position, -1)

    def _rest(self, prompt: Sequence[int], continuation: Sequence[int], last: np.ndarray[Any, Any]) -> float:
        rows = [last]
        if len(continuation) > 1:
            rows += self._feed(list(continuation[:-1]), len(prompt), outputs_from=len(prompt))
        return sum(_logprob(row, token) for row, token in zip(rows, continuation, strict=True))

    def _feed(self, tokens: list[int], start: int, outputs_from: int) -> list[np.ndarray[Any, Any]]:
        """Decode tokens from a position; the logits of positions from ``outputs_from`` on."""
        rows: list[np.ndarray[Any, Any]] = []
        batch = self._batch
        for begin in range(0, len(tokens), BATCH):
            part = tokens[begin : begin + BATCH]
            wanted = []
            for at, token in enumerate(part):
                batch.token[at], batch.pos[at], batch.n_seq_id[at] = token, start + begin + at, 1
                batch.seq_id[at][0] = 0
                batch.logits[at] = start + begin + at >= outputs_from
                if batch.logits[at]:
                    wanted.append(at)
            batch.n_tokens = len(part)
            if llama.llama_decode(self._context, batch):
                raise RuntimeError("llama_decode failed")
            for at in wanted:
                pointer = llama.llama_get_logits_ith(self._context, at)
                rows.append(np.ctypeslib.as_array(pointer, shape=(self._vocabulary,)).copy())
        return rows


def _logprob(row: np.ndarray[Any, Any], token: int) -> float:
    exact = row.astype(np.float64)
    top = exact.max()
    return float(exact[token] - top - np.log(np.exp(exact - top).sum()))
