"""A loaded model: llama.cpp's low-level calls behind plain Python ones. Runs in the engine worker."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Sequence
from typing import Literal

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from secretaire.inference import chat_template, wire
from secretaire.inference.fit import CacheType, Plan
from secretaire.inference.loading import LoadFailed, LoadProgress, check_fit, give_memory_back, hash_of

SEQUENCES = 8
BATCH_TOKENS = 512
_FLASH_ATTENTION = {
    "auto": llama.LLAMA_FLASH_ATTN_TYPE_AUTO,
    "on": llama.LLAMA_FLASH_ATTN_TYPE_ENABLED,
    "off": llama.LLAMA_FLASH_ATTN_TYPE_DISABLED,
}
_CACHE_TYPES: dict[CacheType, int] = {"f16": llama.GGML_TYPE_F16, "q8_0": llama.GGML_TYPE_Q8_0}


def plan_of(context_tokens: int, settings: wire.LoadSettings) -> Plan:
    """How ``Model`` would load by these settings, for the estimate of what it needs."""
    batch = settings.batch_tokens or BATCH_TOKENS
    flash = settings.flash_attention != "off"  # ggml's CPU backend has it for every model, so "auto" means on
    return Plan(context_tokens, SEQUENCES, batch, batch, settings.cache_type, flash)


class Model:
    """Weights, vocabulary and one context whose cells all sequences share."""

    def __init__(self, descriptor: int, question: wire.Load, progress: LoadProgress) -> None:
        """Weigh, hash, check and load from one descriptor. Raises LoadFailed, BadHeader."""
        self._settings = question.settings
        check_fit(descriptor, plan_of(question.context_tokens, self._settings), question.free_bytes)
        self.sha256 = hash_of(descriptor, progress.hashing)
        if question.sha256 and self.sha256 != question.sha256:
            raise LoadFailed("hash_mismatch")
        self.weights = _load(descriptor, progress)
        try:
            self.bound_by = self._bind(descriptor, progress)
            self.vocabulary = llama.llama_model_get_vocab(self.weights)
            self.vocabulary_size = llama.llama_vocab_n_tokens(self.vocabulary)
            trained = llama.llama_model_n_ctx_train(self.weights)
            self.threads = self.threads_for(self._settings)
            tokens = min(question.context_tokens, trained) if trained > 0 else question.context_tokens
            self.context = self.make_context(tokens, self._settings)
        except BaseException:
            llama.llama_model_free(self.weights)
            give_memory_back()
            raise
        self.context_tokens = int(llama.llama_n_ctx(self.context))
        self.memory = llama.llama_get_memory(self.context)
        self._piece = ctypes.create_string_buffer(512)
        template = llama.llama_model_chat_template(self.weights, None)
        self.has_template = bool(template)
        self._template = template.decode("utf-8", "replace") if template else chat_template.CHATML

    def _bind(self, descriptor: int, progress: LoadProgress) -> Literal["not_writable", "hashed_again"]:
        """What was hashed is what was loaded: nobody of this user can write the file, or it still has the same hash.

        The weights were read into memory, not mapped, so later writes change nothing.
        """
        facts = os.fstat(descriptor)
        writable = os.geteuid() in (0, facts.st_uid) or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not writable:
            return "not_writable"
        if hash_of(descriptor, progress.hashing_again) != self.sha256:
            raise LoadFailed("hash_mismatch")
        return "hashed_again"

    @staticmethod
    def threads_for(settings: wire.LoadSettings) -> int:
        """How many threads: as many as asked for and cores allow."""
        available = len(os.sched_getaffinity(0))
        return min(settings.threads, available) or available

    def make_context(self, tokens: int, chosen: wire.LoadSettings, outputs: int = 0) -> llama.llama_context_p:
        """A context over the weights; the caller frees it. ``outputs`` 0: any token may ask for logits."""
        settings = llama.llama_context_default_params()
        settings.n_ctx = tokens
        settings.n_batch = settings.n_ubatch = chosen.batch_tokens or BATCH_TOKENS
        settings.type_k = settings.type_v = _CACHE_TYPES[chosen.cache_type]
        settings.flash_attn_type = _FLASH_ATTENTION[chosen.flash_attention]
        settings.n_seq_max = SEQUENCES if outputs == 0 else 1
        settings.n_outputs_max = settings.n_outputs_max_per_seq = outputs
        settings.n_threads = settings.n_threads_batch = self.threads_for(chosen)
        settings.kv_unified = True
        settings.no_perf = True
        context = llama.llama_init_from_model(self.weights, settings)
        if not context:
            raise LoadFailed("out_of_memory")
        return context

    def close(self) -> None:
        """Give the memory back."""
        llama.llama_free(self.context)
        llama.llama_model_free(self.weights)
        give_memory_back()

    @property
    def name(self) -> str:
        """The model's own name for itself, printable characters only."""
        buffer = ctypes.create_string_buffer(256)
        length = llama.llama_model_meta_val_str(self.weights, b"general.name", buffer, len(buffer))
        text = buffer.value.decode("utf-8", "replace") if length > 0 else ""
        return "".join(character for character in text if character.isprintable())[:200]

    @property
    def parameters(self) -> int:
        """How many weights it has."""
        return int(llama.llama_model_n_params(self.weights))

    @property
    def embeds(self) -> bool:
        """Whether it is an embedding model."""
        return llama.llama_pooling_type(self.context) in (
            llama.LLAMA_POOLING_TYPE_MEAN,
            llama.LLAMA_POOLING_TYPE_CLS,
            llama.LLAMA_POOLING_TYPE_LAST,
        )

    # -- tokens -------------------------------------------------------------------------------------------------
    def prompt(self, turns: Sequence[tuple[str, str]], begun: str) -> list[int]:
        """The tokens of a chat up to where the assistant goes on. Raises BadTemplate."""
        bos = self.special(llama.llama_vocab_bos(self.vocabulary))
        pieces = chat_template.render(self._template, turns, bos, self.special(llama.llama_vocab_eos(self.vocabulary)))
        if begun:
            pieces.append(chat_template.Piece(begun, from_template=False))
        tokens = [token for piece in pieces for token in self.tokenize(piece.text, special=piece.from_template)]
        first = llama.llama_vocab_bos(self.vocabulary)
        if llama.llama_vocab_get_add_bos(self.vocabulary) and tokens[:1] != [first]:
            tokens.insert(0, first)
        return tokens

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Tokens of a text, without any added; ``special`` reads control tokens where they are written."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 16
        tokens = (llama.llama_token * room)()
        count = llama.llama_tokenize(self.vocabulary, data, len(data), tokens, room, False, special)
        return list(tokens[: max(0, count)])

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; control tokens stand for none."""
        length = llama.llama_token_to_piece(self.vocabulary, token, self._piece, len(self._piece), 0, False)
        return self._piece.raw[: max(0, length)]

    def special(self, token: int) -> str:
        """How a control token is written."""
        if token < 0:
            return ""
        length = llama.llama_token_to_piece(self.vocabulary, token, self._piece, len(self._piece), 0, True)
        return self._piece.raw[: max(0, length)].decode("utf-8", "replace")

    def ends(self, token: int) -> bool:
        """Whether a token ends the generation."""
        return bool(llama.llama_vocab_is_eog(self.vocabulary, token))

    def logits(self, output: int) -> npt.NDArray[np.float32]:
        """A view of one output's logits; valid until the next decode."""
        pointer = llama.llama_get_logits_ith(self.context, output)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))

    def logprob(self, output: int, token: int) -> float:
        """The natural-log probability of a token at an output."""
        row = self.logits(output).astype(np.float64)
        top = row.max()
        return float(row[token] - top - np.log(np.exp(row - top).sum()))


def _load(descriptor: int, progress: LoadProgress) -> llama.llama_model_p:
    library = ctypes.CDLL(None)
    library.fdopen.restype = ctypes.c_void_p
    library.fclose.argtypes = [ctypes.c_void_p]
    duplicate = os.dup(descriptor)
    os.lseek(duplicate, 0, os.SEEK_SET)
    file = library.fdopen(duplicate, b"rb")
    settings = llama.llama_model_default_params()
    settings.load_mode = llama.LLAMA_LOAD_MODE_NONE  # read, not mapped: later writes to the file change nothing
    settings.lazy_mode = llama.LLAMA_LAZY_MODE_OFF
    settings.n_gpu_layers = 0
    callback = llama.llama_progress_callback(lambda done, _data: progress.reading(done))
    settings.progress_callback = callback
    try:
        weights = llama.llama_model_load_from_file_ptr(ctypes.c_void_p(file), settings)
    finally:
        library.fclose(file)
    if not weights:
        give_memory_back()
        raise LoadFailed("load_cancelled" if progress.stopped else "load_failed")
    return weights
