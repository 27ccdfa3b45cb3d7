"""A loaded model: llama.cpp's low-level calls behind plain Python ones. Runs in the engine worker."""

from __future__ import annotations

import ctypes
import hashlib
import os
import stat
from collections.abc import Sequence
from typing import Literal

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from secretaire.inference import chat_template
from secretaire.inference.gguf_header import check_header

SEQUENCES = 8
EMBEDDING_SEQUENCES = 64
BATCH_TOKENS = 512
_READ = 4 * 1024 * 1024
_POOLINGS: dict[int, Literal["mean", "cls", "last"]] = {
    llama.LLAMA_POOLING_TYPE_MEAN: "mean",
    llama.LLAMA_POOLING_TYPE_CLS: "cls",
    llama.LLAMA_POOLING_TYPE_LAST: "last",
}


class LoadFailed(Exception):
    """The model can't be loaded."""

    def __init__(self, code: Literal["hash_mismatch", "load_failed", "out_of_memory"]) -> None:
        super().__init__(code)
        self.code = code


class Model:
    """Weights, vocabulary and one context whose cells all sequences share."""

    def __init__(self, descriptor: int, expected_sha256: str, context_tokens: int) -> None:
        """Hash, check and load from one descriptor. Raises LoadFailed, BadHeader."""
        check_header(descriptor)
        self.sha256 = hash_of(descriptor)
        if expected_sha256 and self.sha256 != expected_sha256:
            raise LoadFailed("hash_mismatch")
        self.weights = _load(descriptor)
        try:
            self.bound_by = self._bind(descriptor)
            self.vocabulary = llama.llama_model_get_vocab(self.weights)
            self.vocabulary_size = llama.llama_vocab_n_tokens(self.vocabulary)
            trained = llama.llama_model_n_ctx_train(self.weights)
            self.threads = len(os.sched_getaffinity(0))
            self.context = self._make_context(min(context_tokens, trained) if trained > 0 else context_tokens)
        except BaseException:
            llama.llama_model_free(self.weights)
            raise
        # llama.cpp rounds its cells up; an encoder has no positions beyond what it was trained for.
        cells = int(llama.llama_n_ctx(self.context))
        self.context_tokens = min(cells, trained) if trained > 0 else cells
        self.memory = llama.llama_get_memory(self.context)
        self._piece = ctypes.create_string_buffer(512)
        template = llama.llama_model_chat_template(self.weights, None)
        self.has_template = bool(template)
        self._template = template.decode("utf-8", "replace") if template else chat_template.CHATML

    def _bind(self, descriptor: int) -> Literal["not_writable", "hashed_again"]:
        """What was hashed is what was loaded: nobody of this user can write the file, or it still has the same hash.

        The weights were read into memory, not mapped, so later writes change nothing.
        """
        facts = os.fstat(descriptor)
        writable = os.geteuid() in (0, facts.st_uid) or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not writable:
            return "not_writable"
        if hash_of(descriptor) != self.sha256:
            raise LoadFailed("hash_mismatch")
        return "hashed_again"

    def _make_context(self, tokens: int) -> llama.llama_context_p:
        settings = llama.llama_context_default_params()
        settings.n_ctx = tokens
        settings.n_batch = settings.n_ubatch = BATCH_TOKENS
        settings.n_seq_max = SEQUENCES
        settings.n_outputs_max = settings.n_outputs_max_per_seq = 0
        settings.n_threads = settings.n_threads_batch = self.threads
        if self._pooled:
            settings.embeddings = True
            settings.n_seq_max = EMBEDDING_SEQUENCES
            settings.n_batch = settings.n_ubatch = max(BATCH_TOKENS, tokens)  # a text must be seen whole
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

    @property
    def name(self) -> str:
        """The model's own name for itself, printable characters only."""
        text = self._metadata("general.name")
        return "".join(character for character in text if character.isprintable())[:200]

    def _metadata(self, key: str) -> str:
        buffer = ctypes.create_string_buffer(256)
        length = llama.llama_model_meta_val_str(self.weights, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace") if length > 0 else ""

    @property
    def _pooled(self) -> bool:
        """Whether the file names a pooling, so that the model is made for embeddings (before there is a context)."""
        named = self._metadata(f"{self._metadata('general.architecture')}.pooling_type")
        return named in {str(int(pooling)) for pooling in _POOLINGS}

    @property
    def parameters(self) -> int:
        """How many weights it has."""
        return int(llama.llama_model_n_params(self.weights))

    @property
    def embeds(self) -> bool:
        """Whether it is an embedding model."""
        return self.pooling != "none"

    @property
    def pooling(self) -> Literal["none", "mean", "cls", "last"]:
        """How an embedding model makes one vector of its tokens'."""
        return _POOLINGS.get(llama.llama_pooling_type(self.context), "none")

    @property
    def dimensions(self) -> int:
        """The length of an embedding model's vectors, else 0."""
        return int(llama.llama_model_n_embd(self.weights)) if self.embeds else 0

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

    def tokenize(self, text: str, *, special: bool = False, whole: bool = False) -> list[int]:
        """Tokens of a text. ``special`` reads control tokens where they are written; ``whole`` adds the model's own
        tokens that begin and end a text.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 16
        tokens = (llama.llama_token * room)()
        count = llama.llama_tokenize(self.vocabulary, data, len(data), tokens, room, whole, special)
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


def hash_of(descriptor: int) -> str:
    """SHA-256 of a file, read through its descriptor without moving it."""
    digest, position = hashlib.sha256(), 0
    while data := os.pread(descriptor, _READ, position):
        digest.update(data)
        position += len(data)
    return digest.hexdigest()


def _load(descriptor: int) -> llama.llama_model_p:
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
    try:
        weights = llama.llama_model_load_from_file_ptr(ctypes.c_void_p(file), settings)
    finally:
        library.fclose(file)
    if not weights:
        raise LoadFailed("load_failed")
    return weights
